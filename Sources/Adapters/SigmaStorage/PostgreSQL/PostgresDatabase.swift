import SigmaModel
package import SigmaPorts

/// PostgreSQL through libpq: a bounded pool of connections, each with its own thread.
///
/// Writes are serialisable; one that conflicts with others, or whose connection is lost before its commit, is run again.
package final class PostgresDatabase: SQLDatabase {
    package let dialect = SQLDialect.postgresql
    /// How the database is reached.
    package let settings: PostgresSettings
    private let pool: PostgresPool

    /// A database that is connected to when it is first used.
    package init(_ settings: PostgresSettings) {
        self.settings = settings
        pool = PostgresPool(limit: settings.connections, patience: settings.patience)
    }

    package func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await repeating { link throws(StoreError) in
            try Self.transaction(link, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
        }
    }

    package func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await repeating { link throws(StoreError) in
            try Self.transaction(link, "BEGIN ISOLATION LEVEL SERIALIZABLE", body)
        }
    }

    /// The lock is taken before the transaction begins, so that the transaction sees what the last holder committed.
    package func exclusively<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await repeating { link throws(StoreError) in
            try link.command("SELECT pg_advisory_lock(\(Self.migrationLock))")
            do throws(StoreError) {
                let value = try Self.transaction(link, "BEGIN ISOLATION LEVEL SERIALIZABLE", body)
                try link.command("SELECT pg_advisory_unlock(\(Self.migrationLock))")
                return value
            } catch {
                if !link.isBroken { try? link.command("SELECT pg_advisory_unlock(\(Self.migrationLock))") }
                throw error
            }
        }
    }

    /// A number that no other program on the same server is likely to lock: `sigma` in ASCII.
    private static let migrationLock: Int64 = 0x7369_676D_61

    package func close() async { pool.close() }

    private static func transaction<Value>(
        _ link: PostgresLink, _ begin: String, _ body: (any SQLConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try link.command(begin)
        let connection = PostgresConnection(link)
        let value: Value
        do throws(StoreError) { value = try body(connection) } catch {
            if !link.isBroken { try link.command("ROLLBACK") }
            throw error
        }
        do throws(StoreError) {
            guard try link.commit() else {
                throw .statement("a statement failed and the transaction went on; nothing was committed")
            }
        } catch .unavailable(let text) {
            throw .outcomeUnknown(text)
        } catch .timeout(let text) {
            throw .outcomeUnknown(text)
        }
        return value
    }

    /// Runs a transaction until it succeeds, fails for good, or patience ends.
    private func repeating<Value: Sendable>(
        _ body: @Sendable @escaping (PostgresLink) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        var backoff = Backoff(
            first: TimeSpan(milliseconds: 4), limit: TimeSpan(milliseconds: 800), seed: .random(in: 0 ... .max))
        let end = ContinuousClock.now + settings.patience
        var conflicts = 0
        while true {
            do throws(StoreError) {
                return try await once(body)
            } catch {
                switch error {
                case .conflict:
                    conflicts += 1
                    guard conflicts < settings.attempts else { throw error }
                case .unavailable:
                    guard ContinuousClock.now < end else { throw error }
                default: throw error
                }
            }
            do { try await Task.sleep(for: .nanoseconds(backoff.next().nanoseconds)) } catch { throw .cancelled }
        }
    }

    private func once<Value: Sendable>(
        _ body: @Sendable @escaping (PostgresLink) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let lease = try await pool.lease()
        defer { pool.giveBack(lease) }
        let settings = settings
        let isOld = ContinuousClock.now - lease.idleSince > settings.idleTrust
        return try await lease.worker.run { slot throws(StoreError) in
            if isOld, let link = slot, !link.isAlive() { slot = nil }
            let link: PostgresLink
            if let connected = slot { link = connected } else { link = try PostgresLink(settings) }
            slot = link
            // A connection that was lost is replaced when the worker is next used.
            defer { if link.isBroken { slot = nil } }
            return try body(link)
        }
    }
}
