import RealModule

/// The standard normal distribution.
public enum NormalDistribution {
    /// 1/√2 to twice the precision of Double.
    private static let inverseRootTwo = (high: 0.7071067811865476, low: -4.833646656726457e-17)
    /// 2/√π.
    private static let twoOverRootPi = 1.1283791670955126

    /// The probability of a value at or below `x`, to about 10⁻¹⁵ relative in the lower tail as well.
    ///
    /// Φ(x) = erfc(−x/√2)/2. Far out, the rounding of x/√2 alone would cost x² ulps, so its remainder is carried along:
    /// erfc(z + δ) ≈ erfc(z) − 2/√π · e^(−z²) · δ.
    public static func cumulative(_ x: Double) -> Double {
        guard x > -40 else { return x.isNaN ? .nan : 0 }
        guard x < 40 else { return 1 }
        let z = -x * inverseRootTwo.high
        let remainder = (-z).addingProduct(-x, inverseRootTwo.high) - x * inverseRootTwo.low
        return 0.5 * (Double.erfc(z) - twoOverRootPi * Double.exp(-z * z) * remainder)
    }

    /// The density at `x`.
    public static func density(_ x: Double) -> Double { 0.3989422804014327 * Double.exp(-0.5 * x * x) }

    /// The value that a share `probability` of the distribution lies below; infinite at 0 and 1.
    ///
    /// Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37
    /// (1988), routine PPND16, accurate to about 10⁻¹⁶.
    public static func quantile(_ probability: Double) -> Double {
        precondition((0...1).contains(probability), "a probability is between 0 and 1")
        if probability == 0 { return -.infinity }
        if probability == 1 { return .infinity }
        let offset = probability - 0.5
        if abs(offset) <= 0.425 {
            let r = 0.180625 - offset * offset
            return offset * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
        }
        let tail = offset < 0 ? probability : 1 - probability
        let r = Double.sqrt(-Double.log(tail))
        let magnitude =
            r <= 5
            ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
            : polynomial(farNumerator, r - 5) / polynomial(farDenominator, r - 5)
        return offset < 0 ? -magnitude : magnitude
    }

    /// The value of a polynomial whose coefficients rise in power.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        var value = 0.0
        for coefficient in coefficients.reversed() { value = value * x + coefficient }
        return value
    }

    private static let centralNumerator = [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ]
    private static let centralDenominator = [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
        39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ]
    private static let middleNumerator = [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
    ]
    private static let middleDenominator = [
        1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
        0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
    private static let farNumerator = [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
        0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ]
    private static let farDenominator = [
        1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4,
        1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
}
