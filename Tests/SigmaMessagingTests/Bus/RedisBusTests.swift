import SigmaMessaging
import SigmaModel
import SigmaPorts
import TestServers
import Testing

@Suite("Redis bus", .enabled(if: RedisServer.isInstalled, "needs redis-server"), .timeLimit(.minutes(10)))
struct RedisBusTests {
    private static let user = RedisServer.User(name: "trader", password: "geheim", pattern: "sigma:*")

    @Test("wrong credentials are refused in words that hold no secret", arguments: [nil, "wrong-secret"])
    func credentials(password: String?) async throws {
        var settings = RedisSettings.testing(try RedisServer(user: Self.user), session: "s")
        settings.user = "trader"
        settings.password = password
        let reports = Reports()
        let bus = RedisBus(settings, clock: WallClock()) { reports.add($0) }
        for attempt in 1...3 {
            let error = await #expect(throws: BusError.self) {
                switch attempt {
                case 1: try await bus.publish(messages(.orderFill, 1...1))
                case 2: _ = try await bus.subscribeToTicks(capacity: 1)
                default: _ = try await bus.consume([.signal], as: BusMember(group: "g", name: "one"))
                }
            }
            guard case .refused(let text) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(text.contains("password") && !text.contains("wrong-secret"))
        }
        #expect(!reports.all.isEmpty && !reports.all.contains { $0.contains("wrong-secret") })
        #expect(!"\(settings)".contains("secret") && !String(reflecting: settings).contains("secret"))
        await bus.close()
    }

    @Test("a user without rights on the keys is refused, and nothing is tried for ever")
    func rights() async throws {
        let user = RedisServer.User(name: "trader", password: "geheim", pattern: "other:*")
        var settings = RedisSettings.testing(try RedisServer(user: user), session: "s")
        (settings.user, settings.password) = (user.name, user.password)
        let bus = RedisBus(settings, clock: WallClock())
        await #expect {
            try await bus.publish(messages(.orderFill, 1...1))
        } throws: { error in
            if case BusError.refused(let text) = error { text.contains("NOPERM") } else { false }
        }
        await bus.close()
    }

    @Test(
        "addresses",
        arguments: [
            ("redis://trader:p%40ss@10.0.0.5:6380/2", "10.0.0.5", 6_380, "trader", "p@ss", 2),
            ("redis://localhost", "localhost", 6_379, nil, nil, 0),
            ("redis://:secret@[::1]:7000", "::1", 7_000, nil, "secret", 0),
        ] as [(String, String, Int, String?, String?, Int)])
    func addresses(_ url: String, host: String, port: Int, user: String?, password: String?, database: Int) throws {
        let settings = try RedisSettings(url: url, session: "s")
        #expect(settings.host == host && settings.port == port && settings.database == database)
        #expect(settings.user == user && settings.password == password)
    }

    @Test(
        "addresses without sense are refused without repeating them",
        arguments: [
            "rediss://u:secret@host", "http://u:secret@host", "redis://u:secret@host/nine", "secret", "redis://",
        ])
    func badAddresses(_ url: String) {
        #expect {
            _ = try RedisSettings(url: url, session: "s")
        } throws: { error in
            guard case BusError.invalid(let text) = error else { return false }
            return !text.contains("secret") && (!url.hasPrefix("rediss") || text.contains("stunnel"))
        }
    }

    @Test("what every group acknowledged is dropped, the rest is kept")
    func trimming() async throws {
        let bus = RedisBus(.testing(try RedisServer(), session: "s"), clock: WallClock())
        let fast = try await bus.consume([.orderFill], as: BusMember(group: "fast", name: "one"))
        let slow = try await bus.consume([.orderFill], as: BusMember(group: "slow", name: "one"))
        try await bus.publish(messages(.orderFill, 1...100))
        try await fast.acknowledge(try await fast.take(100))
        let taken = try await slow.take(60)
        try await slow.acknowledge(taken.filter { $0.sequence != 41 })
        let maintaining = Task { try await bus.run() }
        var tries = 0
        try await eventually("up to 40 is dropped") {
            tries += 1
            let late = try await bus.consume([.orderFill], as: BusMember(group: "late\(tries)", name: "one"))
            let first = try await late.next(limit: 1)
            await late.close()
            try await bus.removeGroup("late\(tries)")
            return first == messages(.orderFill, 41...41)
        }
        maintaining.cancel()
        #expect(try await slow.take(40) == messages(.orderFill, 61...100))
        await bus.close()
    }

    @Test(
        "a server emptied while connected gets everything again, at the next message or by maintenance",
        arguments: [false, true])
    func emptied(isIdle: Bool) async throws {
        let server = try RedisServer()
        let bus = RedisBus(
            .testing(server, session: "s"), clock: WallClock(), source: FillJournal(count: isIdle ? 100 : 101))
        let consumer = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "one"))
        try await bus.publish(messages(.orderFill, 1...100))
        var ledger = Ledger()
        let first = try await consumer.take(50)
        ledger.apply(first)
        try await consumer.acknowledge(Array(first.prefix(20)))
        try ToolRun.run(["/usr/bin/redis-cli", "-p", String(server.port), "FLUSHALL"])
        let maintaining = isIdle ? Task { try await bus.run() } : nil
        if !isIdle { try await bus.publish(messages(.orderFill, 101...101)) }
        while ledger.filter.floor < (isIdle ? 100 : 101) {
            let batch = try await consumer.next(limit: 30)
            ledger.apply(batch)
            try await consumer.acknowledge(batch)
        }
        #expect(bus.counters.republished == 100)
        #expect(ledger.repeats >= 50)
        maintaining?.cancel()
        await bus.close()
    }

    @Test("a message that another consumer holds for too long is claimed")
    func claiming() async throws {
        let settings = RedisSettings.testing(try RedisServer(), session: "s")
        let bus = RedisBus(settings, clock: WallClock())
        let stuck = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "stuck"))
        let other = try await bus.consume([.orderFill], as: BusMember(group: "g", name: "other"))
        try await bus.publish(messages(.orderFill, 1...5))
        #expect(try await stuck.take(5).count == 5)
        #expect(try await other.take(5) == messages(.orderFill, 1...5))
        await bus.close()
    }
}
