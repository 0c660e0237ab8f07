internal import SigmaAnalytics

/// Wilcoxon's signed-rank test of paired differences.
///
/// Source: Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1 (1945). Equal magnitudes share
/// their mean rank, and half the rank of a zero counts for either sign.
enum SignedRankTest {
    /// Up to here the distribution is counted out; above, a normal one with the correction for ties is good.
    static let mostExact = 50

    /// The probability of ranks as positive as these, or more, if either sign were equally likely.
    ///
    /// - Complexity: O(count³) up to ``mostExact``, else O(count log count).
    static func probabilityAtLeast(_ differences: [Double]) -> Double {
        let count = differences.count
        guard count > 0 else { return 1 }
        let ranks = doubledRanks(differences)
        let positive = zip(differences, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        let zero = zip(differences, ranks).reduce(0) { $0 + ($1.0 == 0 ? $1.1 : 0) }
        if count <= mostExact {
            return exact(zip(differences, ranks).filter { $0.0 != 0 }.map(\.1), atLeast: positive)
        }
        let n = Double(count)
        let statistic = Double(positive) / 2 + Double(zero) / 4
        let deviation = ((n * (n + 1) * (2 * n + 1) - tieCorrection(ranks) / 2) / 24).squareRoot()
        guard deviation > 0 else { return 1 }
        return NormalDistribution.cumulative((n * (n + 1) / 4 - statistic) / deviation)
    }

    /// Twice the rank of each magnitude, from 2, so that mean ranks of ties are whole.
    private static func doubledRanks(_ differences: [Double]) -> [Int] {
        let order = differences.indices.sorted { differences[$0].magnitude < differences[$1].magnitude }
        var ranks = [Int](repeating: 0, count: differences.count)
        var start = 0
        while start < order.count {
            let magnitude = differences[order[start]].magnitude
            let end = order[start...].firstIndex { differences[$0].magnitude != magnitude } ?? order.count
            for place in start..<end { ranks[order[place]] = start + end + 1 }
            start = end
        }
        return ranks
    }

    /// Σ (t³ − t) over groups of t equal ranks.
    private static func tieCorrection(_ ranks: [Int]) -> Double {
        var sum = 0.0
        var run = 0
        var last: Int?
        for rank in ranks.sorted() {
            run = rank == last ? run + 1 : 1
            last = rank
            // The sum of 3r(r − 1) for r = 1…t is t³ − t.
            sum += 3 * Double(run) * Double(run - 1)
        }
        return sum
    }

    /// The share of all sign patterns whose positive ranks add up to at least a sum.
    private static func exact(_ ranks: [Int], atLeast sum: Int) -> Double {
        let total = ranks.reduce(0, +)
        var counts = [Double](repeating: 0, count: total + 1)
        counts[0] = 1
        for rank in ranks {
            for place in stride(from: total, through: rank, by: -1) { counts[place] += counts[place - rank] }
        }
        let patterns = counts.reduce(0, +)
        return counts[sum...].reduce(0, +) / patterns
    }
}
