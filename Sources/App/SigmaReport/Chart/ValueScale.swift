import RealModule

/// Maps values to the height of a chart: 0 at the top, 1 at the bottom.
struct ValueScale: Hashable, Sendable {
    let low: Double
    let high: Double
    let isLogarithmic: Bool

    /// A scale from `low` to `high`; logarithmic ones need positive values.
    init(low: Double, high: Double, isLogarithmic: Bool = false) {
        precondition(low < high && (low > 0 || !isLogarithmic), "a scale has a length, and logarithms positive values")
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic
    }

    /// A scale that shows all values with a little room; constant values lie in its middle.
    init(covering values: some Sequence<Double>, including always: Double? = nil, isLogarithmic: Bool = false) {
        var low = always ?? .infinity
        var high = always ?? -.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        if low > high { (low, high) = (0, 1) }
        if low == high {
            let room = low == 0 ? 1 : low.magnitude * 0.05
            (low, high) = (low - room, high + room)
        }
        if isLogarithmic, low > 0 {
            let room = Double.pow(high / low, 0.05)
            self.init(low: low / room, high: high * room, isLogarithmic: true)
        } else {
            let room = (high - low) * 0.05
            self.init(low: low == always ? low : low - room, high: high == always ? high : high + room)
        }
    }

    /// A linear scale with a share of its length as room on both sides.
    init(low: Double, high: Double, room: Double) {
        let extent = high > low ? high - low : max(low.magnitude * 0.1, 1e-8)
        self.init(low: low - extent * room, high: max(high, low) + extent * room)
    }

    /// The place of a value; outside 0…1 when the value lies outside the scale.
    func place(_ value: Double) -> Double {
        guard isLogarithmic else { return (high - value) / (high - low) }
        return Double.log(high / value) / Double.log(high / low)
    }

    /// The text of a tick: millions where whole numbers would be too wide for the margin.
    func label(_ tick: Double, places: Int) -> String {
        high < 1e8 ? NumberText.fixed(tick, places: places) : NumberText.price(tick / 1e6) + "M"
    }

    /// Round values across the scale, lowest first, and the decimals that tell them apart.
    func ticks(most: Int) -> (values: [Double], places: Int) {
        if isLogarithmic, high / low > 8 {
            let values = NiceTicks.logarithmic(low: low, high: high, most: most)
            if values.count > 1 { return (values, NiceTicks.places(of: values[0])) }
        }
        return NiceTicks.linear(low: low, high: high, most: most)
    }
}
