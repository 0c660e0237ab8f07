internal import RealModule
internal import SigmaModel

/// Decides populations and first steps of the runs of an evolution strategy.
///
/// Sources: Auger and Hansen, "A Restart CMA Evolution Strategy With Increasing Population Size", CEC 2005 (IPOP);
/// Hansen, "Benchmarking a BI-Population CMA-ES on the BBOB-2009 Function Testbed", GECCO 2009 (BIPOP).
struct EvolutionRestarts: Sendable {
    /// How a run begins.
    struct Plan: Sendable, Equatable {
        let population: Int
        /// In lengths of the axes.
        let step: Double
    }

    private let settings: EvolutionSettings
    private let first: Int
    private var largest: Int
    private var isSmall = false
    /// Evaluations spent in runs of the two kinds; the first run belongs to neither.
    private var spentLarge = 0
    private var spentSmall = 0

    init(_ settings: EvolutionSettings, dimensions: Int) {
        self.settings = settings
        first = settings.population ?? EvolutionConstants.population(dimensions: dimensions)
        largest = first
    }

    /// The first run.
    var opening: Plan { Plan(population: first, step: settings.step) }

    /// The run after one that took so many evaluations.
    mutating func next(evaluations: Int, isFirst: Bool, using generator: inout SplitMix64) -> Plan {
        if !isFirst {
            if isSmall { spentSmall += evaluations } else { spentLarge += evaluations }
        }
        isSmall = settings.restarts == .alternating && !isFirst && spentSmall < spentLarge
        guard isSmall else {
            largest *= 2
            return Plan(population: largest, step: settings.step)
        }
        let share = generator.unit()
        let factor = Double.pow(0.5 * Double(largest) / Double(first), share * share)
        let step = settings.step * Double.pow(10, -2 * generator.unit())
        return Plan(population: max(4, Int(Double(first) * factor)), step: step)
    }
}
