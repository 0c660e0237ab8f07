public import SigmaModel

/// Donchian's channel: the highest high and the lowest low of the last `period` bars, and their middle.
///
/// In Pine `ta.highest(high, n)`, `ta.lowest(low, n)` and `math.avg` of the two, with the rules of `Highest` for na.
/// The bar at hand is part of the window: a breakout is a close beyond the bands of the bar before.
///
/// Complexity: O(1) amortised.
///
/// Source: TradingView's built-in indicator "Donchian Channels".
@frozen
public struct Donchian: Sendable {
    @usableFromInline var highs: Highest
    @usableFromInline var lows: Lowest

    /// A channel over `period` bars; `period` is at least 1.
    @inlinable
    public init(period: Int) {
        highs = Highest(period: period)
        lows = Lowest(period: period)
    }

    /// The middle of the channel.
    @inlinable
    public var value: Double { middle }
    /// The highest high, na until `period` bars came.
    @inlinable
    public var upper: Double { highs.value }
    /// The lowest low, na until `period` bars came.
    @inlinable
    public var lower: Double { lows.value }
    /// The mean of both bands, na until `period` bars came.
    @inlinable
    public var middle: Double { (upper + lower) / 2 }
    /// The highest high less the lowest low, na until `period` bars came.
    @inlinable
    public var width: Double { upper - lower }

    /// Takes one bar and gives the middle, na until `period` bars came and when high or low is na.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, low: Double) -> Double {
        highs.update(high)
        lows.update(low)
        return middle
    }
}

extension Donchian: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&highs)
        try archive.field(&lows)
    }
}
