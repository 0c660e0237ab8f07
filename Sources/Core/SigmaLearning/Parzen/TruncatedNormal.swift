internal import RealModule
internal import SigmaAnalytics
internal import SigmaModel

/// A normal distribution cut off at both ends of an axis.
struct TruncatedNormal {
    /// The centre and the standard deviation before the cut, in units of the axis.
    let centre: Double
    let deviation: Double
    /// The axis.
    let axis: ClosedRange<Double>

    /// The probability of an interval before the cut, exact in both tails. 0 where it is below 10⁻³⁰⁰.
    func mass(_ interval: ClosedRange<Double>) -> Double {
        let low = (interval.lowerBound - centre) / deviation
        let high = (interval.upperBound - centre) / deviation
        // Φ is 1 to the last bit above 8.3, and 0 to 10⁻³⁰⁰ below −37.
        if low < -8.3, high > 8.3 { return 1 }
        if low > 37.5 || high < -37.5 { return 0 }
        if low > 0 { return NormalDistribution.cumulative(-low) - NormalDistribution.cumulative(-high) }
        return NormalDistribution.cumulative(high) - NormalDistribution.cumulative(low)
    }

    /// The logarithm of the probability that the cut leaves.
    var logRemainder: Double {
        let mass = mass(axis)
        return mass == 1 ? 0 : Double.log(mass)
    }

    /// A random coordinate by the inverse of the distribution function, in the axis.
    func draw(using generator: inout SplitMix64) -> Double {
        let low = NormalDistribution.cumulative((axis.lowerBound - centre) / deviation)
        let high = NormalDistribution.cumulative((axis.upperBound - centre) / deviation)
        let share = min(max(low + generator.openUnit() * (high - low), 0), 1)
        let coordinate = centre + deviation * NormalDistribution.quantile(share)
        return min(max(coordinate, axis.lowerBound), axis.upperBound)
    }
}
