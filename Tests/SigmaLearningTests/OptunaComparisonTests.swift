import Foundation
import SigmaModel
import TestKit
import Testing

@testable import SigmaLearning

/// The quality of the samplers beside Optuna 5.0.0, by the rank test of Mann and Whitney.
///
/// Skipped without `SIGMA_PYTHON`. `SIGMA_LEARNING_SEEDS=n` prints the whole table of Documentation/Decisions/0024 with n
/// seeds; both sides are seeded, so that a result is the same in every run.
@Suite(
    "Samplers against Optuna",
    .enabled(if: OracleScript.isPossible, "needs SIGMA_PYTHON, which make test sets"))
struct OptunaComparisonTests {
    static let tableSeeds = ProcessInfo.processInfo.environment["SIGMA_LEARNING_SEEDS"].flatMap { Int($0) }

    struct Search: Encodable {
        let function: String
        let sampler: String
        let marks: [Int]
        /// By seed, then by mark.
        let ours: [[Double]]
    }

    struct Verdict: Decodable {
        /// By seed.
        let theirs: [Double]
        /// The probability of a difference as large, were both alike.
        let p: Double
        /// The share of pairs of seeds in which ours is better, ties counting half.
        let wins: Double
    }

    private static func compare(
        _ objective: Objective, _ ours: [[Double]], with sampler: String, marks: [Int]
    ) throws -> [Verdict] {
        try OracleScript("optimisation.py", "search").ask(
            Search(function: objective.rawValue, sampler: sampler, marks: marks, ours: ours))
    }

    private static func ours(
        _ objective: Objective, _ sampler: SamplerSettings, seeds: Int, marks: [Int]
    ) throws -> [[Double]] {
        try (0..<seeds).map { try objective.search(sampler, seed: $0, marks: marks) }
    }

    @Test(
        "the default is no worse than Optuna's CMA-ES after 200 trials",
        arguments: [Objective.sphere, .rastrigin, .plateau])
    func standard(objective: Objective) throws {
        let ours = try Self.ours(objective, .standard, seeds: 10, marks: [200])
        let verdict = try Self.compare(objective, ours, with: "cmaes", marks: [200])[0]
        #expect(verdict.wins > 0.5 || verdict.p > 0.1, "\(objective): wins \(verdict.wins), p \(verdict.p)")
    }

    @Test("the estimator is as good as Optuna's TPE after 60 trials", arguments: [Objective.sphere, .plateau])
    func parzen(objective: Objective) throws {
        let ours = try Self.ours(objective, .parzen(ParzenSettings()), seeds: 10, marks: [60])
        let verdict = try Self.compare(objective, ours, with: "tpe", marks: [60])[0]
        #expect(verdict.p > 0.01, "\(objective): wins \(verdict.wins), p \(verdict.p)")
    }

    @Test("the functions are the oracle's")
    func functions() throws {
        // One random search on each side sees the same spread; the exact formulas are pinned by values at the optimum.
        for objective in Objective.allCases where objective != .plateau {
            let factor = objective == .ackley ? 16.0 : objective == .rosenbrock ? 2.0 : 2.5
            let optimum = (0..<Objective.dimensions).map { factor * Foundation.sin(Double($0) + 1) }
            #expect(objective.value(optimum).magnitude < 1e-9, "\(objective)")
        }
    }

    @Test(
        "the whole table", .enabled(if: tableSeeds != nil, "set SIGMA_LEARNING_SEEDS to measure it"),
        arguments: Objective.allCases)
    func table(objective: Objective) throws {
        let seeds = try #require(Self.tableSeeds)
        let marks = [200, 1_000]
        let own = try Self.ours(objective, .standard, seeds: seeds, marks: marks)
        for sampler in ["cmaes", "tpe"] {
            let verdicts = try Self.compare(objective, own, with: sampler, marks: marks)
            for (place, (mark, verdict)) in zip(marks, verdicts).enumerated() {
                let (left, right) = (own.map { $0[place] }, verdict.theirs)
                print(
                    "| \(objective) | \(mark) | \(Self.quartiles(left)) | \(sampler) \(Self.quartiles(right)) |",
                    "\(Self.rounded(verdict.wins)) | \(Self.rounded(verdict.p)) |")
                #expect(verdict.wins >= 0.5 || verdict.p > 0.05, "\(objective) at \(mark) against \(sampler)")
            }
        }
    }

    private static func quartiles(_ values: [Double]) -> String {
        let sorted = values.sorted()
        func at(_ share: Double) -> String {
            let position = share * Double(sorted.count - 1)
            let (low, high) = (sorted[Int(position)], sorted[min(Int(position) + 1, sorted.count - 1)])
            return rounded(low + (high - low) * (position - Foundation.floor(position)))
        }
        return "\(at(0.5)) [\(at(0.25)), \(at(0.75))]"
    }

    private static func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
}
