package import SigmaModel
package import SigmaPorts

/// Everything that is kept in one database, SQLite or PostgreSQL.
package struct Store: Sendable {
    /// The database itself.
    package let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// Opens `sqlite:PATH`, `sqlite::memory:` or `postgresql://…`; connects and migrates nothing.
    ///
    /// - Parameter connections: the most connections to PostgreSQL at once.
    package static func open(_ location: String, connections: Int = 4) throws(StoreError) -> Store {
        if location.hasPrefix("postgresql://") || location.hasPrefix("postgres://") {
            var settings = try PostgresSettings(location)
            settings.connections = connections
            return Store(PostgresDatabase(settings))
        }
        guard location.hasPrefix("sqlite:"), location.utf8.count > 7 else {
            throw .refused("a store is sqlite:PATH or postgresql://user@host:5432/database")
        }
        let path = String(location.dropFirst(7))
        return Store(try SQLiteDatabase(path == ":memory:" ? .memory : .file(path)))
    }

    /// Applies the missing migrations and returns their numbers.
    @discardableResult
    package func migrate(at now: Timestamp) async throws(StoreError) -> [Int] {
        try await Migrator(database).migrate(at: now)
    }

    /// Where the store is, without secrets.
    package var address: String {
        switch database {
        case let database as PostgresDatabase: "postgresql://\(database.settings.address)"
        case let database as SQLiteDatabase:
            switch database.location {
            case .memory: "sqlite::memory:"
            case .file(let path), .readOnlyFile(let path): "sqlite:\(path)"
            }
        default: "a store of another kind"
        }
    }

    /// Ends what is idle and refuses what comes later.
    package func close() async { await database.close() }

    /// Orders and where they stand.
    package var orders: OrderRepository { OrderRepository(database: database) }
    /// Executions.
    package var fills: FillRepository { FillRepository(database: database) }
    /// Positions, balances, ledger and equity.
    package var accounts: AccountRepository { AccountRepository(database: database) }
    /// Sessions and what happened to them.
    package var sessions: SessionRepository { SessionRepository(database: database) }
    /// Instruments and their rules.
    package var instruments: InstrumentRepository { InstrumentRepository(database: database) }
    /// How far projections have come.
    package var projections: ProjectionRepository { ProjectionRepository(database: database) }
    /// Signals of charts and engines.
    package var signals: SignalRepository { SignalRepository(database: database) }
    /// What signals were worth.
    package var labels: LabelRepository { LabelRepository(database: database) }
    /// Optimisations and their reports.
    package var experiments: ExperimentRepository { ExperimentRepository(database: database) }
    /// Presets and their history.
    package var presets: PresetRepository { PresetRepository(database: database) }
    /// People and what they prefer.
    package var users: UserRepository { UserRepository(database: database) }
    /// Messages to people.
    package var notifications: NotificationRepository { NotificationRepository(database: database) }
    /// Messages that were refused.
    package var quarantine: QuarantineRepository { QuarantineRepository(database: database) }
}
