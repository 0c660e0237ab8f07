public import SigmaModel

/// Pine's `ta.rma`, Wilder's smoothing: `(p * (period - 1) + x) / period`, seeded with the simple mean.
///
/// A na input is skipped whole: the result is na and nothing changes. First value at bar `period - 1`.
///
/// Source: PyneCore 6.11.0, `ta.rma` (an exponential mean of weight 1 / period rounds otherwise than TradingView);
/// Wilder, "New Concepts in Technical Trading Systems", 1978.
@frozen
public struct RelativeMovingAverage: Sendable {
    /// The average so far, na until it is seeded.
    @usableFromInline var average = Double.nan
    @usableFromInline let period: Double
    @usableFromInline var seed: SimpleMovingAverage

    /// An average with weight 1 / period; `period` is at least 1, and 1 gives the input back.
    @inlinable
    public init(period: Int) {
        precondition(period >= 1, "the period of Wilder's average must be at least 1 bar, it is \(period)")
        self.period = Double(period)
        seed = SimpleMovingAverage(period: period)
    }

    /// The average after the last value that was not na; na until it is seeded.
    @inlinable
    public var value: Double { average }

    /// Takes the value of one bar and gives the average, na until it is seeded and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        let next = (average * (period - 1) + value) / period
        // One test for the three rare cases: no average yet, a na input, an infinite one.
        guard next == next else { return begin(with: value) }
        average = next
        return next
    }

    @usableFromInline
    @inline(never)
    mutating func begin(with value: Double) -> Double {
        guard !value.isNaN else { return .nan }
        average = seed.update(value)
        return average
    }
}

extension RelativeMovingAverage: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&average)
        try archive.field(&seed)
    }
}
