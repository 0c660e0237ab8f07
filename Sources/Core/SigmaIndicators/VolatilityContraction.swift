public import SigmaModel

/// VCP_ratio, how much of a long range the last few bars still cover: small when volatility dries up.
///
/// (highest(high, short) - lowest(low, short)) / (highest(high, long) - lowest(low, long)), from 0 to 1; 1 when the
/// long range is 0. In this form one threshold serves every market. First value at bar `long - 1`; a na bar empties
/// the windows.
///
/// Complexity: O(1) amortised.
///
/// Source: a proxy for Minervini's volatility contraction pattern, which has no official ratio.
@frozen
public struct VolatilityContraction: Sendable {
    @usableFromInline var short: Donchian
    @usableFromInline var long: Donchian

    /// A ratio of the range of `short` bars to that of `long` bars, 1 ≤ `short` ≤ `long`.
    @inlinable
    public init(short: Int = 10, long: Int = 50) {
        precondition(short <= long, "the short range has \(short) bars, more than the long one with \(long)")
        self.short = Donchian(period: short)
        self.long = Donchian(period: long)
    }

    /// The ratio after the last bar, na until `long` bars came.
    @inlinable
    public var value: Double { PineComparison.equal(long.width, 0) ? 1 : short.width / long.width }

    /// Takes one bar and gives the ratio, na until `long` bars came and when high or low is na.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, low: Double) -> Double {
        short.update(high: high, low: low)
        long.update(high: high, low: low)
        return value
    }
}

extension VolatilityContraction: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&short)
        try archive.field(&long)
    }
}
