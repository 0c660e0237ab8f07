/// Carries what a session says to whoever listens, in this process or on other machines.
///
/// Durable topics are delivered at least once to every group of consumers, each message to one consumer of the group,
/// in order except where a message comes again. Sequences within a durable topic rise by one, so that consumers tell
/// with a ``SequenceFilter`` what they had before; what a consumer took and did not acknowledge comes again when it goes
/// away. Ticks are sent once, and those who are slow or away miss some and can say how many.
package protocol EventBus: Sendable {
    /// A consumer of this bus.
    associatedtype Consumer: BusConsumer

    /// Returns when the bus keeps every durable message; what it had already is passed over.
    ///
    /// It waits as long as the bus cannot take the messages, until the task is cancelled; never call it where orders
    /// wait. Ticks that cannot be sent at once are dropped and counted.
    /// - Throws: ``BusError/gap(_:expected:found:)`` when sequences leave some out that nobody can supply.
    func publish(_ messages: [BusMessage]) async throws(BusError)
    /// Starts to receive ticks; the feed keeps the latest `capacity` that were not taken.
    func subscribeToTicks(capacity: Int) async throws(BusError) -> TickFeed
    /// Joins a group that consumes durable topics; from when it returns the group misses nothing.
    func consume(_ topics: [Topic], as member: BusMember) async throws(BusError) -> Consumer
    /// Which groups consume what, and how far they are behind; ordered by topic and name.
    func groups() async throws(BusError) -> [BusGroup]
    /// Forgets a group whose consumers will not come back, so that nothing is kept for it.
    func removeGroup(_ name: String) async throws(BusError)
    /// What has happened since the start.
    var counters: BusCounters { get }
    /// Ends everything; waiting calls throw ``BusError/closed``.
    func close() async
}

/// One consumer of a group.
package protocol BusConsumer: Sendable {
    /// Returns at least one and at most `limit` messages, when there are some.
    func next(limit: Int) async throws(BusError) -> [BusMessage]
    /// Returns when the bus will not deliver these messages to the group again.
    func acknowledge(_ messages: [BusMessage]) async throws(BusError)
    /// Leaves the group; what was not acknowledged goes to the others.
    func close() async
}

/// Who consumes, and from where.
package struct BusMember: Hashable, Sendable {
    /// Where a group that is new begins.
    package enum Start: Sendable {
        /// With the oldest message that the bus still has.
        case oldest
        /// With the next message to be published.
        case next
    }

    /// The consumers of a group share its messages.
    package var group: String
    /// The consumer within the group; the same after a restart, so that it gets back what it had not acknowledged.
    package var name: String
    /// Where the group begins when it is new.
    package var start: Start

    package init(group: String, name: String, start: Start = .oldest) {
        self.group = group
        self.name = name
        self.start = start
    }
}

/// How far a group is with a topic.
package struct BusGroup: Hashable, Sendable {
    /// The topic.
    package var topic: Topic
    /// The group's name.
    package var name: String
    /// Delivered and not acknowledged.
    package var pending: Int
    /// Not yet delivered; nil when the bus cannot tell.
    package var lag: Int?

    package init(topic: Topic, name: String, pending: Int, lag: Int?) {
        self.topic = topic
        self.name = name
        self.pending = pending
        self.lag = lag
    }
}

/// Where a bus gets again what its server lost: the session's journal.
package protocol BusSource: Sendable {
    /// Up to `limit` messages of a durable topic in order, from a sequence on; empty when there are none.
    ///
    /// The first may have a higher sequence where the source knows that nobody needs those before.
    func messages(of topic: Topic, from sequence: UInt64, limit: Int) async throws -> [BusMessage]
}

/// Why a bus could not do what it was asked.
package enum BusError: Error, Hashable, Sendable {
    /// The bus or the subscription was closed.
    case closed
    /// The task that asked was cancelled.
    case cancelled
    /// The server answered and will not do it, such as for wrong credentials; text without secrets.
    case refused(String)
    /// The request or the settings make no sense; says what to mend.
    case invalid(String)
    /// A durable message came before the ones that should precede it, and no source could supply those.
    case gap(Topic, expected: UInt64, found: UInt64)
}
