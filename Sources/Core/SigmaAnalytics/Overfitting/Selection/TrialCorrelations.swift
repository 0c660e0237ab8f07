/// How alike trials are: the correlation of every pair, and the distance √((1 − ρ) / 2) that it makes.
struct TrialCorrelations {
    /// N, the number of trials.
    let count: Int
    /// N × N correlations.
    private let values: [Double]

    /// Correlates every pair of trials. O(N² · T).
    ///
    /// A trial that never varies resembles only others that never vary: with those ρ is 1, else 0.
    init(_ matrix: ReturnMatrix) {
        let count = matrix.trials
        let standardized: [[Double]?] = (0..<count).map { trial in
            let moments = Moments(matrix[trial])
            guard moments.squares > 0 else { return nil }
            let scale = 1 / moments.squares.squareRoot()
            return matrix[trial].map { ($0 - moments.mean) * scale }
        }
        var values = Array(repeating: 1.0, count: count * count)
        for first in 0..<count {
            for second in 0..<first {
                let correlation = Self.correlation(standardized[first], standardized[second])
                values[first * count + second] = correlation
                values[second * count + first] = correlation
            }
        }
        self.count = count
        self.values = values
    }

    private static func correlation(_ first: [Double]?, _ second: [Double]?) -> Double {
        guard let first, let second else { return first == nil && second == nil ? 1 : 0 }
        var product = 0.0
        for period in first.indices { product += first[period] * second[period] }
        return min(1, max(-1, product))
    }

    /// ρ of two trials, from −1 to 1.
    subscript(first: Int, second: Int) -> Double { values[first * count + second] }

    /// The distance of two trials: 0 when they move together, 1 when they oppose each other.
    func distance(_ first: Int, _ second: Int) -> Double { ((1 - self[first, second]) / 2).squareRoot() }

    /// The mean correlation over all pairs; 0 for one trial. O(N²).
    var mean: Double {
        guard count > 1 else { return 0 }
        var sum = 0.0
        for first in 0..<count {
            for second in 0..<first { sum += self[first, second] }
        }
        return sum / (Double(count) * Double(count - 1) / 2)
    }
}
