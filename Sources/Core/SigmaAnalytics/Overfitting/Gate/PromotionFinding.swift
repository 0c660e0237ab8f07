/// What one criterion of promotion says of the evidence.
package struct PromotionFinding: Hashable, Sendable {
    /// What is asked; the stable name of a finding, in the order in which findings are shown.
    package enum Criterion: String, Hashable, Sendable, CaseIterable {
        /// The share of walk-forward folds on which the candidate is better.
        case foldsWon
        /// DSR.
        case deflatedSharpe
        /// PBO.
        case overfitting
        /// The consistent p-value of SPA.
        case superiorAbility
        /// The number of signals.
        case signals
        /// The number of parameters at a bound.
        case bounds
        /// The median loss when parameters move by 20 %.
        case stability
    }

    /// How a criterion ended.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// The evidence suffices and speaks for the candidate.
        case passed
        /// The evidence suffices and speaks against the candidate.
        case failed
        /// There is too little evidence; this does not pass.
        case unknown
    }

    /// What was asked.
    package let criterion: Criterion
    /// How it ended.
    package let state: State
    /// The measured value: a share, probability or count, as the criterion says.
    package let measured: Metric
    /// What it is compared with.
    package let threshold: Double
    /// What was measured, what is asked, and what follows, in English.
    package let english: String
    /// The same in Korean.
    package let korean: String

    init(
        _ criterion: Criterion, _ state: State, _ measured: Metric, threshold: Double, _ english: String,
        _ korean: String
    ) {
        self.criterion = criterion
        self.state = state
        self.measured = measured
        self.threshold = threshold
        self.english = english
        self.korean = korean
    }
}
