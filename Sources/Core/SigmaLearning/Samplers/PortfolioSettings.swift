/// How the evolution strategy and the Parzen estimator work together.
///
/// While the strategy's distribution is wide it draws several points, and the estimator, which remembers all trials,
/// chooses one of them. Once the distribution is narrower than the estimator's kernels can tell apart, the strategy goes
/// on alone with points that are orthogonal to each other. Dimensions without an order are the estimator's.
package struct PortfolioSettings: Hashable, Sendable {
    /// The part for dimensions with an order.
    package var evolution: EvolutionSettings
    /// The part that screens, and that chooses in dimensions without an order.
    package var parzen: ParzenSettings
    /// Points that are drawn for each that is proposed.
    package var candidates: Int
    /// The mean deviation, in lengths of the axes, below which nothing is screened.
    package var leastDeviation: Double

    /// The defaults that the comparison with Optuna was made with.
    package init(
        evolution: EvolutionSettings = EvolutionSettings(), parzen: ParzenSettings = ParzenSettings(),
        candidates: Int = 4, leastDeviation: Double = 0.04
    ) {
        precondition(candidates > 0, "at least one candidate")
        precondition(leastDeviation >= 0, "a deviation is not negative")
        self.evolution = evolution
        self.parzen = parzen
        self.candidates = candidates
        self.leastDeviation = leastDeviation
    }
}
