/// Decides when a run of an evolution strategy can find nothing better.
///
/// The criteria are those of Hansen's tutorial, arXiv 1604.00772, B.3: no change of the best losses, steps too small to
/// matter, a shape too thin for `Double`.
struct Convergence: Sendable {
    /// The least difference of losses, and the least step relative to the first, that still counts.
    private static let least = 1e-12
    /// The largest ratio of variances.
    private static let mostCondition = 1e14

    /// The best losses of the last generations, the newest last.
    private var recent: [Double] = []
    private let span: Int
    private let firstStep: Double

    init(_ plan: EvolutionRestarts.Plan, dimensions: Int) {
        span = 10 + (30 * dimensions + plan.population - 1) / plan.population
        firstStep = plan.step
    }

    /// Whether more than two thirds of a generation are equally good, which tells no direction.
    func isFlat(_ losses: [Double]) -> Bool {
        guard let best = losses.first else { return false }
        return 3 * losses.count { $0 == best } > 2 * losses.count
    }

    /// Whether the run has converged.
    ///
    /// - Parameter losses: of the complete members of the newest generation, the best first.
    mutating func isReached(_ losses: [Double], _ strategy: EvolutionStrategy) -> Bool {
        if let best = losses.first { recent.append(best) }
        if recent.count > span { recent.removeFirst() }
        if recent.count == span, let low = recent.min(), let high = recent.max(), let worst = losses.last,
            max(high, worst) - low < Self.least
        {
            return true
        }
        let variances = strategy.axes.variances
        guard let thin = variances.min(), let thick = variances.max(), thin > 0 else { return true }
        if thick > Self.mostCondition * thin { return true }
        return strategy.mean.indices.allSatisfy { strategy.deviation($0) < Self.least * firstStep }
    }
}
