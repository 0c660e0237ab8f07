public import SigmaModel

/// Pine's `ta.rsi`: Wilder's smoothed gains as a share of gains and losses, from 0 to 100.
///
/// Gains and losses are counted from bar 1, so the first value comes at bar `period`. A smoothed loss of at most
/// 1e-10 gives 100, which is tested first; a smoothed gain of at most 1e-10 gives 0. A na input is skipped whole: the
/// result is na and the next change is measured from the last value before the gap.
///
/// Source: PyneCore 6.11.0, `ta.rsi` (the saturation measured on TradingView); Wilder, 1978.
@frozen
public struct RelativeStrengthIndex: Sendable {
    @usableFromInline var gains: RelativeMovingAverage
    @usableFromInline var losses: RelativeMovingAverage
    @usableFromInline var previous = Double.nan
    @usableFromInline var result = Double.nan

    /// An index over `period` changes; `period` is at least 1.
    @inlinable
    public init(period: Int) {
        gains = RelativeMovingAverage(period: period)
        losses = RelativeMovingAverage(period: period)
    }

    /// The index after the last value that was not na; na until `period` changes came.
    @inlinable
    public var value: Double { result }

    /// Takes the value of one bar and gives the index, na until `period` changes came and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        guard !value.isNaN else { return .nan }
        let change = value - previous
        previous = value
        guard !change.isNaN else { return .nan }
        let gain = gains.update(change > 0 ? change : 0)
        let loss = losses.update(change < 0 ? -change : 0)
        if loss <= PineComparison.tolerance {
            result = 100
        } else if gain <= PineComparison.tolerance {
            result = 0
        } else {
            result = 100 - 100 / (1 + gain / loss)
        }
        return result
    }
}

extension RelativeStrengthIndex: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&gains)
        try archive.field(&losses)
        try archive.field(&previous)
        try archive.field(&result)
    }
}
