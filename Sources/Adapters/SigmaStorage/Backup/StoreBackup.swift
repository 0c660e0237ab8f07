import Foundation
package import SigmaModel
package import SigmaPorts

/// Copies a store to one file while it is in use, proves that the copy is whole, and puts it back.
///
/// SQLite is copied page by page, PostgreSQL by `pg_dump`; either sees the store at one moment. Every backup is restored
/// once, to a place that is thrown away, before it counts as one.
package enum StoreBackup {
    /// Writes a backup and returns what it holds; throws unless it was proved to hold what the store held.
    @discardableResult
    package static func write(
        _ store: Store, to path: String, at now: Timestamp
    ) async throws(StoreError) -> BackupManifest {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .refused("\(path) exists; name a new file, backups are never overwritten")
        }
        let partial = "\(path).partial"
        try? FileManager.default.removeItem(atPath: partial)
        defer { try? FileManager.default.removeItem(atPath: partial) }
        let fingerprint: StoreFingerprint
        let copy: StoreFingerprint
        switch store.database {
        case let database as SQLiteDatabase:
            fingerprint = try await database.copy(to: partial)
            copy = try await SQLiteDatabase.check(partial)
        case let database as PostgresDatabase:
            fingerprint = try await PostgresTools(database.settings).dump(database, to: partial)
            copy = try await restored(partial, like: store)
        default: throw .refused("this kind of store cannot be backed up")
        }
        let differences = fingerprint.differences(from: copy)
        guard differences.isEmpty else {
            throw .damaged("the backup differs from the store: \(differences.joined(separator: ", ")); try again")
        }
        let manifest = BackupManifest(
            kind: store.database.dialect.rawValue, createdAt: now, fingerprint: fingerprint)
        try manifest.write(path)
        try publish(partial, as: path)
        return manifest
    }

    /// Proves that a backup can be restored and holds what its manifest says.
    @discardableResult
    package static func verify(_ path: String, on store: Store) async throws(StoreError) -> BackupManifest {
        let manifest = try BackupManifest.read(path)
        guard manifest.kind == store.database.dialect.rawValue else {
            throw .refused("\(path) is a backup of \(manifest.kind), the store is \(store.database.dialect.rawValue)")
        }
        let found: StoreFingerprint
        do throws(StoreError) {
            found =
                store.database is SQLiteDatabase
                ? try await SQLiteDatabase.check(path) : try await restored(path, like: store)
        } catch {
            guard case .damaged(let text) = error else { throw error }
            throw .damaged("the backup \(path) is damaged; take another one: \(text)")
        }
        try require(found, manifest, "the backup \(path)")
        return manifest
    }

    /// Puts a backup into a store.
    ///
    /// - Parameter overwriting: whether rows that the store has may be lost.
    @discardableResult
    package static func restore(
        _ path: String, to store: Store, overwriting: Bool = false
    ) async throws(StoreError) -> BackupManifest {
        let manifest = try await verify(path, on: store)
        let present = try await store.fingerprint()
        guard overwriting || present.rowCount == 0 else {
            throw .refused(
                "the store holds \(present.rowCount) rows, which a restore would replace; restore to an empty store,"
                    + " or back this one up and ask to overwrite it")
        }
        switch store.database {
        case let database as SQLiteDatabase: try await database.replace(by: path)
        case let database as PostgresDatabase: try await PostgresTools(database.settings).restore(path)
        default: throw .refused("this kind of store cannot be restored")
        }
        try require(try await store.fingerprint(), manifest, "the restored store")
        return manifest
    }

    /// What a dump holds, once it is restored.
    private static func restored(_ path: String, like store: Store) async throws(StoreError) -> StoreFingerprint {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing("there is no file \(path)") }
        let scratch = try await ScratchStore(like: store)
        let result: Result<StoreFingerprint, StoreError>
        do throws(StoreError) {
            if let database = scratch.store.database as? PostgresDatabase {
                try await PostgresTools(database.settings).restore(path)
            }
            result = .success(try await scratch.store.fingerprint())
        } catch { result = .failure(error) }
        try await scratch.remove()
        return try result.get()
    }

    private static func require(
        _ found: StoreFingerprint, _ manifest: BackupManifest, _ what: String
    ) throws(StoreError) {
        let differences = manifest.fingerprint.differences(from: found)
        guard differences.isEmpty else {
            throw .damaged("\(what) is not what was backed up: \(differences.joined(separator: ", "))")
        }
    }

    /// Makes a finished file appear under its name once the disk has it.
    private static func publish(_ partial: String, as path: String) throws(StoreError) {
        do {
            let file = try FileHandle(forUpdating: URL(filePath: partial))
            try file.synchronize()
            try file.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: partial)
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch { throw .damaged("\(path) cannot be written: \(error.localizedDescription)") }
    }
}
