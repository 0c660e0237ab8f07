/// Trials grouped by how alike their returns are, and the number of independent trials that this leaves.
///
/// Trials are merged by average linkage over the distance √((1 − ρ) / 2); the cut is the one of highest mean silhouette.
/// Up to ``substantial`` a silhouette shows no substantial structure: then no trial is merged, and the number comes from
/// the mean correlation ρ̄ alone, N̂ = ρ̄ + (1 − ρ̄) · N.
///
/// Sources: López de Prado and Lewis, "Detection of False Investment Strategies Using Unsupervised Learning Methods"
/// (2019) for clusters of trials and their variance; Rousseeuw (1987) for silhouettes; Kaufman and Rousseeuw, "Finding
/// Groups in Data" (1990) for the threshold; Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014), appendix 3,
/// for N̂. Linkage instead of k-means makes the result a function of the matrix alone.
package struct TrialClusters: Hashable, Sendable {
    /// The least mean silhouette of a structure that is not artificial.
    package static let substantial = 0.25
    /// More trials than this are refused; the work grows with their cube.
    package static let maxTrials = 2_000

    /// Each trial's cluster, numbered from 0 by the first trial of each; every trial its own without structure.
    package let labels: [Int]
    /// The mean silhouette of the chosen cut, from −1 to 1; undefined for fewer than three trials.
    package let silhouette: Metric
    /// The mean correlation over all pairs of trials.
    package let meanCorrelation: Double
    /// The effective number of trials, from 1 to N.
    package let effectiveCount: Double
    /// The effective number, rounded up, with the variance of the Sharpe ratios per period, for E[max SR] and DSR.
    ///
    /// The variance is the larger of the trials' own and, with structure, that of the clusters' portfolios, each weighted
    /// by inverse variance; merging trials thus never makes luck look smaller twice.
    package let trials: Trials

    /// Groups the trials of a study. O(N² · T + N³).
    ///
    /// - Throws: ``StudyError`` for more than ``maxTrials`` trials.
    package init(_ matrix: ReturnMatrix) throws(StudyError) {
        guard matrix.trials <= Self.maxTrials else {
            throw .tooMany(.trials, count: matrix.trials, most: Self.maxTrials)
        }
        let correlations = TrialCorrelations(matrix)
        let cut = Linkage(correlations).bestCut()
        let sharpes = matrix.sharpes
        var variance = Moments(sharpes).variance
        meanCorrelation = correlations.mean
        if let cut, cut.silhouette > Self.substantial {
            labels = cut.labels
            effectiveCount = Double((cut.labels.max() ?? 0) + 1)
            let merged = Moments(Self.portfolioSharpes(matrix, cut.labels)).variance
            variance = max(variance ?? 0, merged ?? 0)
        } else {
            labels = Array(0..<matrix.trials)
            let alike = max(0, meanCorrelation)
            effectiveCount = alike + (1 - alike) * Double(matrix.trials)
        }
        silhouette = cut.map { Metric($0.silhouette) } ?? .undefined(.notMeasured)
        // Rounding noise in ρ̄ must not make one trial more.
        trials = Trials(count: Int((effectiveCount - 1e-9).rounded(.up)), sharpeVariance: variance)
    }

    /// The Sharpe ratio of each cluster's portfolio, weighted by inverse variance; one that never varies has none.
    private static func portfolioSharpes(_ matrix: ReturnMatrix, _ labels: [Int]) -> [Double] {
        (0...(labels.max() ?? 0)).map { label in
            var portfolio = Array(repeating: 0.0, count: matrix.periods)
            var total = 0.0
            for trial in labels.indices where labels[trial] == label {
                guard let variance = Moments(matrix[trial]).variance, variance > 0 else { continue }
                total += 1 / variance
                for (period, value) in matrix[trial].enumerated() { portfolio[period] += value / variance }
            }
            return total > 0 ? SharpeRatio.perPeriod(Moments(portfolio.map { $0 / total })) : 0
        }
    }
}
