internal import SigmaModel

/// Runs of an evolution strategy over the ordered dimensions of a space.
///
/// Its state is a function of the seed and of the ended trials in the order of their ends. A generation learns when it
/// has as many members as the population; trials of an earlier generation, which others overtook, and those that a
/// person gave are taken in as injected members. Failed trials are forgotten.
struct EvolutionSampler: Sendable {
    /// A member of the coming generation, better ones first by ``merit``.
    private struct Candidate: Sendable {
        let member: EvolutionStrategy.Member
        let loss: Double
        /// 1 for a complete trial; for a pruned one, less the earlier it was pruned.
        let merit: Double
        let trial: Int
    }

    private let places: [Int]
    private let dimensions: [SearchDimension]
    private let seed: UInt64
    private var strategy: EvolutionStrategy
    private var restarts: EvolutionRestarts
    private var convergence: Convergence
    private var run = 0
    private var evaluations = 0
    private var waiting: [Candidate] = []

    /// The first run, from the middle of the cube.
    init(_ settings: EvolutionSettings, space: SearchSpace, seed: UInt64) {
        places = space.numericPlaces
        dimensions = places.map { space.dimensions[$0] }
        self.seed = seed
        restarts = EvolutionRestarts(settings, dimensions: places.count)
        strategy = Self.strategy(restarts.opening, mean: places.map { _ in 0.5 }, dimensions)
        convergence = Convergence(restarts.opening, dimensions: places.count)
    }

    /// Which run and generation a proposal made now belongs to.
    var origin: Trial.Origin { .evolution(run: run, generation: strategy.generation) }

    /// The mean deviation of the coordinates, in lengths of the axes. O(n).
    var meanDeviation: Double {
        places.indices.reduce(0) { $0 + strategy.deviation($1) } / Double(places.count)
    }

    /// An independent point of the ordered dimensions, in the unit cube. O(n²) of n dimensions.
    func draw(using generator: inout SplitMix64) -> [Double] { strategy.draw(using: &generator) }

    /// A point of the ordered dimensions, in the unit cube, orthogonal to those of other slots of its generation. O(n³).
    ///
    /// - Parameters:
    ///   - slot: how many points of this generation were asked for before.
    ///   - generator: draws an independent point where the orthogonal one is outside the cube.
    func propose(slot: Int, using generator: inout SplitMix64) -> [Double] {
        let block = seed.mixed(with: UInt64(run)).mixed(with: UInt64(strategy.generation))
        var shared = SplitMix64(seed: block, trial: slot / places.count)
        return strategy.drawOrthogonal(slot % places.count, using: &shared) ?? strategy.draw(using: &generator)
    }

    /// Takes an ended trial in; the last member of a generation costs O(n² × population + n³).
    ///
    /// - Parameter loss: that of a complete trial; of a pruned one, the last that it reported.
    mutating func learn(_ trial: Trial, loss: Double) {
        let isInjected: Bool
        switch trial.origin {
        case .evolution(let run, let generation):
            guard run == self.run else { return }
            isInjected = generation != strategy.generation
        case .given: isInjected = true
        case .random, .sequence, .parzen: return
        }
        let merit: Double
        switch trial.state {
        case .complete: merit = 1
        case .pruned: merit = -1 / Double((trial.reports.last?.step ?? -1) + 2)
        case .running, .failed: return
        }
        let member = EvolutionStrategy.Member(point: places.map { trial.point[$0] }, isInjected: isInjected)
        waiting.append(
            Candidate(member: member, loss: loss.isNaN ? .infinity : loss, merit: merit, trial: trial.number))
        if waiting.count == strategy.constants.population { finishGeneration() }
    }

    private mutating func finishGeneration() {
        let ranked = waiting.sorted { ($1.merit, $0.loss, $0.trial) < ($0.merit, $1.loss, $1.trial) }
        waiting = []
        evaluations += ranked.count
        strategy.learn(ranked.map(\.member))
        let losses = ranked.filter { $0.merit == 1 }.map(\.loss)
        if convergence.isFlat(losses) { strategy.widen() }
        if convergence.isReached(losses, strategy) { restart() }
    }

    /// Begins the next run at a random point of the cube.
    private mutating func restart() {
        run += 1
        var generator = SplitMix64(seed: seed.mixed(with: 0x5EED), trial: run)
        let plan = restarts.next(evaluations: evaluations, isFirst: run == 1, using: &generator)
        let mean = places.map { _ in generator.unit() }
        strategy = Self.strategy(plan, mean: mean, dimensions)
        convergence = Convergence(plan, dimensions: places.count)
        evaluations = 0
    }

    private static func strategy(
        _ plan: EvolutionRestarts.Plan, mean: [Double], _ dimensions: [SearchDimension]
    ) -> EvolutionStrategy {
        EvolutionStrategy(
            mean: mean, step: plan.step, population: plan.population,
            margin: DiscreteMargin(dimensions, population: plan.population))
    }
}
