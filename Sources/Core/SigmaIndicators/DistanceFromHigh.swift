public import SigmaModel

/// dist_ath, how far the close stands below the highest high, as a share of that high.
///
/// Without a period the high is that of all bars seen, so the result depends on where the loaded history begins. With a
/// period it is `ta.highest(high, n)`; 252 daily bars are the "52-week high". Na when the high is 0 or close is na.
///
/// Complexity: O(1) amortised.
///
/// Source: the VMSI design's dist_ath; in Pine `(ath - close) / ath` with a running maximum of the highs.
@frozen
public struct DistanceFromHigh: Sendable {
    @usableFromInline var window: Highest?
    @usableFromInline var peak = Double.nan
    @usableFromInline var result = Double.nan

    /// A distance from the highest high ever seen; a na high is skipped.
    @inlinable
    public init() {}

    /// A distance from the highest high of `period` bars, at least 1: na until they came, and on a bar whose high is
    /// na.
    @inlinable
    public init(period: Int) { window = Highest(period: period) }

    /// The distance at the last bar, na while there is none.
    @inlinable
    public var value: Double { result }

    /// Takes one bar and gives the distance, 0 at the high.
    @inlinable
    @discardableResult
    public mutating func update(high: Double, close: Double) -> Double {
        if window != nil {
            peak = window?.update(high) ?? .nan
        } else if !(high <= peak), !high.isNaN {
            peak = high
        }
        result = peak == 0 ? .nan : (peak - close) / peak
        return result
    }
}

extension DistanceFromHigh: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(window != nil, "whether the distance from the high has a window")
        if var highs = window {
            try archive.field(&highs)
            window = highs
        }
        try archive.field(&peak)
        try archive.field(&result)
    }
}
