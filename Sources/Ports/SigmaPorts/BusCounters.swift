import Synchronization

/// What a bus has done since its start, in messages.
package struct BusCounters: Hashable, Sendable {
    /// Durable messages that the bus took, without those it had.
    package var published: UInt64 = 0
    /// Those of them that the server had taken before and lost.
    package var republished: UInt64 = 0
    /// Durable messages that were published and were there already.
    package var duplicates: UInt64 = 0
    /// Ticks handed to the bus, sent or not.
    package var ticksPublished: UInt64 = 0
    /// Ticks that could not be sent.
    package var ticksUnsent: UInt64 = 0
    /// Ticks that never reached a feed of this bus, by their sequences.
    package var ticksMissed: UInt64 = 0
    /// Ticks that reached a feed of this bus and gave way to later ones.
    package var ticksDropped: UInt64 = 0
    /// Durable messages delivered to consumers of this bus.
    package var consumed: UInt64 = 0
    /// Durable messages that consumers of this bus acknowledged.
    package var acknowledged: UInt64 = 0
    /// Connections made after the first of each kind.
    package var reconnects: UInt64 = 0

    package init() {}
}

/// Counts for the tasks and threads of one bus.
package final class BusTally: Sendable {
    private let state = Mutex(BusCounters())

    /// Nothing counted yet.
    package init() {}

    /// The counts now.
    package var counters: BusCounters { state.withLock { $0 } }

    /// Adds to one count.
    package func add(_ count: Int = 1, to path: any WritableKeyPath<BusCounters, UInt64> & Sendable) {
        state.withLock { $0[keyPath: path] += UInt64(count) }
    }
}
