public import SigmaModel

/// Pine's `ta.lowest`: the smallest value of the last `period` bars, with the rules of `Highest`.
///
/// Complexity: O(1) amortised, O(`period`) at worst. One allocation, at creation.
///
/// Source: PyneCore 6.11.0, `ta.lowest`.
@frozen
public struct Lowest: Sendable {
    /// The highest of the negated values: negation is exact, and na stays na.
    @usableFromInline var negated: Highest

    /// A minimum over `period` bars; `period` is at least 1.
    @inlinable
    public init(period: Int) { negated = Highest(period: period) }

    /// The minimum of the window, na until `period` bars came and while the window is empty.
    @inlinable
    public var value: Double { -negated.value }

    /// Takes the value of one bar and gives the minimum, na until `period` bars came and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double { -negated.update(-value) }
}

extension Lowest: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&negated)
    }
}
