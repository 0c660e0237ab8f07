public import SigmaModel

/// Pine's `ta.bb`: a simple mean with bands some standard deviations above and below.
///
/// A na bar repeats the standing bands. First values at bar `period - 1`.
///
/// Complexity: that of `StandardDeviation`.
///
/// Source: PyneCore 6.11.0, `ta.bb`; Bollinger, "Bollinger on Bollinger Bands", 2001.
@frozen
public struct BollingerBands: Sendable {
    @usableFromInline let multiple: Double
    @usableFromInline var deviation: StandardDeviation

    /// Bands `multiple` population deviations wide on either side, over `period` bars; both are at least 1 and above 0.
    @inlinable
    public init(period: Int, multiple: Double = 2) {
        precondition(multiple > 0, "the width of Bollinger bands must be above 0 deviations, it is \(multiple)")
        self.multiple = multiple
        deviation = StandardDeviation(period: period)
    }

    /// The middle band.
    @inlinable
    public var value: Double { middle }
    /// The mean, na until `period` values came.
    @inlinable
    public var middle: Double { deviation.mean }
    /// The mean plus the width, na until `period` values came.
    @inlinable
    public var upper: Double { middle + deviation.value * multiple }
    /// The mean minus the width, na until `period` values came.
    @inlinable
    public var lower: Double { middle - deviation.value * multiple }

    /// Takes the value of one bar and gives the middle band, na until `period` values came.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        deviation.update(value)
        return middle
    }
}

extension BollingerBands: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&deviation)
    }
}
