public import SigmaModel

/// Pine's `ta.atr`: Wilder's average of the true range.
///
/// First value at bar `period - 1`.
///
/// Source: PyneCore 6.11.0, `ta.atr`; Wilder, 1978.
@frozen
public struct AverageTrueRange: Sendable {
    @usableFromInline var range = TrueRange()
    @usableFromInline var average: RelativeMovingAverage

    /// An average of `period` true ranges; `period` is at least 1.
    @inlinable
    public init(period: Int) { average = RelativeMovingAverage(period: period) }

    /// The average after the last bar whose range was not na; na until `period` of them came.
    @inlinable
    public var value: Double { average.value }

    /// Takes one bar and gives the average, na until `period` bars came and when high or low is na.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        average.update(range.update(high: high, low: low, close: close))
    }
}

extension AverageTrueRange: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&range)
        try archive.field(&average)
    }
}
