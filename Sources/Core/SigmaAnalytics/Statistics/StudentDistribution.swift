import RealModule

/// Student's t distribution.
public enum StudentDistribution {
    /// The probability that |t| is at least as large as seen, under `degreesOfFreedom` > 0.
    ///
    /// p = I(ν/(ν+t²); ν/2, 1/2) with the regularised incomplete beta function (Abramowitz and Stegun, 26.7.1 and
    /// 26.5.8).
    public static func twoSidedProbability(t: Double, degreesOfFreedom: Double) -> Double {
        precondition(degreesOfFreedom > 0 && !t.isNaN, "Student's t needs a number and at least one degree of freedom")
        if t.isInfinite { return 0 }
        let square = t * t
        let below = degreesOfFreedom / (degreesOfFreedom + square)
        let above = square / (degreesOfFreedom + square)
        return regularizedBeta(x: below, complement: above, a: degreesOfFreedom / 2, b: 0.5)
    }

    /// I(x; a, b); `complement` is 1 − x, given apart so that neither loses digits.
    private static func regularizedBeta(x: Double, complement: Double, a: Double, b: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        let logBeta = Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b)
        let front = Double.exp(a * Double.log(x) + b * Double.log(complement) - logBeta)
        // The continued fraction converges fast only below the mean of the beta distribution.
        if x < (a + 1) / (a + b + 2) { return front / a * betaFraction(x: x, a: a, b: b) }
        return 1 - front / b * betaFraction(x: complement, a: b, b: a)
    }

    /// The continued fraction of A&S 26.5.8, evaluated from the front by Lentz's method.
    private static func betaFraction(x: Double, a: Double, b: Double) -> Double {
        let smallest = 1e-300
        var c = 1.0
        var d = 1 / guarded(1 - (a + b) * x / (a + 1), smallest)
        var value = d
        for step in 1...1_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / guarded(1 + even * d, smallest)
            c = guarded(1 + even / c, smallest)
            value *= c * d
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / guarded(1 + odd * d, smallest)
            c = guarded(1 + odd / c, smallest)
            value *= c * d
            if abs(c * d - 1) < 1e-15 { break }
        }
        return value
    }

    private static func guarded(_ value: Double, _ smallest: Double) -> Double {
        abs(value) < smallest ? smallest : value
    }
}
