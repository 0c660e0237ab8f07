public import SigmaModel

/// Pine's `ta.tr(true)`: the range of a bar, widened to the previous close.
///
/// The largest of high - low, |high - close before| and |low - close before|; high - low on the first bar and after a
/// bar whose close was na.
///
/// Source: PyneCore 6.11.0, `ta.tr`; Wilder, 1978.
@frozen
public struct TrueRange: Sendable {
    @usableFromInline var previousClose = Double.nan
    @usableFromInline var result = Double.nan

    /// A range that has seen no bar.
    @inlinable
    public init() {}

    /// The range of the last bar, na before the first.
    @inlinable
    public var value: Double { result }

    /// Takes one bar and gives its range, na when high or low is.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, low: Double, close: Double) -> Double {
        var range = high - low
        let above = (high - previousClose).magnitude
        let below = (low - previousClose).magnitude
        if above > range { range = above }
        if below > range { range = below }
        previousClose = close
        result = range
        return range
    }
}

extension TrueRange: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&previousClose)
        try archive.field(&result)
    }
}
