/// Decides from the values on the way whether a trial is worth going on with.
package enum Pruner: Hashable, Sendable {
    /// Never.
    case none
    /// Compares with a percentile of the complete trials at the same step.
    case percentile(PercentilePruner)
    /// Compares with the best trial, fold by fold.
    case signedRank(SignedRankPruner)

    /// Whether a running trial of a study should be ended by ``Study/prune(_:)``. It depends on reports only.
    ///
    /// - Complexity: O(trials × reports) at worst.
    package func shouldPrune(_ number: Int, in study: Study) -> Bool {
        let trial = study.trials[number]
        switch self {
        case .none: return false
        case .percentile(let pruner): return pruner.shouldPrune(trial, in: study)
        case .signedRank(let pruner): return pruner.shouldPrune(trial, in: study)
        }
    }
}
