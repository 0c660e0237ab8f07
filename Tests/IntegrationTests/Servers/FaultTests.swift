import Foundation
import SigmaJournal
import SigmaMessaging
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaStorage
import TestServers
import Testing

/// Servers that stop, hang and come back in the middle of a session never touch its trading, and lose nothing.
@Suite(
    "Faults of servers", .blocking, .serialized,
    .enabled(if: RedisServer.isInstalled && RabbitServer.isInstalled && PostgresServer.programs != nil))
struct FaultTests {
    /// A server under the session, and what the log says of it.
    private struct Part {
        let name: String
        let process: ServerProcess
        let down: String
        let up: String
    }

    private let postgres: PostgresServer
    private let redis: RedisServer
    private let rabbit: RabbitServer

    init() throws {
        postgres = try PostgresServer()
        redis = try RedisServer()
        rabbit = try RabbitServer()
    }

    private var parts: [Part] {
        [
            Part(
                name: "store", process: postgres.process, down: "the store falls behind", up: "the store has caught up"),
            Part(
                name: "bus", process: redis.process, down: "the bus is down", up: "the bus is up"),
            Part(
                name: "queue", process: rabbit.process, down: "the queue is down", up: "the queue is up"),
        ]
    }

    private func scene() throws -> (ServerScene, database: String) {
        let database = try postgres.makeDatabase()
        let scene = try ServerScene(
            "faults",
            feed: "market: bitcoin-in-won, seed: 7, start: 2020-01-01T00:00:00Z, events-per-second: 10, speed: 60",
            [
                "store: {url: '\(postgres.url(database, host: "127.0.0.1", query: "sslmode=disable"))'}",
                "bus: {kind: redis, url: 'redis://127.0.0.1:\(redis.port)'}",
                "queue: {kind: rabbitmq, url: 'amqp://worker:k%40nin%2Fchen@127.0.0.1:\(rabbit.port)'}",
                "schedule: [{job: echo, cron: '* * * * *'}]",
            ])
        return (scene, database)
    }

    @Test("the session trades on, says what is away, and every follower ends complete")
    func servers() async throws {
        let (scene, database) = try scene()
        let session = try scene.start("run", ["--json"])
        let journal = JournalWatch(scene.directory.journal.path)
        try session.until("the first fills") {
            guard FileManager.default.fileExists(atPath: scene.directory.manifest.path) else { return false }
            try journal.follow()
            return journal.fills >= 3
        }
        let queue = try rabbitQueue(scene)
        var jobs = 0
        for part in parts {
            for fault in [Fault.hang, .end] {
                try enqueue(&jobs, 5, queue)
                try strike(fault, part, scene, session, journal)
                try enqueue(&jobs, 5, queue)
            }
        }
        try await settled(queue)
        session.signal(SIGTERM)
        #expect(try session.end() == .exited(0), "\(session.errors.suffix(4_000))")
        try #expect(scene.certificate().parity == "green")
        try compareStreams(scene)
        try await compareRows(scene, database)
        try await work(scene, queue, jobs)
        await queue.close()
    }

    private enum Fault {
        case hang
        case end
    }

    /// Takes a server away, sees the session trade on and complain, and gives it back.
    private func strike(
        _ fault: Fault, _ part: Part, _ scene: ServerScene, _ session: ChildProcess, _ journal: JournalWatch
    ) throws {
        try session.until("\(part.name) is up") { scene.health(of: part.name) == "up" }
        try journal.follow()
        let (downs, ups) = (session.logged(part.down), session.logged(part.up))
        switch fault {
        case .hang: part.process.freeze()
        case .end: part.process.stop()
        }
        try session.until("\(part.process.name): \(part.down)") {
            session.logged(part.down) > downs && scene.health(of: part.name) == "down"
        }
        try journal.follow()
        let (fills, events, orders) = (journal.fills, journal.marketEvents, journal.orders)
        try session.until("trading goes on without \(part.process.name)") {
            try journal.follow()
            return journal.fills >= fills + 5 && journal.orders >= orders + 5 && journal.marketEvents > events
        }
        switch fault {
        case .hang: part.process.thaw()
        case .end: try part.process.restart()
        }
        try session.until("\(part.process.name): \(part.up)") {
            session.logged(part.up) > ups && scene.health(of: part.name) == "up"
        }
    }

    private func rabbitQueue(_ scene: ServerScene) throws -> RabbitJobQueue {
        let url = "amqp://worker:k%40nin%2Fchen@127.0.0.1:\(rabbit.port)"
        return RabbitJobQueue(try RabbitSettings(url: url, session: scene.name), clock: SystemClock())
    }

    private let enqueuing = EnqueuedJobs()

    /// Hands jobs to the queue without waiting for a server that may be away.
    private func enqueue(_ jobs: inout Int, _ count: Int, _ queue: RabbitJobQueue) throws {
        for _ in 0..<count {
            jobs += 1
            enqueuing.add(Job(id: "job-\(jobs)", kind: "echo", payload: Array("job-\(jobs)".utf8)), to: queue)
        }
    }

    private func settled(_ queue: RabbitJobQueue) async throws { try await enqueuing.wait() }

    /// The streams hold every message of the journal once, in order, with the journal's text.
    private func compareStreams(_ scene: ServerScene) throws {
        let expected = Dictionary(grouping: try scene.messages(), by: \.topic.rawValue).mapValues { messages in
            messages.map { "\($0.sequence)-0 \(String(decoding: $0.payload, as: UTF8.self))" }
        }
        let found = try scene.published(redis)
        for (topic, messages) in expected {
            #expect(found[topic] == messages, "\(topic): \(found[topic]?.count ?? 0) of \(messages.count)")
        }
        #expect((expected["order.fill"]?.count ?? 0) > 30)
    }

    /// The store's rows are those that the whole journal gives to an empty store.
    private func compareRows(_ scene: ServerScene, _ database: String) async throws {
        let fresh = try postgres.makeDatabase()
        let store = try Store.open(postgres.url(fresh, host: "127.0.0.1", query: "sslmode=disable"))
        try await store.migrate(at: SystemClock().now)
        let session = try ProjectedSession(try scene.manifest(), mode: "sim")
        var projection = try await StoreProjection(session, in: store)
        var reader = try JournalReader(scene.directory.journal.path)
        try await projection.catchUp { try reader.next() }
        await store.close()
        let tables = [
            "sessions", "orders", "fills", "positions", "balances", "ledger_entries", "equity", "signals",
            "session_events",
        ]
        for table in tables {
            let sql = "SELECT row_to_json(t)::jsonb - 'id' FROM \(table) t ORDER BY 1"
            let (rows, expected) = (try postgres.psql(sql, database: database), try postgres.psql(sql, database: fresh))
            #expect(rows == expected, "\(table)")
            if table == "fills" { #expect(rows.split(separator: "\n").count > 30) }
        }
    }

    /// A worker does every job that was handed in; none is left, and none was given up.
    private func work(_ scene: ServerScene, _ queue: RabbitJobQueue, _ jobs: Int) async throws {
        let worker = try scene.start("worker", ["--name", "one"])
        try worker.until("every job is done") {
            (1...jobs).allSatisfy { worker.logged("\"job-\($0)\"") > 0 }
        }
        worker.signal(SIGTERM)
        #expect(try worker.end() == .exited(0), "\(worker.errors.suffix(4_000))")
        #expect(try await queue.counts(kinds: ["echo"]) == JobCounts())
        #expect(try await queue.dead(limit: 10) == [])
    }
}
