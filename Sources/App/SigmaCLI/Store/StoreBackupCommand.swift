internal import ArgumentParser
internal import Foundation
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

/// Writes a backup of the store.
struct StoreBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store to a file while it is in use, and prove that the copy can be restored.",
        discussion: """
            Beside the file stands its manifest, FILE.manifest.json; keep both. PostgreSQL needs pg_dump and pg_restore of
            postgresql-client, and a user who may create a database to try the backup out.

            Examples:
              sigma store backup backups/2026-03-01.db
            """)

    @OptionGroup var options: StoreOptions

    @Argument(help: "The file to write; it must not exist.")
    var file: String

    func run() async throws {
        let folder = URL(filePath: file).deletingLastPathComponent().path
        if FileManager.default.fileExists(atPath: file) {
            throw CommandFailure(.cannotWrite, "\(file) is there already; name another file")
        }
        guard FileManager.default.fileExists(atPath: folder) else {
            throw CommandFailure(.cannotWrite, "there is no folder \(folder); make it, or name another file")
        }
        let store = try options.openExisting()
        let manifest = try await StoreBackup.write(store, to: file, at: SystemClock().now)
        print("\(file): \(manifest.fingerprint.rowCount) rows of \(store.address), restored once and found equal")
        await store.close()
    }
}

/// Proves that a backup is whole.
struct StoreVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that a backup can be restored and holds what its manifest says.",
        discussion: """
            Examples:
              sigma store verify backups/2026-03-01.db
            """)

    @OptionGroup var options: StoreOptions

    @Argument(help: "The backup.")
    var file: String

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(.noInput, "there is no backup \(file)")
        }
        let store = try options.openForTrial()
        let manifest = try await StoreBackup.verify(file, on: store)
        print("\(file): \(manifest.fingerprint.rowCount) rows of \(manifest.createdAt), as the manifest says")
        await store.close()
    }
}

/// Puts a backup into a store.
struct StoreRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup into an empty store, and prove that it holds what was backed up.",
        discussion: """
            End running sessions first. A session that starts afterwards brings the store up to date from its journal.

            Examples:
              sigma store restore backups/2026-03-01.db --store sqlite:new.db
              sigma store restore backups/2026-03-01.db --overwrite
            """)

    @OptionGroup var options: StoreOptions

    @Argument(help: "The backup.")
    var file: String

    @Flag(help: "Replace the rows that the store has.")
    var overwrite = false

    func run() async throws {
        let store = try options.open()
        let manifest = try await restore(to: store)
        print("\(store.address): restored \(manifest.fingerprint.rowCount) rows of \(manifest.createdAt)")
        await store.close()
    }

    private func restore(to store: Store) async throws -> BackupManifest {
        do throws(StoreError) { return try await StoreBackup.restore(file, to: store, overwriting: overwrite) } catch {
            guard case .refused(let text) = error, !overwrite else { throw error }
            throw CommandFailure(.cannotWrite, "\(text) (--overwrite)")
        }
    }
}
