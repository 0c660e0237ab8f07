import Foundation
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import Synchronization

/// A feed that does not end with its events, so that the session still stands when it is measured.
struct LingeringFeed<Base: MarketFeed>: MarketFeed {
    let base: Base
    var name: String { base.name }

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        try await base.run(from: position, into: sink)
        try await Task.sleep(for: .seconds(3_600))
    }
}

/// Trades from memory as fast as they are taken: what a feed costs is left out.
struct MemoryFeed<Clock: SessionClock>: MarketFeed {
    let name = "memory"
    let trades: [Trade]
    let clock: Clock

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        var reading = clock.monotonic
        for index in Int(position)..<trades.count {
            if index & 4_095 == 0 {
                try Task.checkCancellation()
                reading = clock.monotonic
            }
            let item = FeedItem(event: .trade(trades[index]), receivedAt: nil, handedOver: reading)
            while !sink.push(item) {
                try await sink.room()
                reading = clock.monotonic
            }
        }
    }
}

/// A paced feed whose events are noted: how long after they were due they were handed over.
struct PunctualFeed<Base: MarketFeed, Clock: SessionClock>: MarketFeed {
    let base: Base
    let pace: Pace
    let clock: Clock
    let lateness: LatencyRecorder
    var name: String { base.name }

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        try await base.run(
            from: position, into: PunctualSink(base: sink, pace: pace, clock: clock, lateness: lateness))
    }
}

private struct PunctualSink<Base: MarketSink, Clock: SessionClock>: MarketSink {
    let base: Base
    let pace: Pace
    let clock: Clock
    let lateness: LatencyRecorder

    func push(_ item: FeedItem) -> Bool {
        guard base.push(item) else { return false }
        if case .trade(let trade) = item.event, case .fixed(let market, let wall) = pace.anchor {
            let due = Double((trade.time - market).nanoseconds) / pace.speed
            lateness.record(nanoseconds: (clock.now - wall).nanoseconds - Int64(due))
        }
        return true
    }

    func room() async throws { try await base.room() }
}

/// Takes a feed's first trades into memory.
final class TradeCollector: MarketSink {
    private let trades = Mutex<[Trade]>([])

    /// Makes room for as many as will come.
    init(reserving count: Int) { trades.withLock { $0.reserveCapacity(count) } }

    var collected: [Trade] { trades.withLock { $0 } }

    func push(_ item: FeedItem) -> Bool {
        if case .trade(let trade) = item.event { trades.withLock { $0.append(trade) } }
        return true
    }

    func room() async throws {}
}

/// The processor time of this process's threads, by their names.
enum ThreadTime {
    /// Seconds that the living threads of a name have run, as the kernel counts them in nanoseconds.
    static func seconds(of name: String) -> Double {
        let tasks = "/proc/self/task"
        var nanoseconds = 0.0
        for thread in (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? [] {
            guard text("\(tasks)/\(thread)/comm").hasPrefix(name) else { continue }
            nanoseconds += text("\(tasks)/\(thread)/schedstat").split(separator: " ").first.flatMap { Double($0) } ?? 0
        }
        return nanoseconds * 1e-9
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
