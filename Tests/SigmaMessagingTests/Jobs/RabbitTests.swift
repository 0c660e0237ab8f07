import Foundation
import SigmaMessaging
import SigmaModel
import SigmaPorts
import TestServers
import Testing

@Suite(
    "RabbitMQ", .enabled(if: RabbitServer.isInstalled, "needs rabbitmq-server"), .serialized,
    .timeLimit(.minutes(10)))
struct RabbitTests {
    enum Fault: String, CaseIterable, Sendable { case stop, kill, freeze }

    /// Starting takes long, so the tests that break a server share one, one after the other; it speaks TLS as well.
    private static let breakable = Result { () throws -> (RabbitServer, TestCertificates) in
        let certificates = try TestCertificates()
        return (try RabbitServer(certificates: certificates), certificates)
    }

    @Test("a server that fails while jobs are put in loses none", arguments: Fault.allCases)
    func faults(_ fault: Fault) async throws {
        let (server, _) = try Self.breakable.get()
        var settings = RabbitSettings.testing(server, session: fault.rawValue)
        settings.timeout = TimeSpan(seconds: 1)
        settings.attemptsMax = 100
        let reports = Reports()
        let queue = RabbitJobQueue(settings, clock: WallClock()) { reports.add($0) }
        try await queue.enqueue(jobs(1...1))
        try await eventually("the server knows its queue") { server.hasNoted(settings.prefix + "jobs.trial") }
        let enqueued = Progress()
        let enqueuing = Task {
            for job in jobs(2...200) {
                try await queue.enqueue(job)
                enqueued.add(1)
            }
        }
        let working = Task { try await work(queue, until: 200) }
        try await eventually("jobs are on their way") { enqueued.count >= 50 }
        switch fault {
        case .stop: server.process.stop()
        case .kill: server.process.kill()
        case .freeze: server.process.freeze()
        }
        try await eventually("both ends have noticed") { reports.all.count >= 2 }
        if fault == .freeze { server.process.thaw() } else { try server.process.restart() }
        try await enqueuing.value
        #expect(try await working.value == Set(jobs(1...200).map(\.id)))
        #expect(try await queue.dead(limit: 1) == [])
        await queue.close()
    }

    /// Works until all jobs are done, and returns their ids.
    private func work(_ queue: RabbitJobQueue, until count: Int) async throws -> Set<String> {
        let worker = try await queue.consume(JobRequest(kinds: ["trial"], owner: "worker", prefetch: 3))
        var done: Set<String> = []
        while done.count < count {
            let leased = try await worker.next()
            done.insert(leased.job.id)
            _ = try await worker.complete(leased.lease)
        }
        await worker.close()
        return done
    }

    @Test("a worker that the server loses gets its job again, and the old lease is void")
    func lostConnection() async throws {
        let (server, _) = try Self.breakable.get()
        var settings = RabbitSettings.testing(server, session: "lost")
        settings.timeout = TimeSpan(seconds: 1)
        let queue = RabbitJobQueue(settings, clock: WallClock())
        try await queue.enqueue(jobs(1...1))
        let worker = try await queue.consume(JobRequest(kinds: ["trial"], owner: "worker"))
        let first = try await worker.next()
        server.process.freeze()
        try await eventually("the lease is lost") { try !worker.heartbeat(first.lease) }
        server.process.thaw()
        let again = try await worker.next()
        #expect(again.job == first.job && again.lease.attempt == 2)
        #expect(try await !worker.complete(first.lease))
        #expect(try await worker.complete(again.lease))
        await queue.close()
    }

    @Test("wrong credentials are refused in words that hold no secret")
    func credentials() async throws {
        var settings = RabbitSettings.testing(try JobQueueUnderTest.server.get(), session: "s")
        settings.password = "wrong-secret"
        let reports = Reports()
        let queue = RabbitJobQueue(settings, clock: WallClock()) { reports.add($0) }
        for isEnqueuing in [true, false] {
            let error = await #expect(throws: JobError.self) {
                if isEnqueuing {
                    try await queue.enqueue(jobs(1...1))
                } else {
                    _ = try await queue.consume(JobRequest(kinds: ["trial"], owner: "o"))
                }
            }
            guard case .refused(let text) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(!text.contains("secret"))
        }
        #expect(!reports.all.isEmpty && !reports.all.contains { $0.contains("secret") })
        #expect(!"\(settings)".contains("secret") && !String(reflecting: settings).contains("secret"))
    }

    @Test("TLS goes only to a server whose certificate names the host and is signed by the authority")
    func encryption() async throws {
        let (server, certificates) = try Self.breakable.get()
        var settings = RabbitSettings.testing(server, session: "tls")
        settings.port = Int(try #require(server.encryptedPort))
        settings.host = "localhost"
        settings.encryption = .verified(authorities: certificates.authority.path)
        let queue = RabbitJobQueue(settings, clock: WallClock())
        let job = Job(id: "big", kind: "trial", payload: Array(repeating: 7, count: 1 << 20))
        try await queue.enqueue(job)
        let worker = try await queue.consume(JobRequest(kinds: ["trial"], owner: "o"))
        let leased = try await worker.next()
        #expect(leased.job == job)
        #expect(try await worker.complete(leased.lease))
        await queue.close()
        for (host, authorities) in [
            ("127.0.0.1", certificates.authority.path), ("localhost", RabbitSettings.publicAuthorities),
            ("localhost", "/nowhere.pem"),
        ] {
            settings.host = host
            settings.encryption = .verified(authorities: authorities)
            let distrustful = RabbitJobQueue(settings, clock: WallClock())
            await #expect {
                try await distrustful.enqueue(jobs(1...1))
            } throws: { if case JobError.refused = $0 { true } else { false } }
            await distrustful.close()
        }
    }

    @Test(
        "addresses",
        arguments: [
            ("amqp://u:p%40ss@10.0.0.5:5673/trading", "10.0.0.5", 5_673, "u", "p@ss", "trading", false),
            ("amqps://mq.example.org", "mq.example.org", 5_671, "guest", "guest", "/", true),
            ("amqp://u:p@[::1]/%2F", "::1", 5_672, "u", "p", "/", false),
        ])
    func addresses(
        _ url: String, host: String, port: Int, user: String, password: String, virtualHost: String, isEncrypted: Bool
    ) throws {
        let settings = try RabbitSettings(url: url, session: "s")
        #expect(settings.host == host && settings.port == port && settings.virtualHost == virtualHost)
        #expect(settings.user == user && settings.password == password)
        #expect((settings.encryption != .none) == isEncrypted)
    }

    @Test("addresses without sense are refused without repeating them", arguments: ["http://u:secret@h", "secret", ""])
    func badAddresses(_ url: String) {
        #expect {
            _ = try RabbitSettings(url: url, session: "s")
        } throws: { error in
            if case JobError.invalid(let text) = error { !text.contains("secret") } else { false }
        }
    }
}

/// A count that grows.
private final class Progress: Sendable {
    private let reports = Reports()

    var count: Int { reports.all.count }
    func add(_ count: Int) { reports.add("\(count)") }
}
