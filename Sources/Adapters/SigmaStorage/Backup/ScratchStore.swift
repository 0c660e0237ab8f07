import Foundation
package import SigmaPorts

/// An empty store of the same kind as another, to be thrown away: where backups are tried out.
package struct ScratchStore: Sendable {
    /// The empty store.
    package let store: Store
    private let file: String?
    private let tools: PostgresTools?
    private let database: String

    /// Makes one beside another store: a temporary file, or a database of the same server.
    package init(like other: Store) async throws(StoreError) {
        database = "sigma_scratch_\(UInt64.random(in: 0 ... .max))"
        if let postgres = other.database as? PostgresDatabase {
            file = nil
            tools = PostgresTools(postgres.settings)
            try await tools?.create(database)
            store = Store(PostgresDatabase(postgres.settings.database(database)))
        } else {
            let path = FileManager.default.temporaryDirectory.appending(path: "\(database).db").path
            file = path
            tools = nil
            store = Store(try SQLiteDatabase(.file(path)))
        }
    }

    /// Throws it away.
    package func remove() async throws(StoreError) {
        await store.close()
        try await tools?.drop(database)
        for suffix in ["", "-wal", "-shm"] {
            if let file { try? FileManager.default.removeItem(atPath: file + suffix) }
        }
    }
}
