import RealModule

/// Round numbers for an axis: multiples of 1, 2 or 5 × 10ⁿ.
enum NiceTicks {
    /// The smallest of 1, 2, 5 × 10ⁿ that is at least `least`, with its exponent.
    static func step(atLeast least: Double) -> (step: Double, exponent: Int) {
        precondition(least > 0 && least.isFinite, "a step is positive")
        var exponent = Int(Double.log10(least).rounded(.down))
        let power = power(exponent)
        for multiple in [1.0, 2, 5] where multiple * power >= least * (1 - 1e-12) {
            return (multiple * power, exponent)
        }
        exponent += 1
        return (10 * power, exponent)
    }

    /// At most so many round values from `low` to `high`.
    static func linear(low: Double, high: Double, most: Int) -> (values: [Double], places: Int) {
        let (step, exponent) = step(atLeast: (high - low) / Double(max(most, 1)))
        let first = (low / step - 1e-9).rounded(.up)
        let last = (high / step + 1e-9).rounded(.down)
        guard first <= last else { return ([], 0) }
        // Each from its own multiple, so that no error adds up; + 0 turns −0 into 0.
        let values = stride(from: first, through: last, by: 1).map { $0 * step + 0 }
        return (values, max(0, -exponent))
    }

    /// At most so many values of the form 1, 2, 5 × 10ⁿ, or only powers of ten, or every so many of those.
    static func logarithmic(low: Double, high: Double, most: Int) -> [Double] {
        let first = Int(Double.log10(low).rounded(.down))
        let last = Int(Double.log10(high).rounded(.up))
        for multiples in [[1.0, 2, 5], [1.0, 3], [1.0]] {
            let values = (first...last).flatMap { exponent in multiples.map { $0 * power(exponent) } }
                .filter { $0 >= low && $0 <= high }
            if values.count <= most { return values }
        }
        let every = (last - first) / most + 1
        return (first...last).filter { $0 % every == 0 }.map(power).filter { $0 >= low && $0 <= high }
    }

    /// The decimals of a round value.
    static func places(of value: Double) -> Int {
        value == 0 ? 0 : max(0, -Int(Double.log10(value.magnitude).rounded(.down)))
    }

    private static func power(_ exponent: Int) -> Double {
        exponent < 0 ? 1 / Double.pow(10, Double(-exponent)) : Double.pow(10, Double(exponent))
    }
}
