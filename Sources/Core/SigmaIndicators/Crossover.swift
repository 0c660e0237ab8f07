public import SigmaModel

/// Pine's `ta.crossover`: whether one series rose above another on this bar.
///
/// True when it is above now and was at or below on the last bar where both existed. The comparison is exact, unlike
/// Pine's operators. A bar with a na on either side is false and forgets nothing; the first bar with both is false.
///
/// Source: PyneCore 6.11.0, `ta.crossover` (measured on TradingView).
@frozen
public struct Crossover: Sendable {
    @usableFromInline var wasAtOrBelow = false

    /// A detector that has seen no bar.
    @inlinable
    public init() {}

    /// Takes both series at one bar and says whether the first rose above the reference.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double, above reference: Double) -> Bool {
        guard !value.isNaN, !reference.isNaN else { return false }
        defer { wasAtOrBelow = value <= reference }
        return wasAtOrBelow && value > reference
    }
}

extension Crossover: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&wasAtOrBelow)
    }
}
