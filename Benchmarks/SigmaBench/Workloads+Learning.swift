import SigmaLearning

extension Workloads {
    /// What a proposal costs when 1,000 and 5,000 trials of 17 parameters are known; the objective is a sum.
    ///
    /// The trials before are random, so that the default's distribution is still wide and every proposal is screened.
    /// `optuna_overhead.py` measures the same of Optuna.
    func learning() throws {
        let samplers: [(name: String, settings: SamplerSettings)] = [
            ("default, screening", .standard), ("TPE", .parzen(ParzenSettings())),
            ("TPE, independent", .parzen(ParzenSettings(isMultivariate: false))),
            ("CMA-ES, the default when narrow", .evolution(EvolutionSettings())), ("quasi-random", .sequence),
        ]
        let space = try Self.learnedSpace()
        for sampler in samplers {
            for known in [1_000, 5_000] {
                var study = Study(space, .minimize, sampler: .random, seed: 1)
                for number in 0..<(known - 100) { try Self.evaluate(&study, number) }
                study = try Study(replaying: study.trials, in: space, .minimize, sampler: sampler.settings, seed: 1)
                let measurement = try Measurement.of {
                    for number in (known - 100)..<known { try Self.evaluate(&study, number) }
                }
                try BenchmarkResult(
                    "learning", "\(sampler.name), the 100 trials before \(known)", n: 100, unit: "trials", measurement
                ).emit()
            }
        }
    }

    /// Asks for a trial and tells the sum of its shares.
    private static func evaluate(_ study: inout Study, _ number: Int) throws {
        let trial = study.ask()
        try study.complete(number, value: trial.point.reduce(0, +))
    }

    /// 15 real numbers and 2 integers, as the learned parameters of `vmsi`.
    private static func learnedSpace() throws -> SearchSpace {
        try SearchSpace(
            (0..<17).map { $0 == 11 || $0 == 12 ? try .integer("n\($0)", 2...5) : try .float("x\($0)", 0...1) })
    }
}
