internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

/// Looks after the database.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Look after the database: schema, backups, restores, rehearsals.",
        discussion: """
            The store is SQLite by default and PostgreSQL when configured. What sessions did follows from their journals and
            can be made again; signals, labels, presets and people are only here.

            Examples:
              sigma store info
              sigma store backup sigma-backup.db
              sigma store restore sigma-backup.db --store sqlite:new.db
              sigma store rebuild sigma-data/sessions/default
              PGPASSWORD=… sigma store migrate --store postgresql://sigma@db.example.com/sigma
            """,
        subcommands: [
            StoreInfoCommand.self, StoreMigrateCommand.self, StoreBackupCommand.self, StoreVerifyCommand.self,
            StoreRestoreCommand.self, StoreRebuildCommand.self, StoreDrillCommand.self,
        ])
}

/// Which store a command works on.
struct StoreOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigOptions

    @Option(
        name: .customLong("store"),
        help: "sqlite:PATH or postgresql://user@host/database, instead of the configured one; password in PGPASSWORD.")
    var location: String?

    /// Opens the store; changes nothing.
    func open() throws -> Store {
        if let location {
            guard URLComponents(string: location)?.password == nil else {
                throw CommandFailure(
                    .usage, "--store holds a password, which every user of this machine can see; put it into PGPASSWORD"
                )
            }
            return try Store.open(location)
        }
        let loaded = try configuration.load()
        ConfigWarnings.write(loaded)
        return try Store.open(loaded.configuration.storeLocation, connections: loaded.configuration.store.pool)
    }

    /// Where the store is; may hold a password.
    private func place() throws -> String { try location ?? configuration.load().configuration.storeLocation }

    /// A store of the same kind, to try a backup out on; makes no file.
    func openForTrial() throws -> Store {
        try place().hasPrefix("sqlite:") ? try Store.open("sqlite::memory:") : try open()
    }

    /// Opens the store, which must be there.
    func openExisting() throws -> Store {
        let place = try place()
        // Opening would make the file.
        if place.hasPrefix("sqlite:"), !FileManager.default.fileExists(atPath: String(place.dropFirst(7))) {
            throw CommandFailure(.noInput, "there is no store at \(place); `sigma store migrate` makes one")
        }
        return try open()
    }
}

extension Configuration {
    /// The store as its adapter names it; may hold a password.
    var storeLocation: String {
        switch store.location {
        case .sqlite(let path):
            "sqlite:" + URL(filePath: path, relativeTo: URL(filePath: dataDirectory + "/")).path
        case .postgresql(let url): url.reveal()
        }
    }
}

extension CommandFailure {
    /// The failure of a store.
    init(_ error: StoreError) {
        let kind: Kind =
            switch error {
            case .refused, .mismatch: .configuration
            case .missing: .noInput
            case .damaged, .unreadable, .invalid, .constraint: .badData
            case .unavailable, .timeout, .conflict: .unavailable
            case .outcomeUnknown: .inputOutput
            case .statement, .cancelled, .closed: .internalError
            }
        self.init(kind, error.description)
    }
}

extension ProjectedSession {
    /// The session of a folder, and where its journal is.
    static func load(_ folder: String) throws -> (session: ProjectedSession, journal: String) {
        let directory = SessionDirectory(URL(filePath: folder))
        guard let manifest = try directory.readManifest() else { throw ReplayError.noSession(folder) }
        return (try ProjectedSession(manifest, mode: "sim"), directory.journal.path)
    }
}
