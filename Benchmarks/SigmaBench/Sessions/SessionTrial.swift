import Foundation
import SigmaEngine
import SigmaHistory
import SigmaJournal
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaSimulation

/// One session as `sigma run` hosts it, with its journal on the disk, driven by any feed and measured from outside.
///
/// The strategy is the shipped crossover on every trade with averages of one and two trades: it trades whenever the price
/// turns, far more often than a person's strategy would.
struct SessionTrial {
    /// What was measured between warm-up and stop.
    struct Outcome {
        var decisions = LatencyHistogram()
        var effects = LatencyHistogram()
        var seconds = 0.0
        var events: UInt64 = 0
        var orders: UInt64 = 0
        var engineSeconds = 0.0
        var journalSeconds = 0.0
    }

    private let directory: SessionDirectory
    private let host: EngineHost<SystemClock>
    private let clock = SystemClock()

    /// A new session in a folder that holds nothing else.
    init(in folder: String, _ manifest: SessionManifest, durability: EngineSettings.Durability) throws {
        try? FileManager.default.removeItem(atPath: folder)
        directory = SessionDirectory(URL(fileURLWithPath: folder))
        let opened = try SessionOpening.open(directory, wanted: manifest, journal: JournalSettings())
        var settings = EngineSettings()
        settings.durability = durability
        let inputs = EngineInputs(queueCapacity: 65_536, registry: PrometheusRegistry())
        host = EngineHost(opened, inputs: inputs, settings: settings, clock: clock)
    }

    /// Lets a feed drive the session for a while; what the warm-up cost is not counted.
    ///
    /// - Parameter begin: called when the warm-up is over.
    func run(
        _ feed: some MarketFeed, warmUp: Duration, measure: Duration, begin: () -> Void
    ) async throws -> Outcome {
        try await during(feed) {
            try await Task.sleep(for: warmUp)
            let meters = host.inputs.meters
            _ = (meters.tickToDecision.take(), meters.tickToEffect.take())
            begin()
            let before = reading()
            try await Task.sleep(for: measure)
            var outcome = difference(from: before)
            outcome.decisions = meters.tickToDecision.take()
            outcome.effects = meters.tickToEffect.take()
            return outcome
        }
    }

    /// Lets a feed drive the session until so many of its events are applied; everything is counted.
    func run(_ feed: some MarketFeed, events: UInt64) async throws -> Outcome {
        let before = Reading(time: clock.monotonic)
        var outcome = try await during(feed) {
            while host.inputs.ring.counters.consumed < events { try await Task.sleep(for: .milliseconds(1)) }
            return difference(from: before)
        }
        // The board is renewed from time to time only, and at the end.
        outcome.orders = host.board.current.orders
        return outcome
    }

    /// Measures while the session runs, then stops it and looks whether it ended well.
    private func during(_ feed: some MarketFeed, _ measure: () async throws -> Outcome) async throws -> Outcome {
        defer { try? FileManager.default.removeItem(at: directory.url) }
        let service = TradingService(host, feed: LingeringFeed(base: feed), from: 0, onStop: .keep)
        let running = Task { try await service.run() }
        let outcome = try await measure()
        host.inputs.requestStop(.keep)
        try await running.value
        let end = host.board.current
        guard end.phase == .stopped, end.orders > 0 else {
            throw BenchmarkError(description: "the session ended as \(end.phase) with \(end.orders) orders")
        }
        return outcome
    }

    private struct Reading {
        var time: TimeSpan
        var events: UInt64 = 0
        var orders: UInt64 = 0
        var engine = 0.0
        var journal = 0.0
    }

    private func reading() -> Reading {
        Reading(
            time: clock.monotonic, events: host.inputs.ring.counters.consumed, orders: host.board.current.orders,
            engine: ThreadTime.seconds(of: "sigma-engine"), journal: ThreadTime.seconds(of: "sigma-journal"))
    }

    private func difference(from before: Reading) -> Outcome {
        let now = reading()
        var outcome = Outcome()
        outcome.seconds = (now.time - before.time).seconds
        outcome.events = now.events - before.events
        outcome.orders = now.orders - before.orders
        outcome.engineSeconds = now.engine - before.engine
        outcome.journalSeconds = now.journal - before.journal
        return outcome
    }
}

extension SessionManifest {
    /// A session that trades bitcoin in won whenever the price turns.
    static func turning(startingAt start: Timestamp) throws -> SessionManifest {
        try crossing("turning", .tick, ["fast": "1", "slow": "2", "seeding": "first"], start)
    }

    /// A session that decides once a minute, as most strategies do.
    static func minutes(startingAt start: Timestamp) throws -> SessionManifest {
        try crossing("minutes", .oneMinute, [:], start)
    }

    private static func crossing(
        _ id: String, _ timeframe: Timeframe, _ parameters: [String: String], _ start: Timestamp
    ) throws -> SessionManifest {
        SessionManifest(
            id: "0123456789abcdef0123456789abcdef", name: "bench", program: "bench", start: start,
            cash: try Money("1000000000000"),
            instruments: [InstrumentEntry(venue: .upbit, symbol: "KRW-BTC", kind: .spot)],
            strategies: [
                StrategyEntry(
                    id: id, name: "ema-cross", instrument: 0, timeframe: timeframe,
                    sizing: .total(try Money("100000")), parameters: parameters)
            ], limits: .venueOnly, simulation: SimulationSettings())
    }
}

extension GeneratedMarketSettings {
    /// Trades of bitcoin in won.
    static func won(startingAt start: Timestamp, eventsPerSecond: Double) -> GeneratedMarketSettings {
        GeneratedMarketSettings(
            markets: [.bitcoinInWon], seed: 1, start: start, eventsPerSecond: eventsPerSecond, content: .trades)
    }
}
