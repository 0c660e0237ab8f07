import Foundation
import SigmaModel
import SigmaPorts
import Synchronization

/// A sink that keeps what it gets and when, and ends the feed after so many market events.
final class Collector: MarketSink {
    struct Full: Error {}

    struct Received: Hashable {
        var item: FeedItem
        var at: Timestamp
    }

    private let clock: ManualClock
    private let limit: Int
    private let state = Mutex<(received: [Received], marketEvents: Int)>(([], 0))

    init(_ limit: Int, clock: ManualClock) {
        self.limit = limit
        self.clock = clock
    }

    func push(_ item: FeedItem) -> Bool {
        let now = clock.now
        return state.withLock { state in
            guard state.marketEvents < limit else { return false }
            state.received.append(Received(item: item, at: now))
            if !item.isHeartbeat { state.marketEvents += 1 }
            return true
        }
    }

    func room() async throws { throw Full() }

    var received: [Received] { state.withLock { $0.received } }
    /// The market events without the heartbeats.
    var events: [Event] { received.filter { !$0.item.isHeartbeat }.map(\.item.event) }
}

extension MarketFeed {
    /// Runs the feed until the collector is full or the feed ends, moving the clock from one waking to the next.
    func collect(_ count: Int, from position: UInt64 = 0, clock: ManualClock) async throws -> Collector {
        let collector = Collector(count, clock: clock)
        let isOver = Atomic<Bool>(false)
        async let run: Void = {
            defer { isOver.store(true, ordering: .releasing) }
            do { try await self.run(from: position, into: collector) } catch is Collector.Full {}
        }()
        while !isOver.load(ordering: .acquiring) {
            if let next = clock.nextWaking { clock.advance(to: max(next, clock.now)) } else { await Task.yield() }
        }
        try await run
        return collector
    }
}

/// A directory of its own for one test, removed at its end.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sigma-runtime-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
