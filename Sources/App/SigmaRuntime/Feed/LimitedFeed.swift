package import SigmaPorts
internal import Synchronization

/// The first events of a feed; for trials and tests that end by themselves.
package struct LimitedFeed<Base: MarketFeed>: MarketFeed {
    private let base: Base
    private let limit: UInt64

    /// A feed that ends after so many events, counted from its beginning.
    package init(_ base: Base, events limit: UInt64) {
        self.base = base
        self.limit = limit
    }

    package var name: String { base.name }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        guard position < limit else { return }
        let (base, limited) = (base, LimitedSink(sink, events: limit - position))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await base.run(from: position, into: limited) } catch is LimitReached {}
            }
            // A feed of a market that falls silent would otherwise wait for one event more.
            group.addTask { await limited.untilReached() }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }
}

private struct LimitReached: Error {}

/// Takes so many events and heartbeats between them, then no more.
private final class LimitedSink<Base: MarketSink>: MarketSink {
    private let base: Base
    private let remaining: Atomic<UInt64>
    private let reached = Doorbell()

    init(_ base: Base, events: UInt64) {
        self.base = base
        remaining = Atomic(events)
    }

    func push(_ item: FeedItem) -> Bool {
        let left = remaining.load(ordering: .relaxed)
        guard left > 0, base.push(item) else { return false }
        if !item.isHeartbeat {
            remaining.store(left - 1, ordering: .releasing)
            if left == 1 { reached.ring() }
        }
        return true
    }

    func room() async throws {
        if remaining.load(ordering: .relaxed) == 0 { throw LimitReached() }
        try await base.room()
    }

    /// Returns when the last event was taken, or the task is cancelled.
    func untilReached() async {
        while !Task.isCancelled {
            let rings = reached.rings
            if remaining.load(ordering: .acquiring) == 0 { return }
            await reached.wait(after: rings)
        }
    }
}
