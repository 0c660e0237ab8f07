import Foundation
import GRDB
import SigmaPorts

/// SQLite's online backup.
///
/// Source: sqlite.org/backup.html; `sqlite3_backup` inside a read transaction copies that transaction's state.
extension SQLiteDatabase {
    /// Copies the database to a file and returns what was copied.
    func copy(to path: String) async throws(StoreError) -> StoreFingerprint {
        let source = try connections()
        do {
            return try await source.read { source in
                let fingerprint = try StoreFingerprint(SQLiteConnection(source), .sqlite)
                let target = try DatabaseQueue(path: path)
                try target.writeWithoutTransaction { target in
                    try source.backup(to: target)
                    // One file, without a log beside it.
                    try target.execute(sql: "PRAGMA journal_mode = DELETE")
                }
                try target.close()
                return fingerprint
            }
        } catch { throw SQLiteFailure.storeError(error) }
    }

    /// Replaces everything by a file's rows.
    func replace(by path: String) async throws(StoreError) {
        let target = try connections()
        do {
            let source = try DatabaseQueue(path: path, configuration: Self.readOnly)
            try await target.barrierWriteWithoutTransaction { target in
                try source.read { source in try source.backup(to: target) }
                try target.execute(sql: "PRAGMA journal_mode = WAL")
            }
        } catch { throw SQLiteFailure.storeError(error) }
    }

    /// Opens a file that is not to be changed, has SQLite check every page and reference, and reads every row.
    static func check(_ path: String) async throws(StoreError) -> StoreFingerprint {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing("there is no file \(path)") }
        do {
            let file = try DatabaseQueue(path: path, configuration: readOnly)
            return try await file.read { database in
                let findings = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                guard findings == ["ok"] else {
                    throw StoreError.damaged("\(path): \(findings.prefix(3).joined(separator: "; "))")
                }
                guard try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil else {
                    throw StoreError.damaged("\(path) has references that lead nowhere")
                }
                return try StoreFingerprint(SQLiteConnection(database), .sqlite)
            }
        } catch { throw SQLiteFailure.storeError(error) }
    }

    private static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        return configuration
    }
}
