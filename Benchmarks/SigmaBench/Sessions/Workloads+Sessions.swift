import Foundation
import SigmaEngine
import SigmaHistory
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaSimulation

extension Workloads {
    /// Latency of a running session at two rates and both durabilities, as a Markdown table.
    ///
    /// DATADIR's disk is the journal's.
    func latency() async throws {
        print(LatencyRow.header)
        for durability in EngineSettings.Durability.allCases {
            for rate in [1_000.0, 10_000.0] { try await latency(rate, durability) }
        }
        print("\nAims: p99 below 1 ms; the design's own bar is a mean of 250 ms and a P99 of 600 ms.")
    }

    private func latency(_ rate: Double, _ durability: EngineSettings.Durability) async throws {
        let clock = SystemClock()
        let settings = GeneratedMarketSettings.won(startingAt: Self.start, eventsPerSecond: rate)
        // The generated market is livelier at some hours than at others; its pace makes up for that.
        let sample = try await trades(10_000, of: settings)
        let pace = Pace(
            speed: rate * (sample[sample.count - 1].time - Self.start).seconds / Double(sample.count),
            anchor: .fixed(market: Self.start, wall: clock.now))
        let lateness = LatencyRecorder()
        let feed = PunctualFeed(
            base: GeneratedFeed(settings, pace: pace, clock: clock), pace: pace, clock: clock, lateness: lateness)
        let trial = try SessionTrial(
            in: directory + "/session.bench", .turning(startingAt: Self.start), durability: durability)
        let outcome = try await trial.run(feed, warmUp: .seconds(2), measure: .seconds(seconds)) {
            _ = lateness.take()
        }
        let variant = "\(durability.rawValue), \(Int(rate)) events/s"
        print(LatencyRow("\(variant): due to hand-over", lateness.take()))
        print(LatencyRow("\(variant): tick to decision", outcome.decisions))
        print(LatencyRow("\(variant): tick to effect", outcome.effects))
        let shares = [outcome.engineSeconds, outcome.journalSeconds].map {
            String(format: "%.1f %%", $0 / outcome.seconds * 100)
        }
        print(
            "<!-- \(Int(Double(outcome.events) / outcome.seconds)) events/s came; of a processor the engine's thread took "
                + "\(shares[0]), the journal's \(shares[1]) -->")
    }

    private static let start = Timestamp(milliseconds: 1_767_225_600_000)

    /// The first trades of a market.
    private func trades(_ count: Int, of settings: GeneratedMarketSettings) async throws -> [Trade] {
        let feed = LimitedFeed(GeneratedFeed(settings, pace: .unpaced, clock: SystemClock()), events: UInt64(count))
        let collector = TradeCollector(reserving: count)
        try await feed.run(from: 0, into: collector)
        return collector.collected
    }

    /// Events a second through a whole session: alone, with host and journal, and with the generator before them.
    func host() async throws {
        let count = 3_000_000
        let clock = SystemClock()
        let settings = GeneratedMarketSettings.won(startingAt: Self.start, eventsPerSecond: 5)
        let generated = LimitedFeed(GeneratedFeed(settings, pace: .unpaced, clock: clock), events: UInt64(count))
        let trades = try await trades(count, of: settings)
        print("| what | events | wall s | events/s | orders | engine s | journal s | engine ns an event |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for manifest in [try SessionManifest.turning(startingAt: Self.start), try .minutes(startingAt: Self.start)] {
            let name = manifest.strategies[0].id
            for _ in 0..<3 {
                try alone("\(name): session alone", manifest, trades)
                let memory = MemoryFeed(trades: trades, clock: clock)
                try await host("\(name): host and journal, from memory", manifest, memory, count)
                try await host("\(name): the same, generated", manifest, generated, count)
            }
        }
    }

    private func alone(_ name: String, _ manifest: SessionManifest, _ trades: [Trade]) throws {
        var session = try SessionFactory.session(manifest, recording: .tape)
        let measurement = Measurement.of {
            for trade in trades {
                session.onTrade(trade)
                if !session.tape.isEmpty { session.clearTape() }
            }
        }
        var outcome = SessionTrial.Outcome()
        outcome.seconds = measurement.wallSeconds
        outcome.engineSeconds = measurement.cpuSeconds
        outcome.events = UInt64(trades.count)
        outcome.orders = session.bot.orderCount
        print(row(name, outcome))
    }

    private func host(_ name: String, _ manifest: SessionManifest, _ feed: some MarketFeed, _ count: Int) async throws {
        let trial = try SessionTrial(in: directory + "/session.bench", manifest, durability: .batch)
        print(row(name, try await trial.run(feed, events: UInt64(count))))
    }

    private func row(_ name: String, _ outcome: SessionTrial.Outcome) -> String {
        let rate = Double(outcome.events) / outcome.seconds
        let each = outcome.engineSeconds / Double(outcome.events) * 1e9
        return "| \(name) | \(outcome.events) | \(text(outcome.seconds)) | \(Int(rate)) | \(outcome.orders) "
            + "| \(text(outcome.engineSeconds)) | \(text(outcome.journalSeconds)) | \(Int(each)) |"
    }

    private func text(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
}

/// One line of the table of latencies.
struct LatencyRow: CustomStringConvertible {
    static let header = """
        | what | events | mean | median | p99 | p99.9 | max |
        |---|---:|---:|---:|---:|---:|---:|
        """

    let description: String

    init(_ name: String, _ histogram: LatencyHistogram) {
        let values = [Int64(histogram.meanNanoseconds), histogram.p50, histogram.p99, histogram.p999, histogram.max]
        let texts = values.map { String(format: "%.3f ms", Double($0) / 1e6) }
        description = "| \(name) | \(histogram.count) | \(texts.joined(separator: " | ")) |"
    }
}
