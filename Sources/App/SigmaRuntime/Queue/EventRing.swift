import SigmaModel
package import SigmaPorts
import Synchronization

/// A bounded queue of market events from one feed to the engine's thread, without locks or allocation.
///
/// One thread or task at a time pushes, one thread consumes. Events come out in the order in which they went in. When
/// the ring is full, ``Overflow`` decides.
///
/// `@unchecked Sendable`: event number `n` lives in slot `n` modulo the capacity. The producer writes it only when
/// `n - consumed < capacity`, the consumer reads it only when `consumed <= n < pushed`, and each learns the other's
/// count by an acquiring load of what was stored releasing; so no slot is ever in the hands of both.
package final class EventRing: @unchecked Sendable, MarketSink {
    /// What happens to an event that finds the ring full.
    package enum Overflow: Hashable, Sendable {
        /// The producer waits: nothing is lost, and a feed's positions stay exact.
        case wait
        /// A quote replaces the one of its instrument that waits already, of at most so many instruments; all else waits.
        ///
        /// For sockets only, which cannot be held back. Trades and book changes are never dropped: candles would be
        /// wrong, and a book with holes is worse than a late one.
        case conflateQuotes(instruments: Int)
    }

    /// How many events fit; a power of two.
    package let capacity: Int
    /// What wakes the consumer.
    package let signal: WakeSignal

    private let slots: UnsafeMutablePointer<FeedItem>
    private let mask: UInt64
    /// How many events the consumer has taken; only it writes here.
    private let consumed = PaddedCounter()
    /// How many events the producer has put in; only it writes here.
    private let pushed = PaddedCounter()
    /// The consumer's count as the producer last saw it, which spares it a look at the other's cache line.
    private let seenConsumed = PaddedCounter()
    private let highWater = Atomic<Int>(0)
    private let roomSignal = RoomSignal()
    private let waitingQuotes: QuoteMailbox?

    /// An empty ring.
    ///
    /// - Parameters:
    ///   - capacity: a power of two, at least two.
    ///   - signal: what wakes the consumer; one signal may serve several rings.
    package init(capacity: Int, signal: WakeSignal, overflow: Overflow = .wait) {
        precondition(capacity >= 2 && capacity & (capacity - 1) == 0, "a ring's capacity is a power of two")
        self.capacity = capacity
        self.signal = signal
        mask = UInt64(capacity - 1)
        slots = .allocate(capacity: capacity)
        slots.initialize(
            repeating: FeedItem(event: .timer(.epoch), receivedAt: nil, handedOver: .zero), count: capacity)
        switch overflow {
        case .wait: waitingQuotes = nil
        case .conflateQuotes(let instruments): waitingQuotes = QuoteMailbox(capacity: instruments)
        }
    }

    deinit {
        slots.deinitialize(count: capacity)
        slots.deallocate()
    }

    // MARK: The producer's side

    /// Takes an item, or returns false where it has to wait for room.
    package func push(_ item: FeedItem) -> Bool {
        if let waitingQuotes, waitingQuotes.count > 0 || !hasSlot() {
            guard waitingQuotes.withLock({ pushLate(item, behind: &$0) }) else { return false }
        } else {
            guard write(item) else { return false }
        }
        signal.notify()
        return true
    }

    /// Returns when half of the ring is free, so that producer and consumer do not take turns event by event.
    package func room() async throws {
        try await roomSignal.wait { isHalfFree }
    }

    /// Puts an item in the next slot if there is one.
    @inline(__always)
    private func write(_ item: FeedItem) -> Bool {
        guard hasSlot() else { return false }
        let tail = pushed.value.load(ordering: .relaxed)
        slots[Int(tail & mask)] = item
        pushed.value.store(tail &+ 1, ordering: .releasing)
        return true
    }

    @inline(__always)
    private func hasSlot() -> Bool {
        let tail = pushed.value.load(ordering: .relaxed)
        if tail &- seenConsumed.value.load(ordering: .relaxed) < UInt64(capacity) { return true }
        let head = consumed.value.load(ordering: .acquiring)
        seenConsumed.value.store(head, ordering: .relaxed)
        return tail &- head < UInt64(capacity)
    }

    /// Pushes behind the quotes that wait, or lets a quote wait with them.
    private func pushLate(_ item: FeedItem, behind quotes: inout QuoteMailbox.Contents) -> Bool {
        quotes.deliver { write($0) }
        if quotes.isEmpty, write(item) { return true }
        return quotes.put(item)
    }

    // MARK: The consumer's side

    /// Shows the oldest events to a closure and takes them when it returns; returns how many they were.
    ///
    /// At most `limit`, and fewer where the ring wraps around: zero means that there is none. An error of the closure
    /// leaves them where they are.
    @inline(__always)
    package func consume<Failure: Error>(
        upTo limit: Int, _ body: (borrowing Span<FeedItem>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        let head = consumed.value.load(ordering: .relaxed)
        let waiting = Int(available() &- head)
        guard waiting > 0 else { return 0 }
        let start = Int(head & mask)
        let count = min(waiting, limit, capacity - start)
        try body(UnsafeBufferPointer(start: slots + start, count: count).span)
        consumed.value.store(head &+ UInt64(count), ordering: .releasing)
        roomSignal.notify { isHalfFree }
        return count
    }

    /// Whether nothing waits to be consumed.
    package var isEmpty: Bool { count == 0 && (waitingQuotes?.count ?? 0) == 0 }

    /// The producer's count, after taking in the quotes that wait if nothing else is there; the consumer's thread only.
    private func available() -> UInt64 {
        let head = consumed.value.load(ordering: .relaxed)
        var tail = pushed.value.load(ordering: .acquiring)
        if tail == head, let waitingQuotes, waitingQuotes.count > 0 {
            // With quotes waiting the producer writes only under the same lock, so its side may be used from here.
            waitingQuotes.withLock { quotes in quotes.deliver { write($0) } }
            tail = pushed.value.load(ordering: .acquiring)
        }
        let waiting = Int(tail &- head)
        if waiting > highWater.load(ordering: .relaxed) { highWater.store(waiting, ordering: .relaxed) }
        return tail
    }

    private var isHalfFree: Bool { count <= capacity / 2 }
}

extension EventRing {
    /// What has passed through a ring; readable from any thread, exact when both sides rest.
    package struct Counters: Hashable, Sendable {
        /// Events that reached the consumer's side.
        package var pushed: UInt64
        /// Events that the consumer has taken.
        package var consumed: UInt64
        /// Quotes that a newer one of their instrument replaced.
        package var conflated: UInt64
        /// The most events that were found waiting.
        package var highWater: Int
    }

    /// What has passed through so far.
    package var counters: Counters {
        Counters(
            pushed: pushed.value.load(ordering: .relaxed), consumed: consumed.value.load(ordering: .relaxed),
            conflated: waitingQuotes?.conflated ?? 0, highWater: max(highWater.load(ordering: .relaxed), count))
    }

    /// How many events wait in the ring.
    package var count: Int {
        let head = consumed.value.load(ordering: .acquiring)
        return Int(pushed.value.load(ordering: .acquiring) &- head)
    }
}
