import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Pruners")
struct PrunerTests {
    /// A study with one complete trial for each list of reports, whose value is their mean.
    static func study(
        _ direction: Study.Direction = .minimize, complete: [[Double]], running: [Double]
    ) throws -> Study {
        var study = Study(try SearchSpace([.float("x", 0...1)]), direction, sampler: .random, seed: 1)
        for reports in complete + [running] {
            let number = study.ask().number
            for (step, value) in reports.enumerated() { try study.report(number, step: step, value: value) }
            if number < complete.count {
                try study.complete(number, value: reports.reduce(0, +) / Double(reports.count))
            }
        }
        return study
    }

    private static func median(startup: Int = 0, warmup: Int = 0, interval: Int = 1) -> Pruner {
        .percentile(PercentilePruner(startupTrials: startup, warmupSteps: warmup, intervalSteps: interval))
    }

    @Test(
        "the median rule by hand",
        arguments: [
            ([3.0], true), ([2.0], false), ([1.0], false), ([1.0, 9.0], false), ([5.0, 4.0], true), ([.nan], true),
            ([], false), ([9.0, 9.0, 9.0, 9.0], false),
        ])
    func median(running: [Double], prunes: Bool) throws {
        // Medians of the steps: 2, 3, 4; nobody reported a fourth.
        let study = try Self.study(complete: [[1, 2, 3], [2, 3, 4], [3, 4, 5]], running: running)
        #expect(Self.median().shouldPrune(3, in: study) == prunes)
        #expect(!Pruner.none.shouldPrune(3, in: study))
    }

    @Test("start-up, warm-up and interval")
    func patience() throws {
        let bad = try Self.study(complete: [[1, 1, 1], [1, 1, 1]], running: [9, 9])
        #expect(Self.median().shouldPrune(2, in: bad))
        #expect(!Self.median(startup: 3).shouldPrune(2, in: bad))
        #expect(!Self.median(warmup: 2).shouldPrune(2, in: bad))
        #expect(Self.median(warmup: 1).shouldPrune(2, in: bad))
        #expect(!Self.median(interval: 2).shouldPrune(2, in: bad))
        let third = try Self.study(complete: [[1, 1, 1]], running: [9, 9, 9])
        #expect(Self.median(interval: 2).shouldPrune(1, in: third))
    }

    @Test("maximising prunes what is small")
    func maximising() throws {
        let complete = [[1.0], [2.0], [3.0]]
        #expect(Self.median().shouldPrune(3, in: try Self.study(.maximize, complete: complete, running: [1.5])))
        #expect(!Self.median().shouldPrune(3, in: try Self.study(.maximize, complete: complete, running: [2.5])))
    }

    @Test("signed ranks by hand")
    func signedRanks() {
        // All of n differences positive: one of 2ⁿ patterns.
        #expect(SignedRankTest.probabilityAtLeast([1, 2, 3]) == 1.0 / 8)
        // Ranks +1, −2, +3: 4 or more has 4 of 8 patterns, {1,3}, {2,3}, {3} no, {1,2,3}: sums 4, 5, 6.
        #expect(SignedRankTest.probabilityAtLeast([1, -2, 3]) == 3.0 / 8)
        #expect(SignedRankTest.probabilityAtLeast([-1, -2, -3]) == 1)
        #expect(SignedRankTest.probabilityAtLeast([0, 0, 0]) == 1)
        // Two equal magnitudes share rank 1.5; both positive is one of four patterns.
        #expect(SignedRankTest.probabilityAtLeast([2, 2]) == 0.25)
        #expect(SignedRankTest.probabilityAtLeast([]) == 1)
    }

    @Test(
        "the signed-rank pruner pairs folds",
        arguments: [
            // Worse in four of four folds: 1/16. Fold levels differ far more than the trials do.
            ([1.1, 100.1, 10.1, 50.1], true), ([0.9, 99.9, 9.9, 49.9], false), ([1.1, 100.1], false),
            ([1.1, 100.1, 10.1, 49.0], false), ([1.1], false),
        ])
    func pairing(running: [Double], prunes: Bool) throws {
        let study = try Self.study(complete: [[1, 100, 10, 50]], running: running)
        #expect(Pruner.signedRank(SignedRankPruner()).shouldPrune(1, in: study) == prunes)
    }

    @Test("the mean decides over a test that disagrees")
    func safety() throws {
        // Slightly worse in four folds, far better in the fifth that only the running trial has reported.
        let study = try Self.study(complete: [[1, 1, 1, 1]], running: [1.1, 1.1, 1.1, 1.1, -9])
        #expect(!Pruner.signedRank(SignedRankPruner()).shouldPrune(1, in: study))
    }
}
