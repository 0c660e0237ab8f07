package import SigmaModel
package import SigmaPorts
internal import Synchronization

/// Lets several tasks push into a sink that takes one at a time, and remembers what time it is in the market.
///
/// The market's sockets, the venue's answers and the private stream run apart from each other; each keeps its own order.
package final class SharedSink<Sink: MarketSink>: MarketSink {
    private let sink: Sink
    private let timeline: SessionTimeline
    private let isRealTime: Bool
    private let turn = Mutex(())

    /// A sink for many.
    ///
    /// - Parameter isRealTime: whether the market's time is the time of day; otherwise what a feed makes of the time of
    ///   day is passed over.
    package init(_ sink: Sink, timeline: SessionTimeline, isRealTime: Bool) {
        self.sink = sink
        self.timeline = timeline
        self.isRealTime = isRealTime
    }

    package func push(_ item: FeedItem) -> Bool {
        if item.isHeartbeat, !isRealTime { return true }
        var item = item
        // The engine's clock is the venue's; when messages reached this machine is for measurements, not for decisions.
        item.receivedAt = nil
        let isTaken = turn.withLock { [item] _ in sink.push(item) }
        if isTaken { timeline.note(item.event) }
        return isTaken
    }

    package func room() async throws { try await sink.room() }
}

/// What time it is in a session's market, as far as its events have told.
///
/// In a market played in real time that is the time of day. A market that an emulator plays from the past, or faster, has
/// a time of its own, and what a venue is late to answer happened no earlier than the newest event.
package final class SessionTimeline: Sendable {
    private let newest = Atomic<Int64>(0)

    /// Before any event.
    package init() {}

    /// The newest time that was noted.
    package var now: Timestamp { Timestamp(nanoseconds: newest.load(ordering: .relaxed)) }

    /// Notes that an event happened.
    package func note(_ event: Event) {
        let time: Timestamp? =
            switch event {
            case .orderUpdate(let update): update.time
            case .fill(let fill): fill.time
            case .timer(let time): time
            default: event.marketTime
            }
        if let time { note(time) }
    }

    /// Notes that something happened at a time.
    package func note(_ time: Timestamp) { _ = newest.max(time.nanoseconds, ordering: .relaxed) }
}
