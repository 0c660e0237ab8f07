import SigmaModel

/// A price-like series and a period for it, drawn from one seed: every shape that has hurt a rolling statistic before.
struct RandomSeries {
    /// The values, na included.
    var values: [Double]
    /// Bars around the values: high at or above, low at or below, both na where the value is.
    var highs: [Double]
    var lows: [Double]
    /// From 1 to 30.
    var period: Int
    /// The largest magnitude in the series, the unit of the allowed rounding error.
    var scale: Double

    init(seed: UInt64, length: Int = 100) {
        var generator = SplitMix64(seed: seed)
        period = Int.random(in: 1...30, using: &generator)
        let gapShare = seed / 6 % 3 == 0 ? 0 : generator.unit() * 0.4
        var level = 100 + generator.unit()
        values = (0..<length).map { bar in
            let step = generator.unit() - 0.5
            let isGap = generator.unit() < gapShare
            switch seed % 6 {
            case 0: level += step  // a walk
            case 1: break  // a constant
            case 2: level = 1e15 * (1 + step)  // huge
            case 3: level = 1e-6 * (1 + step)  // tiny
            case 4: level = 1e4 + (step * 8).rounded()  // few steps, many ties
            default: level = bar % 50 < 3 ? 1e9 * step : step  // a spike now and then
            }
            return isGap ? .nan : level
        }
        highs = values.map { $0 + $0.magnitude * generator.unit() * 0.01 }
        lows = values.map { $0 - $0.magnitude * generator.unit() * 0.01 }
        scale = values.lazy.filter { !$0.isNaN }.map(\.magnitude).max() ?? 0
    }
}
