public import SigmaModel

/// Pine's `ta.sma`: the mean of the last `period` values that are not na.
///
/// It is `RollingSum` divided by the period, so a na bar repeats the standing mean. First value at bar `period - 1`.
///
/// Complexity: that of `RollingSum`.
///
/// Source: PyneCore 6.11.0, `ta.sma`.
@frozen
public struct SimpleMovingAverage: Sendable {
    @usableFromInline let period: Double
    @usableFromInline var sum: RollingSum

    /// A mean of `period` values; `period` is at least 1.
    @inlinable
    public init(period: Int) {
        self.period = Double(period)
        sum = RollingSum(period: period)
    }

    /// The mean of the window, na until it is full.
    @inlinable
    public var value: Double { sum.value / period }

    /// Takes the value of one bar and gives the mean, na until `period` values came.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double { sum.update(value) / period }
}

extension SimpleMovingAverage: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&sum)
    }
}
