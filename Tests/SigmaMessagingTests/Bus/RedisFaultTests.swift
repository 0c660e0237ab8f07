import SigmaMessaging
import SigmaModel
import SigmaPorts
import TestServers
import Testing

/// The server fails in the middle of 10,000 fills: none is lost, and none counts twice after deduplication.
@Suite(
    "Redis faults", .enabled(if: RedisServer.isInstalled, "needs redis-server"), .serialized, .timeLimit(.minutes(10)))
struct RedisFaultTests {
    enum Fault: String, CaseIterable, Sendable { case stop, kill, freeze }

    static let fills: UInt64 = 10_000
    /// After how many fills the server fails.
    static let marks: [UInt64] = [2_000, 5_000, 8_000]

    @Test("fills survive", arguments: Fault.allCases, [RedisServer.Persistence.none, .appendOnly])
    func fills(_ fault: Fault, _ persistence: RedisServer.Persistence) async throws {
        let server = try RedisServer(persistence)
        let settings = RedisSettings.testing(server, session: "faults")
        let journal = FillJournal(count: Self.fills)
        let reports = Reports()
        let bus = RedisBus(settings, clock: WallClock(), source: journal) { reports.add($0) }
        let consuming = Task { try await consume(settings) }
        let struck = Doorbell()
        let publishing = Task {
            var next: UInt64 = 1
            while next <= Self.fills {
                let end = min(Self.fills, next + 99)
                try await bus.publish(journal.messages(next...end))
                next = end + 1
                // Some go out while the server falls, the others wait until it has.
                if let fault = Self.marks.firstIndex(where: { $0 + 500 == end }) {
                    await struck.wait(after: UInt64(fault))
                }
            }
        }
        for mark in Self.marks {
            try await eventually("fills up to \(mark)") { bus.counters.published >= mark }
            let before = reports.all.count
            strike(fault, server)
            struck.ring()
            try await eventually("the failure is noticed") { reports.all.count > before }
            try mend(fault, server)
        }
        try await publishing.value
        // What is lost after the last message, only the maintenance can notice.
        let maintaining = Task { try await bus.run() }
        let ledger = try await consuming.value
        maintaining.cancel()
        #expect(ledger.effects.sorted() == Array(1...Self.fills))
        #expect(bus.counters.reconnects > 0)
        if fault != .freeze && persistence == .none { #expect(bus.counters.republished > 0) }
        if persistence == .appendOnly { #expect(bus.counters.republished == 0) }
        await bus.close()
    }

    private func strike(_ fault: Fault, _ server: RedisServer) {
        switch fault {
        case .stop: server.process.stop()
        case .kill: server.process.kill()
        case .freeze: server.process.freeze()
        }
    }

    private func mend(_ fault: Fault, _ server: RedisServer) throws {
        if fault == .freeze { server.process.thaw() } else { try server.process.restart() }
    }

    /// Takes fills until all have come, and now and then crashes between effect and acknowledgement.
    private func consume(_ settings: RedisSettings) async throws -> Ledger {
        let bus = RedisBus(settings, clock: WallClock())
        var ledger = Ledger()
        var random = SplitMix64(seed: 7)
        while ledger.filter.floor < Self.fills {
            let consumer = try await bus.consume([.orderFill], as: BusMember(group: "ledger", name: "one"))
            while ledger.filter.floor < Self.fills {
                let batch = try await consumer.next(limit: 100)
                ledger.apply(batch)
                if random.unit() < 0.02 { break }
                try await consumer.acknowledge(batch)
            }
            await consumer.close()
        }
        await bus.close()
        return ledger
    }

    @Test("lost ticks are counted exactly", arguments: Fault.allCases)
    func ticks(_ fault: Fault) async throws {
        let server = try RedisServer()
        let reports = Reports()
        let bus = RedisBus(.testing(server, session: "ticks"), clock: WallClock()) { reports.add($0) }
        let feed = try await bus.subscribeToTicks(capacity: 100_000)
        var last: UInt64 = 0
        func publish(_ count: UInt64) async throws {
            try await bus.publish(messages(.marketTick, last + 1...last + count))
            last += count
        }
        try await publish(100)
        try await eventually("the first ticks come") { feed.counters.received == 100 }
        strike(fault, server)
        try await eventually("the failure is noticed") {
            try await publish(1)
            return !reports.all.isEmpty
        }
        try mend(fault, server)
        let before = feed.counters.received
        // The first tick that comes again shows how many did not.
        try await eventually("the last tick comes") {
            try await publish(1)
            let counters = feed.counters
            return counters.received > before && counters.received + counters.missed == last
        }
        if fault != .freeze { #expect(feed.counters.missed > 0) }
        #expect(feed.counters.dropped == 0)
        let received = try await feed.next(limit: Int(last)).map(\.sequence)
        #expect(UInt64(received.count) == feed.counters.received)
        let holes = zip(received, received.dropFirst()).reduce(UInt64(0)) { $0 + ($1.1 - $1.0 - 1) }
        #expect(holes == feed.counters.missed)
        await bus.close()
    }

    @Test("a publisher waits for a server that is away, until it is cancelled")
    func absentServer() async throws {
        let server = try RedisServer()
        server.process.kill()
        let reports = Reports()
        let bus = RedisBus(.testing(server, session: "absent"), clock: WallClock()) { reports.add($0) }
        let publishing = Task { try await bus.publish(messages(.orderFill, 1...1)) }
        try await eventually("it was tried more than once") { reports.all.count > 2 }
        publishing.cancel()
        await #expect(throws: BusError.cancelled) { try await publishing.value }
        let waiting = Task { try await bus.publish(messages(.orderFill, 1...1)) }
        try server.process.restart()
        try await waiting.value
        #expect(bus.counters.published == 1)
        await bus.close()
    }
}
