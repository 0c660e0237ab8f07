import Foundation
import SigmaModel
import TestKit
import Testing

@testable import SigmaLearning

/// Densities, tests and sequences beside Optuna 5.0.0 and scipy.
///
/// Skipped without `SIGMA_PYTHON`.
@Suite("Kernels against Optuna", .enabled(if: OracleScript.isPossible, "needs SIGMA_PYTHON, which make test sets"))
struct OptunaKernelTests {
    struct Dimension: Encodable {
        var kind: String
        var low = 0.0
        var high = 1.0
        var step: Double?
        var log = false
        var choices: [String] = []

        init(_ dimension: SearchDimension) {
            (low, high) = (dimension.range.lowerBound, dimension.range.upperBound)
            switch dimension.kind {
            case .real: kind = "float"
            case .logarithmic: (kind, log) = ("float", true)
            case .stepped(let size): (kind, step) = ("float", size)
            case .integer(let size): (kind, step) = ("int", Double(size))
            case .logarithmicInteger: (kind, log) = ("int", true)
            case .categorical(let texts): (kind, choices) = ("categorical", texts)
            }
        }
    }

    struct KernelQuestion: Encodable {
        let dimensions: [Dimension]
        let observations: [[Double]]
        let candidates: [[Double]]
    }

    /// One dimension of each kind. No discrete value is observed twice: the order of equal values, and so which of them
    /// gets the wide kernel, is numpy's own.
    private static func space() throws -> SearchSpace {
        try SearchSpace([
            .float("real", -3...7), .float("ratio", 1e-4...10, isLogarithmic: true),
            .categorical("choice", ["a", "b", "c"]), .float("stepped", 0...1, step: 0x1p-12),
            .integer("whole", 0...20_000, step: 4),
        ])
    }

    @Test("log densities agree to 1e-9")
    func kernels() throws {
        let space = try Self.space()
        let questions = [0, 1, 2, 7, 24, 26, 97, 150, 400].map { count in
            var generator = SplitMix64(seed: UInt64(count))
            let observations = (0..<count).map { index in
                var values = space.values(at: space.dimensions.map { _ in generator.unit() })
                values[3] = Double(index * 1_597 % 4_097) / 4_096
                values[4] = Double(index * 1_009 % 5_001 * 4)
                return values
            }
            return Self.question(space, &generator, observations: observations)
        }
        try Self.compare(questions, in: space, tolerance: 1e-9)
    }

    @Test("integers without equal trials agree to 1e-11")
    func integers() throws {
        let space = try SearchSpace([.integer("n", 1...12), .integer("log", 1...300, isLogarithmic: true)])
        let questions = (0..<20 as Range<UInt64>).map { seed in
            var generator = SplitMix64(seed: seed)
            let firsts = (1...12).shuffled(using: &generator).prefix(Int(seed % 8))
            return Self.question(space, &generator, observations: firsts.map { [Double($0), Double($0 * $0)] })
        }
        try Self.compare(questions, in: space, tolerance: 1e-11)
    }

    /// A question about trials and 30 random candidates.
    private static func question(
        _ space: SearchSpace, _ generator: inout SplitMix64, observations: [[Double]]
    ) -> KernelQuestion {
        func values() -> [Double] { space.values(at: space.dimensions.map { _ in generator.unit() }) }
        return KernelQuestion(
            dimensions: space.dimensions.map(Dimension.init), observations: observations,
            candidates: (0..<30).map { _ in values() })
    }

    private static func compare(_ questions: [KernelQuestion], in space: SearchSpace, tolerance: Double) throws {
        let answers: [[Double]] = try OracleScript("optimisation.py", "kernels").ask(questions)
        for (question, theirs) in zip(questions, answers) {
            var history = TrialHistory(space: space)
            for values in question.observations { history.begin(values) }
            var field = ParzenField(space)
            field.update(history, members: Array(question.observations.indices))
            let ours = field.logDensities(question.candidates, Array(space.dimensions.indices))
            for (own, other) in zip(ours, theirs) {
                #expect(abs(own - other) < tolerance, "\(history.count) trials")
            }
        }
    }

    @Test("signed-rank probabilities are scipy's")
    func signedRanks() throws {
        var generator = SplitMix64(seed: 3)
        var differences: [[Double]] = []
        // Without ties up to 50; with ties and zeros where scipy counts them out too, or has the normal distribution.
        for count in 2...50 { differences.append((0..<count).map { _ in generator.normal() + 0.2 }) }
        for count in 2...13 { differences.append((0..<count).map { _ in Double(generator.next() % 7) - 2 }) }
        for count in [51, 60, 200] {
            differences.append((0..<count).map { _ in generator.normal() + 0.1 })
            differences.append((0..<count).map { _ in Double(generator.next() % 9) - 3 })
        }
        let theirs: [Double] = try OracleScript("optimisation.py", "signedrank").ask(["differences": differences])
        for (values, other) in zip(differences, theirs) {
            let own = SignedRankTest.probabilityAtLeast(values)
            #expect(abs(own - other) < 1e-12, "\(values.count) differences: \(own) against \(other)")
        }
    }

    @Test("the unscrambled sequence is scipy's in all dimensions")
    func sobol() throws {
        let theirs: [[Double]] = try OracleScript("optimisation.py", "sobol").ask(
            ["points": 1_024, "dimensions": SobolSequence.dimensions])
        let numbers = (0..<SobolSequence.dimensions).map(SobolSequence.directionNumbers)
        for (place, point) in theirs.enumerated() {
            // scipy goes through the points in Gray's order.
            let gray = UInt32(place ^ (place >> 1))
            let own = numbers.map { Double(SobolSequence.unscrambled(gray, $0)) * 0x1p-32 }
            #expect(own == point, "point \(place)")
        }
    }
}
