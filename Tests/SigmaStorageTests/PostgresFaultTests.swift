import SigmaModel
import SigmaPorts
import SigmaStorage
import TestServers
import Testing

/// What a server does to its clients: certificates, restarts, hangs, limits. One server of the suite's own.
@Suite("PostgreSQL faults", .serialized, .enabled(if: PostgresServer.programs != nil, "PostgreSQL is not installed"))
struct PostgresFaultTests {
    private static let server = Result { try PostgresServer() }

    private static func settings(_ query: String? = nil, host: String = PostgresServer.tlsHost) throws
        -> PostgresSettings
    {
        let server = try server.get()
        return try PostgresSettings(server.url(try server.makeDatabase(), host: host, query: query))
    }

    private static func number(_ database: PostgresDatabase) async throws -> SQLValue? {
        try await database.read { connection throws(StoreError) in try connection.query("SELECT 42") }.first?.values
            .first
    }

    @Test("a certificate of a known authority for the right name is accepted")
    func rightCertificate() async throws {
        let database = PostgresDatabase(try Self.settings())
        let isEncrypted = try await database.read { connection throws(StoreError) in
            try connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        }
        #expect(isEncrypted[0].values == [.boolean(true)])
    }

    @Test("a certificate for another name is refused")
    func wrongHost() async throws {
        let database = PostgresDatabase(try Self.settings(host: "db.example.com"))
        let error = await #expect(throws: StoreError.self) { _ = try await Self.number(database) }
        guard case .refused(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("does not match host name"))
    }

    @Test("a certificate of an unknown authority is refused")
    func unknownAuthority() async throws {
        let server = try Self.server.get()
        for query in ["sslmode=verify-full&sslrootcert=\(server.strangeAuthority)", "sslmode=verify-full"] {
            let database = PostgresDatabase(try Self.settings(query))
            let error = await #expect(throws: StoreError.self) { _ = try await Self.number(database) }
            guard case .refused(let text) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(text.contains("certificate verify failed"))
        }
    }

    @Test("a wrong password is refused without being shown")
    func wrongPassword() async throws {
        let server = try Self.server.get()
        let text = "postgresql://sigma:opensesame@localhost:\(server.port)/postgres?hostaddr=127.0.0.1"
        let database = PostgresDatabase(try PostgresSettings(text))
        let error = await #expect(throws: StoreError.self) { _ = try await Self.number(database) }
        guard case .refused(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("authentication failed") && !message.contains("opensesame"))
    }

    @Test("a server that is away is told by its address, after the caller's patience")
    func away() async throws {
        let port = try LocalPort.free()
        var settings = try PostgresSettings("postgresql://sigma:opensesame@127.0.0.1:\(port)/nowhere")
        settings.patience = .milliseconds(300)
        let error = await #expect(throws: StoreError.self) { _ = try await Self.number(PostgresDatabase(settings)) }
        guard case .unavailable(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("127.0.0.1:\(port)/nowhere") && !text.contains("opensesame"))
    }

    @Test("connections are renewed after a restart")
    func restart() async throws {
        let server = try Self.server.get()
        var settings = try Self.settings()
        settings.patience = .seconds(30)
        let database = PostgresDatabase(settings)
        _ = try await Migrator(database).migrate(at: .start)
        #expect(try await Self.number(database) == .integer(42))
        try server.process.restart()
        let store = Store(database)
        try await store.quarantine.add(
            QuarantinedMessage(receivedAt: .start, source: "s", reason: "after", payload: []))
        #expect(try await store.quarantine.messages().map(\.reason) == ["after"])
    }

    @Test("a transaction that a restart interrupts is done once")
    func restartInside() async throws {
        let server = try Self.server.get()
        var settings = try Self.settings()
        settings.patience = .seconds(30)
        let store = Store(PostgresDatabase(settings))
        try await store.migrate(at: .start)
        let once = OneTime()
        try await store.database.write { connection throws(StoreError) in
            try connection.insert([
                QuarantinedMessage(receivedAt: .start, source: "s", reason: "once", payload: [])
            ])
            if once.take() { try? server.process.restart() }
            try connection.execute("UPDATE quarantine SET source = 't'")
        }
        #expect(try await store.quarantine.messages().map(\.source) == ["t"])
    }

    @Test("a server that hangs costs a timeout and not a thread")
    func hang() async throws {
        let server = try Self.server.get()
        var settings = try Self.settings()
        settings.statementTimeout = .milliseconds(300)
        settings.connectTimeout = .seconds(2)
        settings.patience = .seconds(20)
        let database = PostgresDatabase(settings)
        #expect(try await Self.number(database) == .integer(42))
        server.process.freeze()
        let error = await #expect(throws: StoreError.self) { _ = try await Self.number(database) }
        server.process.thaw()
        guard case .timeout = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await Self.number(database) == .integer(42))
    }

    @Test("a statement that takes too long is ended by the server")
    func slow() async throws {
        var settings = try Self.settings()
        settings.statementTimeout = .milliseconds(200)
        let database = PostgresDatabase(settings)
        let error = await #expect(throws: StoreError.self) {
            _ = try await database.read { connection throws(StoreError) in
                try connection.query("SELECT pg_sleep(30)")
            }
        }
        guard case .timeout(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("57014"))
        #expect(try await Self.number(database) == .integer(42))
    }

    @Test("a pool has a bound, and who waits too long is told")
    func exhausted() async throws {
        var settings = try Self.settings()
        settings.connections = 2
        settings.patience = .milliseconds(300)
        let database = PostgresDatabase(settings)
        let results = await withTaskGroup(of: Result<Void, any Error>.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do {
                        _ = try await database.read { connection throws(StoreError) in
                            try connection.query("SELECT pg_sleep(2)")
                        }
                        return .success(())
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let failures = results.compactMap { result in
            if case .failure(let error) = result { "\(error)" } else { nil }
        }
        #expect(failures.count == 2)
        #expect(failures.allSatisfy { $0.contains("all 2 connections to PostgreSQL were in use") })
        let count = try Self.server.get().psql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sigma' AND datname = "
                + "'\(settings.address.split(separator: "/").last ?? "")'")
        #expect(count.hasPrefix("2"))
    }

    @Test("who waits and is cancelled leaves the line")
    func cancelledWait() async throws {
        var settings = try Self.settings()
        settings.connections = 1
        let database = PostgresDatabase(settings)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try? await database.read { connection throws(StoreError) in
                    try connection.query("SELECT pg_sleep(1)")
                }
            }
            for _ in 0..<5 {
                group.addTask {
                    let waiting = Task { try? await Self.number(database) }
                    waiting.cancel()
                    _ = await waiting.value
                }
            }
        }
        #expect(try await Self.number(database) == .integer(42))
    }

    @Test("what a session may need is not taken from its settings by SQL")
    func sessionSettings() async throws {
        let database = PostgresDatabase(try Self.settings())
        let rows = try await database.write { connection throws(StoreError) in
            try connection.query(
                "SELECT current_setting('TimeZone'), current_setting('transaction_isolation'),"
                    + " current_setting('standard_conforming_strings')")
        }
        #expect(rows[0].values == [.text("UTC"), .text("serializable"), .text("on")])
    }
}
