import SigmaAnalytics
import SigmaModel

extension Workloads {
    /// A study of 200 trials over 2,000 periods: all halves of 16 blocks, and 10,000 resamples.
    func overfitting() throws {
        var generator = SplitMix64(seed: 1)
        let columns = (0..<200).map { _ in
            // Twelve even numbers add up to a nearly normal one.
            (0..<2_000).map { _ in 0.01 * ((0..<12).reduce(-6.0) { sum, _ in sum + generator.unit() }) }
        }
        let matrix = try ReturnMatrix(columns)
        let settings = BootstrapSettings(seed: 1, meanBlock: 10, resamples: 10_000)
        for _ in 0..<repetitions {
            var halves = 0
            let symmetric = try Measurement.of { halves = try BacktestOverfitting(matrix, blocks: 16).logits.count }
            try BenchmarkResult(
                "overfitting", "PBO, 200 trials × 2,000 periods, 16 blocks", n: halves, unit: "halves", symmetric
            ).emit()
            var chance = 0.0
            let superior = try Measurement.of { chance = try SuperiorAbility(matrix, settings).consistent }
            guard (0...1).contains(chance) else { throw BenchmarkError(description: "\(chance) is no probability") }
            try BenchmarkResult(
                "overfitting", "SPA and Reality Check, 200 trials × 2,000 periods, blocks of 10", n: settings.resamples,
                unit: "resamples", superior
            ).emit()
        }
    }
}
