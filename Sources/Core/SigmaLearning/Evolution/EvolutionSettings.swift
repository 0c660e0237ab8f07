/// How the evolution strategy searches.
package struct EvolutionSettings: Hashable, Sendable {
    /// What follows a run that has converged.
    package enum Restarts: Hashable, Sendable {
        /// Another run with twice the population: IPOP.
        case increasing
        /// Populations that double, and small ones with as many evaluations in between: BIPOP.
        case alternating
    }

    /// The first deviation, in lengths of the axis of each dimension.
    package var step: Double
    /// Members of a generation in the first run; nil for 4 + ⌊3 ln n⌋ of n dimensions.
    package var population: Int?
    /// What follows a run that has converged.
    package var restarts: Restarts

    /// A sixth of the axis, so that a first generation seldom leaves the cube, and BIPOP.
    package init(step: Double = 1.0 / 6, population: Int? = nil, restarts: Restarts = .alternating) {
        precondition(step > 0 && step <= 1, "a first step inside the cube")
        precondition(population.map { $0 > 3 } ?? true, "a generation needs four members")
        self.step = step
        self.population = population
        self.restarts = restarts
    }
}
