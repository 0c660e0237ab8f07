public import SigmaModel

/// Pine's `ta.macd`: the distance of a fast from a slow exponential average, and its own average as the signal.
///
/// All averages are seeded with simple means: the line begins at bar `slow - 1`, signal and histogram at bar `slow +
/// signal - 2`. A na input is skipped whole.
///
/// Source: PyneCore 6.11.0, `ta.macd`; Appel, "The Moving Average Convergence-Divergence Trading Method", 1979.
@frozen
public struct MovingAverageConvergenceDivergence: Sendable {
    @usableFromInline var fastAverage: ExponentialMovingAverage
    @usableFromInline var slowAverage: ExponentialMovingAverage
    @usableFromInline var signalAverage: ExponentialMovingAverage

    /// Averages over `fast` and `slow` bars and a signal over `signal` values of the line; each is at least 1.
    @inlinable
    public init(fast: Int = 12, slow: Int = 26, signal: Int = 9) {
        fastAverage = ExponentialMovingAverage(period: fast)
        slowAverage = ExponentialMovingAverage(period: slow)
        signalAverage = ExponentialMovingAverage(period: signal)
    }

    /// The line.
    @inlinable
    public var value: Double { line }
    /// The fast average less the slow one, na until both exist.
    @inlinable
    public var line: Double { fastAverage.value - slowAverage.value }
    /// The average of the line, na until it is seeded.
    @inlinable
    public var signal: Double { signalAverage.value }
    /// The line less the signal, na until the signal exists.
    @inlinable
    public var histogram: Double { line - signal }

    /// Takes the value of one bar and gives the line, na until both averages exist and on a na bar.
    @inlinable
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        let line = fastAverage.update(value) - slowAverage.update(value)
        signalAverage.update(line)
        return line
    }
}

extension MovingAverageConvergenceDivergence: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&fastAverage)
        try archive.field(&slowAverage)
        try archive.field(&signalAverage)
    }
}
