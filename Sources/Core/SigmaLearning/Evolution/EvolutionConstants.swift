internal import RealModule

/// The weights and learning rates of an evolution strategy, functions of dimension and population.
///
/// Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772, table 1, with negative weights.
struct EvolutionConstants: Sendable {
    /// Members of a generation.
    let population: Int
    /// How many of them the mean is made of.
    let parents: Int
    /// By rank; the first ``parents`` add up to 1, the others are at most 0.
    let weights: [Double]
    /// The variance-effective number of parents.
    let effectiveParents: Double
    /// Learning rate and damping of the step size.
    let stepRate: Double
    let stepDamping: Double
    /// Learning rates of the evolution path, of its share in the covariance, and of the members' share.
    let pathRate: Double
    let pathShare: Double
    let memberShare: Double
    /// The mean length of a standard normal vector.
    let meanLength: Double

    /// The default population: 4 + ⌊3 ln n⌋.
    static func population(dimensions: Int) -> Int { 4 + Int(3 * Double.log(Double(dimensions))) }

    init(dimensions: Int, population: Int) {
        precondition(dimensions > 0 && population > 3, "a generation needs four members")
        let n = Double(dimensions)
        self.population = population
        parents = population / 2
        let raw = (1...population).map { Double.log(Double(population + 1) / 2) - Double.log(Double($0)) }
        let positive = raw[..<parents]
        let negative = raw[parents...]
        let mass = Self.effective(positive)
        let negativeMass = Self.effective(negative)
        effectiveParents = mass
        stepRate = (mass + 2) / (n + mass + 5)
        stepDamping = 1 + 2 * max(0, ((mass - 1) / (n + 1)).squareRoot() - 1) + stepRate
        pathRate = (4 + mass / n) / (n + 4 + 2 * mass / n)
        pathShare = 2 / ((n + 1.3) * (n + 1.3) + mass)
        memberShare = min(1 - pathShare, 2 * (0.25 + mass + 1 / mass - 2) / ((n + 2) * (n + 2) + mass))
        meanLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        let most = min(
            1 + pathShare / memberShare, 1 + 2 * negativeMass / (mass + 2),
            (1 - pathShare - memberShare) / (n * memberShare))
        let positiveSum = positive.reduce(0, +)
        let negativeSum = -negative.reduce(0, +)
        weights = positive.map { $0 / positiveSum } + negative.map { $0 * most / max(negativeSum, .ulpOfOne) }
    }

    /// (Σw)² / Σw².
    private static func effective(_ weights: ArraySlice<Double>) -> Double {
        let sum = weights.reduce(0, +)
        let squares = weights.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / squares : 0
    }
}
