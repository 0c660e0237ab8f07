/// One parameter that was tuned, and where its value lies between its bounds.
package struct TunedParameter: Hashable, Sendable {
    /// A value is at its bound within this share of the range: the best value then probably lies beyond.
    package static let boundShare = 0.02
    /// How far stability is probed on either side, as a share of the value.
    package static let probeShare = 0.2

    /// The parameter's name.
    package let name: String
    /// The value that was chosen, within the bounds.
    package let value: Double
    /// The values that were allowed.
    package let bounds: ClosedRange<Double>
    /// Whether only whole numbers are values.
    package let isInteger: Bool

    /// A chosen value with its bounds; the value is finite and within them.
    package init(_ name: String, value: Double, bounds: ClosedRange<Double>, isInteger: Bool = false) {
        precondition(bounds.contains(value) && bounds.lowerBound.isFinite && bounds.upperBound.isFinite)
        self.name = name
        self.value = value
        self.bounds = bounds
        self.isInteger = isInteger
    }

    private var range: Double { bounds.upperBound - bounds.lowerBound }

    /// Whether the value lies within 2 % of the range from a bound; never so for a parameter that could not be chosen.
    package var isAtBound: Bool {
        range > 0 && min(value - bounds.lowerBound, bounds.upperBound - value) <= Self.boundShare * range
    }

    /// The values 20 % below and above, kept within the bounds; without those that are the value itself.
    ///
    /// At 0, which has no 20 %, the step is 20 % of half the range. Whole numbers step by one at least.
    package var probes: [Double] {
        let step = Self.probeShare * (value == 0 ? range / 2 : abs(value))
        let below = isInteger ? (value - step).rounded(.down) : value - step
        let above = isInteger ? (value + step).rounded(.up) : value + step
        return [below, above].map { min(max($0, bounds.lowerBound), bounds.upperBound) }.filter { $0 != value }
    }
}
