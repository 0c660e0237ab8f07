public import SigmaModel

/// Pine's `ta.ema`: a mean whose weights fall off by the factor 1 - 2 / (period + 1) with each bar of age.
///
/// A na input is skipped whole: the result is na and nothing changes.
///
/// The two seedings round differently on purpose, each as its reference does: `.sma` steps by `p + k * (x - p)`,
/// `.first` by `k * x + (1 - k) * p`, with k = 2 / (period + 1). They agree to the last digits, not to the last bit.
///
/// Source: PyneCore 6.11.0, `ta.ema` (order of operations and SMA seed measured on TradingView; the snippet in Pine's
/// v5 manual, seeded with the first value, is not what the built-in does).
@frozen
public struct ExponentialMovingAverage: Sendable {
    /// How the average begins.
    @frozen
    public enum Seeding: Sendable {
        /// With the simple mean of the first `period` values, as Pine does: first value at bar `period - 1`.
        case sma
        /// With the first value itself, as most libraries do: first value at bar 0.
        case first
    }

    /// The average so far, na until it is seeded.
    @usableFromInline var average = Double.nan
    @usableFromInline let weight: Double
    @usableFromInline let retention: Double
    /// Whether to step by `k * x + (1 - k) * p`.
    @usableFromInline let blends: Bool
    @usableFromInline var seed: SimpleMovingAverage

    /// An average with weight 2 / (period + 1); `period` is at least 1, and 1 gives the input back.
    @inlinable
    public init(period: Int, seeding: Seeding = .sma) {
        precondition(period >= 1, "the period of an exponential average must be at least 1 bar, it is \(period)")
        weight = 2 / (Double(period) + 1)
        retention = 1 - weight
        // Period 1 is the input itself, which only the blending form keeps to the last bit.
        blends = seeding == .first || period == 1
        seed = SimpleMovingAverage(period: blends ? 1 : period)
    }

    /// The average after the last value that was not na; na until it is seeded.
    @inlinable
    public var value: Double { average }

    /// Takes the value of one bar and gives the average, na until it is seeded and on a na bar.
    @inlinable
    @inline(__always)
    @discardableResult
    public mutating func update(_ value: Double) -> Double {
        let next = blends ? weight * value + retention * average : average + weight * (value - average)
        // One test for the three rare cases: no average yet, a na input, an infinite one.
        guard next == next else { return begin(with: value) }
        average = next
        return next
    }

    @usableFromInline
    @inline(never)
    mutating func begin(with value: Double) -> Double {
        guard !value.isNaN else { return .nan }
        average = seed.update(value)
        return average
    }
}

extension ExponentialMovingAverage: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(weight, "the weight of an exponential average")
        try archive.field(&average)
        try archive.field(&seed)
    }
}
