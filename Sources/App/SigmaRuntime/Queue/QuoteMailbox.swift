import SigmaModel
import SigmaPorts
import Synchronization

/// The newest quote of each instrument that found the ring full, in the order in which they came.
final class QuoteMailbox: Sendable {
    /// What waits; used under the mailbox's lock.
    struct Contents: ~Copyable {
        private var quotes: [FeedItem] = []
        private let capacity: Int
        private(set) var conflated: UInt64 = 0

        fileprivate init(capacity: Int) {
            self.capacity = capacity
            quotes.reserveCapacity(capacity)
        }

        var isEmpty: Bool { quotes.isEmpty }
        var count: Int { quotes.count }

        /// Lets a quote wait in place of the older one of its instrument; false for all else and where it is full.
        ///
        /// - Complexity: O(instruments that wait).
        mutating func put(_ item: FeedItem) -> Bool {
            guard case .quote(let quote) = item.event else { return false }
            if let index = quotes.firstIndex(where: { Contents.instrument(of: $0) == quote.instrument }) {
                quotes.remove(at: index)
                conflated += 1
            }
            guard quotes.count < capacity else { return false }
            quotes.append(item)
            return true
        }

        /// Hands on from the oldest as many as the closure takes.
        mutating func deliver(_ take: (FeedItem) -> Bool) {
            let count = quotes.firstIndex { !take($0) } ?? quotes.count
            quotes.removeFirst(count)
        }

        private static func instrument(of item: FeedItem) -> InstrumentID? {
            if case .quote(let quote) = item.event { quote.instrument } else { nil }
        }
    }

    private let contents: Mutex<Contents>
    private let published = Atomic<Int>(0)
    private let replaced = Atomic<UInt64>(0)

    /// An empty mailbox for so many instruments.
    init(capacity: Int) {
        precondition(capacity > 0, "a mailbox has room for an instrument")
        contents = Mutex(Contents(capacity: capacity))
    }

    /// How many wait; acquiring, so that who sees none also sees what was done with them.
    var count: Int { published.load(ordering: .acquiring) }
    /// How many quotes were replaced.
    var conflated: UInt64 { replaced.load(ordering: .relaxed) }

    /// Works on the contents while nobody else does.
    func withLock<Result>(_ body: (inout Contents) -> Result) -> Result {
        contents.withLock { contents in
            let result = body(&contents)
            published.store(contents.count, ordering: .releasing)
            replaced.store(contents.conflated, ordering: .relaxed)
            return result
        }
    }
}
