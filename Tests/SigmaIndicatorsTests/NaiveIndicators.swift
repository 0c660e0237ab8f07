/// The indicators a second time, from their definitions and without any state: each result looks back over the series.
enum Naive {
    /// The last `count` values up to a bar that are not na, oldest first; nil when there are fewer.
    static func window(_ values: [Double], upTo bar: Int, count: Int) -> [Double]? {
        let present = values[...bar].filter { !$0.isNaN }
        return present.count < count ? nil : present.suffix(count)
    }

    static func mean(_ values: [Double], _ period: Int) -> [Double] {
        values.indices.map { bar in
            guard let window = window(values, upTo: bar, count: period) else { return .nan }
            return window.reduce(0, +) / Double(period)
        }
    }

    /// Two passes: the mean first, then the squared distances from it.
    static func variance(_ values: [Double], _ period: Int, divisor: Int) -> [Double] {
        values.indices.map { bar in
            guard let window = window(values, upTo: bar, count: period) else { return .nan }
            let mean = window.reduce(0, +) / Double(period)
            return window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(divisor)
        }
    }

    /// A seed from the first `seedCount` values, then the closed form: every later value times its own weight.
    static func exponential(_ values: [Double], weight: Double, seedCount: Int) -> [Double] {
        values.indices.map { bar in
            let present = values[...bar].filter { !$0.isNaN }
            guard !values[bar].isNaN, present.count >= seedCount else { return .nan }
            var power = 1.0
            var total = 0.0
            for value in present[seedCount...].reversed() {
                total += weight * power * value
                power *= 1 - weight
            }
            return total + power * present[..<seedCount].reduce(0, +) / Double(seedCount)
        }
    }

    static func strength(_ values: [Double], _ period: Int) -> [Double] {
        var changes: [Double] = []
        var previous = Double.nan
        for value in values {
            changes.append(value - previous)
            if !value.isNaN { previous = value }
        }
        let weight = 1 / Double(period)
        let gains = exponential(changes.map { $0.isNaN ? $0 : max($0, 0) }, weight: weight, seedCount: period)
        let losses = exponential(changes.map { $0.isNaN ? $0 : max(-$0, 0) }, weight: weight, seedCount: period)
        return zip(gains, losses).map { gain, loss in
            if loss <= 1e-10 { return 100 }
            if gain <= 1e-10 { return 0 }
            return 100 * gain / (gain + loss)
        }
    }

    /// The best value of the last `period` bars back to the last na.
    static func extreme(_ values: [Double], _ period: Int, better: (Double, Double) -> Bool) -> [Double] {
        values.indices.map { bar in
            guard bar >= period - 1, !values[bar].isNaN else { return .nan }
            var best = values[bar]
            for value in values[(bar - period + 1)...bar].reversed() {
                if value.isNaN { break }
                if better(value, best) { best = value }
            }
            return best
        }
    }

    static func highest(_ values: [Double], _ period: Int) -> [Double] { extreme(values, period, better: >) }
    static func lowest(_ values: [Double], _ period: Int) -> [Double] { extreme(values, period, better: <) }
}
