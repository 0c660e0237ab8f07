/// How the tree-structured Parzen estimator proposes.
package struct ParzenSettings: Hashable, Sendable {
    /// Finished trials before the estimator takes over from random ones.
    package var startupTrials: Int
    /// Candidates that are drawn for each proposal.
    package var candidates: Int
    /// Whether all dimensions are modelled together, so that interactions are seen; else each alone.
    package var isMultivariate: Bool
    /// Whether running trials count as bad ones, so that parallel asks keep apart (the constant liar).
    package var countsRunning: Bool

    /// The defaults of Optuna 5.0.0.
    package init(
        startupTrials: Int = 10, candidates: Int = 24, isMultivariate: Bool = true, countsRunning: Bool = true
    ) {
        precondition(startupTrials >= 0 && candidates > 0, "at least one candidate, and no negative count")
        self.startupTrials = startupTrials
        self.candidates = candidates
        self.isMultivariate = isMultivariate
        self.countsRunning = countsRunning
    }

    /// How many of the finished trials are modelled as good: a tenth, rounded up, at most 25.
    static func goodCount(_ finished: Int) -> Int { min((finished + 9) / 10, 25) }
}
