import Foundation
import SigmaModel
import TestKit
import Testing

@testable import SigmaAnalytics

/// The overfitting statistics beside skfolio 1.12.2, scikit-learn 1.9.1 and arch 8.0.0.
///
/// Resampling draws other random numbers there; those rows agree within the noise of both.
@Suite(
    "Overfitting against independent libraries",
    .enabled(if: OracleScript.isPossible, "SIGMA_PYTHON is not set: the oracle tests are skipped"))
struct OverfittingOracleTests {
    struct Question: Encodable {
        struct Study: Encodable {
            let seed: Int
            let edge: Double
            let block: Double
        }
        struct Series: Encodable {
            let returns: [Double]
            let block: Double
        }
        struct Splits: Encodable {
            let observations: Int
            let groups: Int
            let testGroups: Int
            let purge: Int
            let embargo: Int
        }
        struct Walk: Encodable {
            let usable: Int
            let folds: Int
            let test: Int
            let gap: Int
            let first: Int?
        }
        var studies: [Study] = []
        var series: [Series] = []
        var splits: [Splits] = []
        var walks: [Walk] = []
    }

    struct Answer: Decodable {
        struct Overfitting: Decodable {
            let probability: Double
            let logits: [Double]
            let slope: Double
            let intercept: Double
            let determination: Double
            let loss: Double
        }
        struct Superior: Decodable {
            let lower: Double
            let consistent: Double
            let upper: Double
        }
        struct Study: Decodable {
            let columns: [[Double]]
            let best: Int
            let probabilistic: Double
            let deflated: Double
            let expectedMaximum: Double
            let eight: Overfitting
            let twelve: Overfitting
            let superior: Superior
            let realityCheck: Double
            let variances: [Double]
            let blocks: [Double]
        }
        struct Intervals: Decodable {
            let percentile: [Double]
            /// BCa by a jackknife of single periods.
            let corrected: [Double]
            let bias: Double
            /// By a jackknife of blocks.
            let acceleration: Double
        }
        struct Series: Decodable {
            let block: Double
            let sharpe: Intervals
            let maxDrawdown: Intervals
        }
        struct Splits: Decodable {
            let train: [[Int]]
            let test: [[Int]]
            let pathOfTests: [[Int]]?
        }
        let studies: [Study]
        let series: [Series]
        let splits: [Splits]
        let walks: [Splits]
    }

