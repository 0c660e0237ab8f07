package import SigmaModel
package import SigmaPorts

/// Brings a database to this program's schema, forwards only.
///
/// All missing migrations are applied in one transaction that no other process can enter: a crash leaves the schema of
/// before or of after.
package struct Migrator: Sendable {
    /// What stands in `schema_migrations`.
    package struct Applied: Hashable, Sendable {
        /// Its place in the order of migrations.
        package let number: Int
        /// What it is called.
        package let name: String
        /// The fingerprint of its text.
        package let checksum: String
        /// When it was applied.
        package let time: Timestamp
    }

    private let database: any SQLDatabase
    private let migrations: [Migration]

    /// A migrator of this program's migrations.
    package init(_ database: any SQLDatabase) { self.init(database, Schema.migrations) }

    /// A migrator of any migrations, numbered from one.
    package init(_ database: any SQLDatabase, _ migrations: [Migration]) {
        precondition(migrations.map(\.number) == Array(1..<(migrations.count + 1)), "migrations are numbered from one")
        self.database = database
        self.migrations = migrations
    }

    /// Applies what is missing and returns the numbers of what it applied; throws `mismatch` for a foreign schema.
    package func migrate(at now: Timestamp) async throws(StoreError) -> [Int] {
        let (migrations, dialect) = (migrations, database.dialect)
        return try await database.exclusively { connection throws(StoreError) in
            try connection.execute(Self.table)
            let known = try Self.applied(connection).count
            try Self.check(try Self.applied(connection), against: migrations)
            for migration in migrations[known...] {
                for statement in migration.statements(for: dialect) { try connection.execute(statement) }
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
                    [.integer(Int64(migration.number)), .text(migration.name), .text(migration.checksum), .time(now)])
            }
            return migrations[known...].map(\.number)
        }
    }

    /// Throws `mismatch` unless the database has exactly this program's migrations; changes nothing.
    package func verify() async throws(StoreError) {
        let applied = try await applied()
        try Self.check(applied, against: migrations)
        guard applied.count == migrations.count else {
            throw .mismatch(
                "the database is at migration \(applied.count) of \(migrations.count); run `sigma store migrate`")
        }
    }

    /// The migrations that the database has; none for an empty one.
    package func applied() async throws(StoreError) -> [Applied] {
        let tables = database.dialect.tablesQuery
        return try await database.read { connection throws(StoreError) in
            let isThere = try connection.query(tables).contains { $0.values.first == .text("schema_migrations") }
            return isThere ? try Self.applied(connection) : []
        }
    }

    /// The one table that migrations themselves need; the same words suit both databases.
    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL
        )
        """

    private static func applied(_ connection: any SQLConnection) throws(StoreError) -> [Applied] {
        var list: [Applied] = []
        for row in try connection.query(
            "SELECT number, name, checksum, applied_at FROM schema_migrations ORDER BY number")
        {
            var reader = row.reader()
            list.append(
                Applied(
                    number: try reader.int(), name: try reader.text(), checksum: try reader.text(),
                    time: try reader.time()))
        }
        return list
    }

    private static func check(_ applied: [Applied], against migrations: [Migration]) throws(StoreError) {
        guard applied.count <= migrations.count else {
            throw .mismatch(
                "the database is at migration \(applied.count), this program knows \(migrations.count); the database was"
                    + " made by a newer version: install that version, or restore a backup of this one")
        }
        for (old, migration) in zip(applied, migrations) {
            guard old.number == migration.number, old.checksum == migration.checksum else {
                throw .mismatch(
                    "migration \(old.number) (\(old.name)) was applied as \(old.checksum) and is now"
                        + " \(migration.checksum); applied migrations never change: restore the original text"
                        + " and add a new migration")
            }
        }
    }
}
