import SigmaConfiguration
import SigmaEmulator
import SigmaJournal
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import Synchronization

@testable import SigmaCLI

/// A live session with the real adapters, at a venue whose market waits at every step until the session has done
/// everything that the last one caused: no message takes any time.
struct SteppedSession {
    let manifest: SessionManifest
    private let emulator: Emulator
    private let venue: Venue
    private let host: EngineHost<SystemClock>
    private let executor: OrderExecutor<SystemClock>
    private let service: TradingService<SystemClock>
    private let hand: ClockHand

    /// Opens the session; the connection stays the caller's to close.
    init(
        _ loaded: LoadedConfiguration, _ connection: VenueConnection, emulator: Emulator, venue: Venue
    ) async throws {
        self.emulator = emulator
        self.venue = venue
        let clock = SystemClock()
        // A market without a trade has no price, and Upbit tells no rules of one.
        _ = try emulator.step()
        var plan = try SessionPlan(loaded, now: emulator.marketTime)
        plan.manifest = try await LiveOpening.complete(
            plan.manifest, gateway: try connection.account(), catalog: connection.catalog)
        manifest = plan.manifest
        let opened = try SessionOpening.open(plan.directory, wanted: plan.manifest, journal: plan.journal)
        let (requests, timeline) = (VenueRequests(), SessionTimeline())
        // One lane keeps requests, and so the venue's answers, in the order of the decisions.
        executor = try opened.makeExecutor(
            try connection.account(), requests: requests, timeline: timeline, venueClock: connection.clock,
            clock: clock, lanes: 1, horizon: TimeSpan(seconds: 60)
        ) { notice in if case .halt(let text) = notice { print("halt: \(text)") } }
        let inputs = EngineInputs(queueCapacity: 64, requests: requests, registry: PrometheusRegistry())
        host = EngineHost(opened, inputs: inputs, settings: plan.engine, clock: clock)
        let board = host.board
        var settings = LiveSettings(
            symbols: manifest.instruments.map(\.symbol), belief: try AccountBelief(manifest, tolerance: 0))
        // The test tells the time; the time of day is long past it.
        settings.lateness = TimeSpan(seconds: 1 << 32)
        let market = connection.makeFeed([
            MarketSubscription(
                instrument: InstrumentID(0), symbol: manifest.instruments[0].symbol, kind: manifest.instruments[0].kind)
        ])
        hand = ClockHand()
        let feed = LiveFeed(
            SteppedMarket(base: market, hand: hand), executor: executor, settings: settings, timeline: timeline,
            venueClock: connection.clock,
            clock: clock
        ) { BookedAccount(owned: board.current.owned, fills: board.current.fills) }
        service = TradingService(host, feed: feed, from: 0, onStop: .keep)
    }

    /// How the session stands.
    var outcome: ParityScene.Outcome { ParityScene.Outcome(host.board.current) }

    /// Plays the whole market; returns the trades that the session heard, from its first to the end.
    func play(_ trades: [Trade]) async throws -> [Trade] {
        try await withThrowingTaskGroup(of: [Trade].self) { group in
            group.addTask {
                try await service.run()
                return []
            }
            group.addTask {
                defer { host.inputs.requestStop(.keep) }
                return try await step(trades)
            }
            var heard: [Trade] = []
            for try await result in group { heard += result }
            return heard
        }
    }

    private func step(_ trades: [Trade]) async throws -> [Trade] {
        // The market stream subscribes when it will; what passes before that is nobody's.
        var first = 1
        try await until("two streams stand") { emulator.sessionCount(at: venue) >= 2 }
        while try await !isHeard(1, within: .seconds(2)) {
            first += 1
            guard try emulator.step() else { throw ProcessFailure("the session heard nothing of the market") }
        }
        for number in first..<trades.count {
            try await settle()
            // Time reaches an instant before what happens at it is known; then candles close.
            let told = hand.advance(to: trades[number].time)
            try await until("time has passed") { hand.told >= told }
            try await settle()
            guard try emulator.match() != nil else { break }
            try await settle()
            emulator.publish()
            try await until("trade \(number) is heard") { heardCount == UInt64(number - first + 2) }
        }
        try await settle()
        return Array(trades[(first - 1)...])
    }

    private var heardCount: UInt64 { host.board.current.marketEvents }

    private func isHeard(_ count: UInt64, within limit: Duration) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while heardCount < count {
            guard ContinuousClock.now < end else { return false }
            await Task.yield()
        }
        return true
    }

    /// Waits until the session knows what the venue knows, and the venue has everything that the session decided.
    private func settle() async throws {
        try await until("the session and the venue agree") {
            // What is answered after it is recorded comes after everything before it.
            try await host.inputs.inbox.submit(.remark("step", isUrgent: false))
            let isIdle = await executor.isIdle
            let counters = host.inputs.ring.counters
            guard isIdle, counters.pushed == counters.consumed else { return false }
            let status = host.board.current
            guard let truth = emulator.truth(of: "main", at: venue) else { return false }
            return status.fills == UInt64(truth.fills.count)
                && status.workingOrders == truth.orders.count { !$0.state.isTerminal }
        }
    }

    private func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try await !condition() {
            guard ContinuousClock.now < end else {
                let truth = emulator.truth(of: "main", at: venue)
                throw ProcessFailure(
                    "not within two minutes: \(what); the session has \(host.board.current.fills) fills and "
                        + "\(host.board.current.workingOrders) working orders, the venue \(truth?.fills.count ?? 0) and "
                        + "\(truth?.orders.count { !$0.state.isTerminal } ?? 0)")
            }
            await Task.yield()
        }
    }
}

/// What a test says that time is, and how much of that was passed on.
private final class ClockHand: Sendable {
    private let state = Mutex((waiting: [Timestamp](), said: 0, told: 0))
    private let bell = Doorbell()

    /// How many times were passed on.
    var told: Int { state.withLock { $0.told } }

    /// Time passes; returns how many times it has.
    func advance(to time: Timestamp) -> Int {
        defer { bell.ring() }
        return state.withLock { state in
            state.waiting.append(time)
            state.said += 1
            return state.said
        }
    }

    /// Passes times on until cancelled.
    func run(into sink: some MarketSink) async throws {
        while true {
            let rings = bell.rings
            for time in state.withLock({ $0.waiting }) {
                try await sink.take(FeedItem(event: .timer(time), receivedAt: nil, handedOver: .zero))
                state.withLock { state in
                    state.waiting.removeFirst()
                    state.told += 1
                }
            }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }
}

/// A market whose time is a test's.
private struct SteppedMarket: MarketFeed {
    let name = "stepped"
    let base: any MarketFeed
    let hand: ClockHand

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        let timeless = TimelessSink(base: sink)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await base.run(from: position, into: timeless) }
            group.addTask { try await hand.run(into: sink) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Takes everything but what a feed makes of the time of day.
private struct TimelessSink<Base: MarketSink>: MarketSink {
    let base: Base

    func push(_ item: FeedItem) -> Bool { item.isHeartbeat || base.push(item) }
    func room() async throws { try await base.room() }
}
