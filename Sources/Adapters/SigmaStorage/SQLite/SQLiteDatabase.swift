import Foundation
import GRDB
package import SigmaPorts
import Synchronization

/// SQLite in one file with a write-ahead log, or in memory.
///
/// Every commit reaches the disk before it returns. One writer at a time; a second process waits up to ten seconds.
package final class SQLiteDatabase: SQLDatabase {
    /// Where the rows are.
    package enum Location: Hashable, Sendable {
        /// A file; made when it does not exist.
        case file(String)
        /// A file that must exist and is never changed.
        case readOnlyFile(String)
        /// Memory, of this object alone.
        case memory
    }

    /// Where the rows are.
    package let location: Location
    package let dialect = SQLDialect.sqlite
    /// Nil once closed. Who works with it keeps it alive, so that nobody meets a closed connection.
    private let writer: Mutex<(any DatabaseWriter)?>

    /// Opens the database.
    package init(_ location: Location) throws(StoreError) {
        self.location = location
        let opened = try SQLiteFailure.rethrow { try Self.open(location) }
        writer = Mutex(opened)
    }

    /// The connections; throws once the database was closed.
    func connections() throws(StoreError) -> any DatabaseWriter {
        guard let writer = writer.withLock({ $0 }) else { throw .closed }
        return writer
    }

    private static func open(_ location: Location) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "store"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        switch location {
        case .memory:
            return try DatabaseQueue(configuration: configuration)
        case .readOnlyFile(let path):
            configuration.readonly = true
            return try DatabaseQueue(path: path, configuration: configuration)
        case .file(let path):
            let isNew = !FileManager.default.fileExists(atPath: path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            if isNew {
                // Orders and balances are nobody else's business.
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
            return pool
        }
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await connections().read { database in try body(SQLiteConnection(database)) }
        } catch { throw SQLiteFailure.storeError(error) }
    }

    package func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await connections().writeWithoutTransaction { database in
                var result: Value?
                try database.inTransaction(.immediate) {
                    let connection = SQLiteConnection(database)
                    result = try body(connection)
                    guard !connection.hasFailed else {
                        throw StoreError.statement(
                            "a statement failed and the transaction went on; nothing was committed")
                    }
                    return .commit
                }
                guard let result else { throw StoreError.unavailable("the transaction was rolled back; try again") }
                return result
            }
        } catch { throw SQLiteFailure.storeError(error) }
    }

    package func exclusively<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await write(body)
    }

    package func close() async { writer.withLock { $0 = nil } }
}
