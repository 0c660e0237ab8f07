/// What is known of a candidate preset B beside the incumbent A; what was not measured says so.
package struct PromotionEvidence: Hashable, Sendable {
    /// The scores of one walk-forward fold's test, higher is better; nil where none exists.
    package struct FoldScore: Hashable, Sendable {
        /// B's score.
        package let candidate: Double?
        /// A's score on the same test.
        package let incumbent: Double?

        /// The scores of both on one test.
        package init(candidate: Double?, incumbent: Double?) {
            self.candidate = candidate
            self.incumbent = incumbent
        }

        /// Whether both could be scored.
        var isScored: Bool { candidate?.isFinite == true && incumbent?.isFinite == true }
        /// Whether B is better; not so when either is missing.
        var isWon: Bool {
            guard let candidate, let incumbent else { return false }
            return candidate > incumbent
        }
    }

    /// Purged walk-forward, fold by fold; empty if it was not run.
    package var folds: [FoldScore] = []
    /// DSR of B over all trials of the study.
    package var deflatedSharpe = Metric.undefined(.notMeasured)
    /// PBO of the study.
    package var overfitting = Metric.undefined(.notMeasured)
    /// The consistent p-value of SPA, trials against A.
    package var superiorAbility = Metric.undefined(.notMeasured)
    /// The signals that B's scores rest on.
    package var signalCount: Int?
    /// B's parameters; nil if their bounds are not known.
    package var parameters: [TunedParameter]?
    /// The median loss of ``ParameterStability``.
    package var medianLoss = Metric.undefined(.notMeasured)

    /// Nothing known yet.
    package init() {}
}
