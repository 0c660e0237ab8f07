public import SigmaModel

/// Pine's `ta.stdev`: the spread of the last `period` values that are not na about their mean.
///
/// With p the sum, q the sum of squares and m = p / n, the variance is q / n - m * m, for a sample q / (n - 1) -
/// p * m / (n - 1), and never less than 0. A na bar repeats the standing value. First value at bar `period - 1`.
///
/// The difference of two large numbers loses what they share, as it does on TradingView: the variance is good to about
/// 2e-16 times the mean square. Both sums are compensated and drift no further. When that is not enough, feed
/// differences from a level near the data.
///
/// Complexity: that of two `RollingSum`s.
///
/// Source: PyneCore 6.11.0, `ta.stdev` and `ta.variance` (measured bit for bit on TradingView).
@frozen
public struct StandardDeviation: Sendable {
    /// Which number divides the squared deviations.
    @frozen
    public enum Kind: Sendable {
        /// The number of values, Pine's default.
        case population
        /// One less; na when the period is 1.
        case sample
    }

    @usableFromInline let period: Double
    @usableFromInline let kind: Kind
    @usableFromInline var sum: RollingSum
    @usableFromInline var squares: RollingSum
    @usableFromInline var result = Double.nan

    /// A deviation of `period` values; `period` is at least 1.
    @inlinable
    public init(period: Int, kind: Kind = .population) {
        self.period = Double(period)
        self.kind = kind
        sum = RollingSum(period: period)
        squares = RollingSum(period: period)
    }

    /// The deviation of the window, na until it is full.
    @inlinable
    public var value: Double { result }
    /// The mean of the same window, equal to `SimpleMovingAverage`'s.
    @inlinable
    public var mean: Double { sum.value / period }

    /// Takes the value of one bar and gives the deviation, na until `period` values came.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        let total = sum.update(value)
        let squared = squares.update(value * value)
        let mean = total / period
        let variance =
            switch kind {
            case .population: squared / period - mean * mean
            // Period 1 divides by zero, which must stay na and not become the clamped 0.
            case .sample: period > 1 ? squared / (period - 1) - total * mean / (period - 1) : .nan
            }
        result = variance < 0 ? 0 : variance.squareRoot()
        return result
    }
}

extension StandardDeviation: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&sum)
        try archive.field(&squares)
        try archive.field(&result)
    }
}
