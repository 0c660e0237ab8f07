public import SigmaModel

/// Pine's `ta.highest`: the largest value of the last `period` bars.
///
/// Na until `period` bars came, na bars counted. A na input empties the window: the result is na, and the next value
/// starts a window of its own, which answers at once.
///
/// The window is a queue of falling values, the maximum in front: a value that a newer one reaches can never be a
/// maximum again, so it is dropped when the newer one comes.
///
/// Complexity: O(1) amortised, O(`period`) at worst. One allocation, at creation.
///
/// Source: PyneCore 6.11.0, `ta.highest` (the rule for na measured on TradingView); Knuth's "ascending minima" for
/// the queue.
@frozen
public struct Highest: Sendable {
    @frozen
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline var bar: Int
        @usableFromInline var value: Double

        @inlinable
        init(bar: Int, value: Double) {
            self.bar = bar
            self.value = value
        }
    }

    @usableFromInline let period: Int
    /// A ring: `count` entries from `front`, values falling, bars rising.
    @usableFromInline var entries: ContiguousArray<Entry>
    @usableFromInline var front = 0
    @usableFromInline var count = 0
    /// How many bars came.
    @usableFromInline var bars = 0

    /// A maximum over `period` bars; `period` is at least 1.
    @inlinable
    public init(period: Int) {
        precondition(period >= 1, "the period of a highest or lowest value must be at least 1 bar, it is \(period)")
        self.period = period
        entries = ContiguousArray(repeating: Entry(bar: 0, value: 0), count: period)
    }

    /// The maximum of the window, na until `period` bars came and while the window is empty.
    @inlinable
    public var value: Double { bars >= period && count > 0 ? entries[front].value : .nan }

    /// Takes the value of one bar and gives the maximum, na until `period` bars came and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        bars += 1
        guard !value.isNaN else {
            count = 0
            return .nan
        }
        if count > 0, entries[front].bar <= bars - period {
            front = front + 1 == period ? 0 : front + 1
            count -= 1
        }
        while count > 0, entries[slot(count - 1)].value <= value { count -= 1 }
        entries[slot(count)] = Entry(bar: bars, value: value)
        count += 1
        return self.value
    }

    /// Where the entry `offset` places behind the front stands; `offset` is at most `period`.
    @inlinable
    func slot(_ offset: Int) -> Int {
        let index = front + offset
        return index < period ? index : index - period
    }
}

extension Highest: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(period, "the period of a highest or lowest value")
        try archive.field(&bars)
        count = try archive.count(count, upTo: period, "number of candidates for the highest value")
        // Where the ring begins is of no consequence: a restored one begins at its first cell.
        if archive.isReading { front = 0 }
        for offset in 0..<count {
            try archive.field(&entries[slot(offset)].bar)
            try archive.field(&entries[slot(offset)].value)
        }
    }
}
