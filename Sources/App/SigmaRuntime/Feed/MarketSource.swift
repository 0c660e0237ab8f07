package import SigmaModel

/// An event of a source, with the source's own record of its arrival where it has one.
package struct SourceEvent: Hashable, Sendable {
    /// What happened.
    package var event: Event
    /// When the venue made it.
    package var time: Timestamp
    /// When it arrived, by the source's record.
    package var receivedAt: Timestamp?

    package init(event: Event, time: Timestamp, receivedAt: Timestamp? = nil) {
        self.event = event
        self.time = time
        self.receivedAt = receivedAt
    }
}

/// A fixed sequence of market events in the order of the venue's time, walked one by one.
package protocol MarketSource: Sendable {
    /// The number of the upcoming event, from zero.
    var position: UInt64 { get }
    /// The next event; nil at the end.
    var upcoming: SourceEvent? { get }
    /// Goes on behind the upcoming event.
    mutating func advance() throws
}
