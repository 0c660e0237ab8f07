/// Count, mean and the second to fourth central sums of a sample.
public struct Moments: Hashable, Sendable {
    /// The number of values.
    public let count: Int
    /// The mean; 0 for no values.
    public let mean: Double
    /// Σ(x − mean)², which is exactly 0 when the values differ by no more than rounding.
    public let squares: Double
    private let cubes: Double
    private let fourths: Double

    /// The moments of finite values, in two passes. O(n).
    public init(_ values: some Collection<Double>) {
        let count = Double(values.count)
        guard count > 0 else {
            self.init(count: 0, mean: 0, squares: 0, cubes: 0, fourths: 0)
            return
        }
        var mean = values.reduce(0, +) / count
        // The first mean carries the rounding of its sum; the mean of what is left over takes it out.
        mean += values.reduce(0) { $0 + ($1 - mean) } / count
        var squares = 0.0
        var cubes = 0.0
        var fourths = 0.0
        var largest = 0.0
        for value in values {
            let distance = value - mean
            let square = distance * distance
            squares += square
            cubes += square * distance
            fourths += square * square
            largest = max(largest, abs(value))
        }
        // A constant series leaves only rounding noise, which would turn every ratio over its deviation into a huge
        // number.
        let noise = 8 * largest.ulp
        if squares <= count * noise * noise { (squares, cubes, fourths) = (0, 0, 0) }
        self.init(count: values.count, mean: mean, squares: squares, cubes: cubes, fourths: fourths)
    }

    private init(count: Int, mean: Double, squares: Double, cubes: Double, fourths: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
        self.cubes = cubes
        self.fourths = fourths
    }

    /// The sample variance (ddof 1), if there are two values.
    public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }
    /// The sample standard deviation (ddof 1), if there are two values.
    public var deviation: Double? { variance?.squareRoot() }

    /// The population skewness m₃/m₂^1.5 (scipy's default, biased), if the values vary.
    public var skewness: Double? {
        guard squares > 0 else { return nil }
        let second = squares / Double(count)
        return cubes / Double(count) / (second * second.squareRoot())
    }

    /// The population kurtosis m₄/m₂², which is 3 for a normal distribution (biased, not excess), if the values vary.
    public var kurtosis: Double? {
        guard squares > 0 else { return nil }
        let second = squares / Double(count)
        return fourths / Double(count) / (second * second)
    }

    /// The t-statistic of the mean against zero, if the values vary.
    public var tStatistic: Double? {
        guard let deviation, deviation > 0 else { return nil }
        return mean / deviation * Double(count).squareRoot()
    }
}
