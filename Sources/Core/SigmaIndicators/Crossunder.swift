public import SigmaModel

/// Pine's `ta.crossunder`: whether one series fell below another on this bar, with the rules of `Crossover`.
///
/// Source: PyneCore 6.11.0, `ta.crossunder` (measured on TradingView).
@frozen
public struct Crossunder: Sendable {
    @usableFromInline var wasAtOrAbove = false

    /// A detector that has seen no bar.
    @inlinable
    public init() {}

    /// Takes both series at one bar and says whether the first fell below the reference.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double, below reference: Double) -> Bool {
        guard !value.isNaN, !reference.isNaN else { return false }
        defer { wasAtOrAbove = value >= reference }
        return wasAtOrAbove && value < reference
    }
}

extension Crossunder: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&wasAtOrAbove)
    }
}
