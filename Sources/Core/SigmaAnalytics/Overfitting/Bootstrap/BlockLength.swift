import RealModule

/// The block length that makes a bootstrapped variance of the mean most accurate.
///
/// Sources: Politis and White, "Automatic Block-Length Selection for the Dependent Bootstrap", Econometric Reviews 23
/// (2004); Patton, Politis and White, correction, Econometric Reviews 28 (2009).
package enum BlockLength {
    /// The mean block in periods for the stationary bootstrap, from 1 to min(3 √T, T / 3), rounded up.
    ///
    /// It is 1 for a series that never varies or has fewer than eight values: nothing can be estimated there.
    /// - Complexity: O(T^1.5).
    package static func stationary(_ returns: some Collection<Double>) -> Double {
        let moments = Moments(returns)
        let count = returns.count
        guard count >= 8, moments.squares > 0 else { return 1 }
        let distances = returns.map { $0 - moments.mean }
        let root = Double(count).squareRoot()
        let quiet = max(5, Int(Double.log10(Double(count))))
        let longest = min(Int(root.rounded(.up)) + quiet, count - 1)
        let covariances = (0...longest).map { covariance(distances, lag: $0) }
        let bandwidth = min(2 * firstQuietLag(covariances, count: count, quiet: quiet), longest)
        let (weighted, total) = flatTop(covariances, bandwidth: bandwidth)
        let limit = min(3 * root, Double(count) / 3).rounded(.up)
        guard total != 0 else { return limit }
        // G² / D with D = 2 g(0)²; the correction of 2009 put this D in place of the original.
        let ratio = weighted * weighted / (total * total)
        return min(limit, max(1, Double.root(ratio * Double(count), 3)))
    }

    /// The median of the trials' block lengths, for resampling all of them together. O(N · T^1.5).
    package static func stationary(_ matrix: ReturnMatrix) -> Double {
        let lengths = SortedSample((0..<matrix.trials).map { stationary(matrix[$0]) })
        return lengths.percentile(0.5) ?? 1
    }

    private static func covariance(_ distances: [Double], lag: Int) -> Double {
        var sum = 0.0
        for place in lag..<distances.count { sum += distances[place] * distances[place - lag] }
        return sum / Double(distances.count)
    }

    /// The first of `quiet` lags in a row whose correlation is within 2 √(log₁₀ T / T); all lags if none is.
    ///
    /// The paper counts from the lag before; this is how the authors' own code and its successors count.
    private static func firstQuietLag(_ covariances: [Double], count: Int, quiet: Int) -> Int {
        let band = 2 * (Double.log10(Double(count)) / Double(count)).squareRoot() * covariances[0]
        var run = 0
        for lag in 1..<covariances.count - 1 {
            run = abs(covariances[lag]) < band ? run + 1 : 0
            if run == quiet { return lag - quiet + 1 }
        }
        return covariances.count
    }

    /// Σ λ(k/M) |k| R(k) and Σ λ(k/M) R(k) over −M … M, where λ is 1 up to a half and falls to 0 at 1.
    private static func flatTop(_ covariances: [Double], bandwidth: Int) -> (weighted: Double, total: Double) {
        var weighted = 0.0
        var total = covariances[0]
        for lag in 1...bandwidth {
            let share = Double(lag) / Double(bandwidth)
            let weight = share <= 0.5 ? 1 : 2 * (1 - share)
            weighted += 2 * weight * Double(lag) * covariances[lag]
            total += 2 * weight * covariances[lag]
        }
        return (weighted, total)
    }
}
