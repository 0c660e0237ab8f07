public import SigmaModel

/// VolMult, the volume of a bar against the mean of the last `period` bars, itself included.
///
/// In Pine `volume / ta.sma(volume, n)`; 1 when the mean is 0. First value at bar `period - 1`.
///
/// Complexity: that of `RollingSum`.
///
/// Source: the VMSI design's VolMult; "RVOL" elsewhere, where the bar at hand is sometimes left out.
@frozen
public struct RelativeVolume: Sendable {
    @usableFromInline var average: SimpleMovingAverage
    @usableFromInline var result = Double.nan

    /// A ratio to the mean of `period` bars; `period` is at least 1.
    @inlinable
    public init(period: Int = 20) { average = SimpleMovingAverage(period: period) }

    /// The ratio of the last bar whose volume was not na; na until `period` of them came.
    @inlinable
    public var value: Double { result }

    /// Takes the volume of one bar and gives its ratio, na until `period` volumes came and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ volume: Double) -> Double {
        guard !volume.isNaN else { return .nan }
        let mean = average.update(volume)
        result = PineComparison.equal(mean, 0) ? 1 : volume / mean
        return result
    }
}

extension RelativeVolume: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&average)
        try archive.field(&result)
    }
}
