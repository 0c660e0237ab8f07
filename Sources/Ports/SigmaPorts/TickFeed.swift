import Synchronization

/// The latest ticks for one subscriber: bounded, and when it is slow the oldest give way and are counted.
package final class TickFeed: Sendable {
    /// What became of the ticks so far.
    package struct Counters: Hashable, Sendable {
        /// Reached the feed.
        package var received: UInt64 = 0
        /// Reached the feed and gave way to later ones.
        package var dropped: UInt64 = 0
        /// Never reached the feed, as the sequences show: what got lost after the last one is not known yet.
        package var missed: UInt64 = 0
    }

    private struct State {
        var ticks: [BusMessage] = []
        var head = 0
        var last: UInt64?
        var epoch: UInt64 = 0
        var counters = Counters()
        var isClosed = false

        mutating func push(_ tick: BusMessage, _ epoch: UInt64, capacity: Int) -> (missed: Int, dropped: Int) {
            var missed = 0
            var dropped = 0
            guard !isClosed else { return (0, 0) }
            if let last, epoch == self.epoch {
                guard tick.sequence > last else { return (0, 0) }
                missed = Int(tick.sequence - last - 1)
            }
            (last, self.epoch) = (tick.sequence, epoch)
            if ticks.count - head == capacity {
                head += 1
                dropped = 1
            }
            ticks.append(tick)
            compact()
            counters.received += 1
            counters.missed += UInt64(missed)
            counters.dropped += UInt64(dropped)
            return (missed, dropped)
        }

        mutating func take(_ limit: Int) -> [BusMessage] {
            let end = min(ticks.count, head + limit)
            let taken = Array(ticks[head..<end])
            head = end
            compact()
            return taken
        }

        /// Frees what was taken once it is the larger part, which is constant time per tick on average.
        private mutating func compact() {
            guard head > ticks.count / 2 else { return }
            ticks.removeFirst(head)
            head = 0
        }
    }

    private let capacity: Int
    private let tally: BusTally
    private let state = Mutex(State())
    private let bell = Doorbell()
    private let onClose: @Sendable () -> Void

    /// An empty feed; `onClose` tells its bus that nobody takes any more.
    package init(capacity: Int, tally: BusTally, onClose: @escaping @Sendable () -> Void = {}) {
        precondition(capacity > 0, "a feed has room for one tick at least")
        self.capacity = capacity
        self.tally = tally
        self.onClose = onClose
    }

    /// What became of the ticks so far.
    package var counters: Counters { state.withLock { $0.counters } }

    /// Waits for ticks and returns them in order, at most `limit`.
    package func next(limit: Int) async throws(BusError) -> [BusMessage] {
        precondition(limit > 0, "next waits for one tick at least")
        while true {
            let rings = bell.rings
            let (ticks, isClosed) = state.withLock { ($0.take(limit), $0.isClosed) }
            if !ticks.isEmpty { return ticks }
            if isClosed { throw .closed }
            if Task.isCancelled { throw .cancelled }
            await bell.wait(after: rings)
        }
    }

    /// Adds a tick for the subscriber; for the bus.
    ///
    /// Another epoch is another publisher, which counts from anew. Within one, a tick that comes after later ones was
    /// counted as missed and stays so: subscribers never see time go back.
    package func push(_ tick: BusMessage, epoch: UInt64 = 0) {
        let (missed, dropped) = state.withLock { state in state.push(tick, epoch, capacity: capacity) }
        if missed > 0 { tally.add(missed, to: \.ticksMissed) }
        if dropped > 0 { tally.add(dropped, to: \.ticksDropped) }
        bell.ring()
    }

    /// Ends the feed: what is left can be taken, then ``next(limit:)`` throws.
    package func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        bell.ring()
        if wasOpen { onClose() }
    }
}
