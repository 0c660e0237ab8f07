public import SigmaModel

/// VCP_ratio as the first implementation of the VMSI design has it: a range as a share of its high.
///
/// (highest(high, n) - lowest(low, n)) / highest(high, n), and 0.5 where that is undefined: before bar `period - 1`,
/// after a na bar that empties the window, and when the high is 0. It measures how volatile the market is, not
/// whether it calms, so its thresholds differ by market and timeframe.
///
/// Complexity: O(1) amortised.
@frozen
public struct LiteralVolatilityContraction: Sendable {
    @usableFromInline var channel: Donchian

    /// A share over `period` bars; `period` is at least 1.
    @inlinable
    public init(period: Int = 20) { channel = Donchian(period: period) }

    /// The share after the last bar, 0.5 while undefined.
    @inlinable
    public var value: Double {
        let share = channel.width / channel.upper
        return share.isFinite ? share : 0.5
    }

    /// Takes one bar and gives the share, 0.5 while undefined.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, low: Double) -> Double {
        channel.update(high: high, low: low)
        return value
    }
}

extension LiteralVolatilityContraction: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&channel)
    }
}