    @Test("Sharpe ratios, overfitting and superior ability of three studies")
    func studies() throws {
        var question = Question()
        question.studies = [(0, 0.0), (1, 0.0006), (2, 0.002)].map { .init(seed: $0.0, edge: $0.1, block: 10) }
        let answer: Answer = try OracleScript("overfitting.py").ask(question)
        for (asked, study) in zip(question.studies, answer.studies) {
            let name = "default_rng(\(asked.seed)), edge \(asked.edge)"
            let matrix = try ReturnMatrix(study.columns)
            let trials = Trials(sharpes: matrix.sharpes)
            let evidence = try #require(SharpeEvidence(Moments(matrix[study.best])))
            #expect(isClose(evidence.probability(above: 0), study.probabilistic, 1e-12), "\(name)")
            #expect(isClose(evidence.deflatedProbability(trials), study.deflated, 1e-12), "\(name)")
            #expect(
                isClose(trials.expectedMaximumSharpe(observations: 1_000), study.expectedMaximum, 1e-12), "\(name)")
            try compare(BacktestOverfitting(matrix, blocks: 8), study.eight, name)
            try compare(BacktestOverfitting(matrix, blocks: 12), study.twelve, name)
            for (trial, variance) in study.variances.enumerated() {
                let mean = Moments(matrix[trial]).mean
                let own = LongRunVariance.stationary(matrix[trial].map { $0 - mean }, meanBlock: 10)
                #expect(isClose(own, variance, 1e-10), "\(name), column \(trial)")
                let block = BlockLength.stationary(matrix[trial])
                #expect(isClose(block, max(1, study.blocks[trial]), 1e-10), "\(name), column \(trial)")
            }
            let settings = BootstrapSettings(seed: 17, meanBlock: asked.block, resamples: 5_000)
            let test = try SuperiorAbility(matrix, settings)
            let rows = [
                (test.lower, study.superior.lower), (test.consistent, study.superior.consistent),
                (test.upper, study.superior.upper), (test.realityCheck, study.realityCheck),
            ]
            // Each p-value of 5,000 resamples deviates by 0.007 at most; 0.04 is four deviations of the difference.
            for (row, (own, other)) in rows.enumerated() {
                #expect(abs(own - other) < 0.04, "\(name), row \(row): \(own) against \(other)")
            }
        }
    }

    private func compare(_ own: BacktestOverfitting, _ other: Answer.Overfitting, _ name: String) throws {
        #expect(own.probability == other.probability, "\(name)")
        #expect(own.probabilityOfLoss == other.loss, "\(name)")
        #expect(own.logits.count == other.logits.count, "\(name)")
        #expect(zip(own.logits, other.logits).allSatisfy { abs($0 - $1) < 1e-12 }, "\(name)")
        #expect(isClose(own.degradation.slope, other.slope, 1e-8), "\(name)")
        #expect(isClose(own.degradation.intercept, other.intercept, 1e-8), "\(name)")
        #expect(isClose(own.degradation.determination, other.determination, 1e-8), "\(name)")
    }

    @Test("block lengths and 90 % intervals of five dependent series")
    func series() throws {
        var question = Question()
        for seed in 0..<5 as Range<UInt64> {
            var noise = Noise(seed: 80 + seed)
            let returns = noise.series(300 + 40 * Int(seed), memory: 0.15 * Double(seed), mean: 0.0005)
            question.series.append(.init(returns: returns, block: 6))
        }
        let answer: Answer = try OracleScript("overfitting.py").ask(question)
        for (index, (asked, other)) in zip(question.series, answer.series).enumerated() {
            let block = BlockLength.stationary(asked.returns)
            #expect(isClose(block, max(1, other.block), 1e-10), "seed \(80 + index): \(block) against \(other.block)")
            try compare(.sharpe, asked, other.sharpe, "seed \(80 + index), Sharpe")
            try compare(.maxDrawdown, asked, other.maxDrawdown, "seed \(80 + index), drawdown")
        }
    }

    private func compare(
        _ statistic: ReturnStatistic, _ asked: Question.Series, _ other: Answer.Intervals, _ name: String
    ) throws {
        let settings = BootstrapSettings(seed: 5, meanBlock: asked.block, resamples: 2_500)
        let own = try BootstrapDistribution(of: asked.returns, settings) { statistic.value($0) }
        let deviation = try #require(Moments(own.draws.values).deviation)
        func distance(_ interval: ClosedRange<Double>, _ bounds: [Double]) -> Double {
            max(abs(interval.lowerBound - bounds[0]), abs(interval.upperBound - bounds[1])) / deviation
        }
        // A percentile of 2,500 draws deviates by 0.04; four deviations of the difference of two.
        let percentile = own.percentileInterval()
        #expect(distance(percentile, other.percentile) < 0.24, "\(name): \(percentile) against \(other.percentile)")
        let correction = try #require(own.correction)
        #expect(isClose(correction.acceleration, other.acceleration, 1e-9), "\(name)")
        #expect(abs(correction.bias - other.bias) < 0.15, "\(name)")
        // A drawdown's BCa lies so far out that its bounds are single draws, and its jackknife is not smooth.
        guard statistic == .sharpe else { return }
        let corrected = try #require(own.correctedInterval())
        #expect(distance(corrected, other.corrected) < 0.35, "\(name): \(corrected) against \(other.corrected)")
    }

    @Test("combinatorial splits and paths")
    func splits() throws {
        var question = Question()
        question.splits = [
            .init(observations: 120, groups: 6, testGroups: 2, purge: 3, embargo: 2),
            .init(observations: 240, groups: 6, testGroups: 3, purge: 5, embargo: 3),
            .init(observations: 200, groups: 10, testGroups: 2, purge: 0, embargo: 0),
            .init(observations: 400, groups: 8, testGroups: 4, purge: 20, embargo: 4),
        ]
        let answer: Answer = try OracleScript("overfitting.py").ask(question)
        for (asked, other) in zip(question.splits, answer.splits) {
            let own = try CombinatorialSplits(
                observations: asked.observations, groups: asked.groups, testGroups: asked.testGroups,
                labelSpan: asked.purge, embargo: asked.embargo)
            #expect(own.splits.map { $0.train.flatMap { Array($0) } } == other.train)
            #expect(own.splits.map { $0.test.flatMap { Array($0) } } == other.test)
            let paths = own.paths
            let pathOfTests = own.tested.enumerated().map { split, groups in
                groups.map { group in paths.firstIndex { $0[group] == split } }
            }
            #expect(pathOfTests == other.pathOfTests)
        }
    }

    @Test("walk-forward folds")
    func walks() throws {
        var question = Question()
        question.walks = [
            .init(usable: 400, folds: 5, test: 36, gap: 20, first: nil),
            .init(usable: 400, folds: 5, test: 36, gap: 20, first: 200),
            .init(usable: 100, folds: 7, test: 7, gap: 1, first: 50),
        ]
        let answer: Answer = try OracleScript("overfitting.py").ask(question)
        for (asked, other) in zip(question.walks, answer.walks) {
            let own = try WalkForward(
                observations: asked.usable, window: asked.first == nil ? .expanding : .rolling, folds: asked.folds,
                labelSpan: asked.gap, holdOutShare: 0)
            #expect(own.folds.map { Array($0.train[0]) } == other.train)
            #expect(own.folds.map { Array($0.test[0]) } == other.test)
        }
    }
}
