internal import SigmaModel

/// The parts of a study that propose; which of them are there follows from the settings.
struct Sampler: Sendable {
    /// What is proposed for one trial.
    struct Proposal {
        var point: [Double]
        var origin: Trial.Origin
    }

    private let space: SearchSpace
    private let seed: UInt64
    private var sequence: SobolSequence?
    private var parzen: ParzenSampler?
    private var evolution: EvolutionSampler?
    /// Present if the estimator screens what the strategy draws.
    private var screening: PortfolioSettings?
    /// The dimensions that the estimator proposes.
    private var parzenPlaces: [Int] = []
    private let numericPlaces: [Int]

    init(_ settings: SamplerSettings, space: SearchSpace, seed: UInt64) {
        self.space = space
        self.seed = seed
        numericPlaces = space.numericPlaces
        switch settings {
        case .random: break
        case .sequence: sequence = SobolSequence(count: space.dimensions.count, seed: seed)
        case .parzen(let settings):
            parzenPlaces = Array(space.dimensions.indices)
            parzen = ParzenSampler(settings, space)
        case .evolution(let settings):
            if !numericPlaces.isEmpty { evolution = EvolutionSampler(settings, space: space, seed: seed) }
        case .portfolio(let settings):
            parzenPlaces = space.categoricalPlaces
            parzen = ParzenSampler(settings.parzen, space)
            screening = settings
            if !numericPlaces.isEmpty { evolution = EvolutionSampler(settings.evolution, space: space, seed: seed) }
        }
    }

    /// The proposal for a trial: a function of seed, number and history, and of the order of ends before it.
    mutating func propose(_ number: Int, _ history: TrialHistory) -> Proposal {
        if let sequence { return Proposal(point: sequence.point(number), origin: .sequence) }
        var generator = SplitMix64(seed: seed, trial: number)
        var proposal = Proposal(point: space.dimensions.map { _ in generator.unit() }, origin: .random)
        if !parzenPlaces.isEmpty,
            let values = parzen?.propose(history, dimensions: parzenPlaces, using: &generator)
        {
            for (place, value) in zip(parzenPlaces, values) {
                let dimension = space.dimensions[place]
                proposal.point[place] = dimension.share(of: dimension.coordinate(of: value))
            }
            proposal.origin = .parzen
        }
        if let evolution {
            let shares = shares(evolution, history, using: &generator)
            for (place, share) in zip(numericPlaces, shares) { proposal.point[place] = share }
            proposal.origin = evolution.origin
        }
        return proposal
    }

    /// Takes an ended trial in.
    mutating func learn(_ trial: Trial, loss: Double) { evolution?.learn(trial, loss: loss) }

    /// The strategy's point, chosen by the estimator while the distribution is wide.
    private mutating func shares(
        _ evolution: EvolutionSampler, _ history: TrialHistory, using generator: inout SplitMix64
    ) -> [Double] {
        guard let screening, screening.candidates > 1, evolution.meanDeviation > screening.leastDeviation else {
            return evolution.propose(slot: history.slot(of: evolution.origin), using: &generator)
        }
        let drawn = (0..<screening.candidates).map { _ in evolution.draw(using: &generator) }
        let values = drawn.map { shares in
            zip(numericPlaces, shares).map { place, share in
                space.dimensions[place].value(at: space.dimensions[place].coordinate(atShare: share))
            }
        }
        return drawn[parzen?.choose(values, history, dimensions: numericPlaces) ?? 0]
    }
}
