/// Who proposes the values of a study's trials.
package enum SamplerSettings: Hashable, Sendable {
    /// Uniformly random points.
    case random
    /// Quasi-random points, which fill the space evenly.
    case sequence
    /// The tree-structured Parzen estimator.
    case parzen(ParzenSettings)
    /// The evolution strategy; dimensions without an order are chosen at random.
    case evolution(EvolutionSettings)
    /// The evolution strategy screened by the estimator, and the estimator for dimensions without an order.
    case portfolio(PortfolioSettings)

    /// The portfolio with its defaults.
    package static let standard = SamplerSettings.portfolio(PortfolioSettings())
}
