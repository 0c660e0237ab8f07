package import SigmaModel

/// A source of market events for one session, which a later process can take up where an earlier one left off.
///
/// The contract: a feed is a fixed sequence of events, numbered from zero, whatever the pace and however often it is
/// interrupted. `run(from: n)` goes on with event `n`. A session counts what it has recorded and asks for the rest, so
/// no event is missed or seen twice. ``FeedItem/isHeartbeat`` items only tell the time and are never counted.
///
/// Venue sockets and the bus cannot go back: they pass over the position, go on with what comes next, and tell with
/// ``FeedItem/gap`` what they know to be lost.
package protocol MarketFeed: Sendable {
    /// What logs and metrics call it.
    var name: String { get }

    /// Hands every event from the position on to the sink, until the source ends or the task is cancelled.
    ///
    /// Returns only at the end of the source; cancellation throws `CancellationError`.
    ///
    /// - Parameter position: how many events of this feed the session has recorded already.
    func run(from position: UInt64, into sink: some MarketSink) async throws
}

/// What takes a feed's items; one task or thread at a time pushes.
package protocol MarketSink: Sendable {
    /// Takes an item, or returns false where there is no room for it.
    func push(_ item: FeedItem) -> Bool

    /// Returns when pushing is worth another try; throws `CancellationError`.
    func room() async throws
}

extension MarketSink {
    /// Takes an item, waiting for room.
    package func take(_ item: FeedItem) async throws {
        while !push(item) { try await room() }
    }
}

/// An event on its way from a feed to the engine.
package struct FeedItem: Hashable, Sendable {
    /// What happened; a timer is a heartbeat.
    package var event: Event
    /// When it reached a machine by the source's own record, where that is to move the engine's clock.
    package var receivedAt: Timestamp?
    // These two lie in what would be padding: an event's size on its way is what the queue's speed hangs on.
    private var hasGap = false
    private var lost: UInt32 = 0
    /// The reading of the monotonic clock when the feed handed it over, to measure how long it waited.
    package var handedOver: TimeSpan

    package init(event: Event, receivedAt: Timestamp?, handedOver: TimeSpan) {
        self.event = event
        self.receivedAt = receivedAt
        self.handedOver = handedOver
    }

    /// How many messages the feed knows to be lost before this one; nil for none, zero where it cannot say how many.
    package var gap: UInt32? {
        get { hasGap ? lost : nil }
        set { (hasGap, lost) = (newValue != nil, newValue ?? 0) }
    }

    /// Whether it only tells that market time has passed; no event of an earlier time will follow.
    package var isHeartbeat: Bool {
        if case .timer = event { true } else { false }
    }
}
