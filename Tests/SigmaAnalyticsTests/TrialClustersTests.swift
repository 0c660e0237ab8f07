import Foundation
import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Trials: luck, minimum backtest, effective number")
struct TrialClustersTests {
    @Test("trials from their Sharpe ratios")
    func sharpes() {
        let trials = Trials(sharpes: [0.1, 0.3, -0.1, 0.1])
        #expect(trials.count == 4)
        #expect(isClose(trials.sharpeVariance ?? 0, 0.08 / 3, 1e-14))
        #expect(Trials(sharpes: [0.1]).sharpeVariance == nil)
    }

    /// Bailey and others (2014): five years bear 45 trials before an annual ratio of 1 is expected by luck.
    @Test("the published example of the minimum backtest length")
    func minimumBacktest() throws {
        let years = try #require(Trials(count: 45).minimumBacktestYears(annualSharpe: 1).number)
        #expect(abs(years - 5) < 0.05)
        #expect(Trials.one.minimumBacktestYears(annualSharpe: 1) == .value(0))
        for count in [2, 10, 100, 10_000] {
            let trials = Trials(count: count)
            let exact = try #require(trials.minimumBacktestYears(annualSharpe: 0.5).number)
            let bound = try #require(trials.minimumBacktestYearsBound(annualSharpe: 0.5).number)
            #expect(exact < bound)
            #expect(isClose(bound, 8 * Foundation.log(Double(count)), 1e-14))
        }
    }

    /// Groups of trials that share a driver, `share` of each trial's variance.
    func grouped(_ groups: Int, of members: Int, share: Double, seed: UInt64) throws -> ReturnMatrix {
        var noise = Noise(seed: seed)
        let drivers = noise.study(periods: 300, trials: groups)
        let own = noise.study(periods: 300, trials: groups * members)
        // Neighbours belong to different groups.
        return try ReturnMatrix(
            own.enumerated().map { trial, values in
                zip(drivers[trial % groups], values).map { share.squareRoot() * $0 + (1 - share).squareRoot() * $1 }
            })
    }

    @Test("planted groups are found", arguments: 0..<10 as Range<UInt64>)
    func planted(seed: UInt64) throws {
        let groups = 2 + Int(seed)
        let clusters = try TrialClusters(grouped(groups, of: 6, share: 0.9, seed: seed))
        #expect(clusters.labels == (0..<6 * groups).map { $0 % groups }, "seed \(seed)")
        #expect(clusters.effectiveCount == Double(groups), "seed \(seed)")
        #expect(clusters.trials.count == groups)
        #expect(try #require(clusters.silhouette.number) > 0.5, "seed \(seed)")
    }

    @Test("merged trials vary as their portfolios do, or as they themselves do if that is more")
    func variance() throws {
        for seed in 0..<20 as Range<UInt64> {
            let matrix = try grouped(4, of: 5, share: 0.85, seed: 200 + seed)
            let portfolios = try (0..<4).map { group in
                let members = try (0..<5).map { member in
                    let returns = Array(matrix[4 * member + group])
                    let variance = try #require(Moments(returns).variance)
                    return returns.map { $0 / variance }
                }
                return SharpeRatio.perPeriod(
                    Moments((0..<300).map { period in members.reduce(0) { $0 + $1[period] } }))
            }
            let merged = try #require(Trials(sharpes: portfolios).sharpeVariance)
            let own = try #require(Trials(sharpes: matrix.sharpes).sharpeVariance)
            let found = try #require(try TrialClusters(matrix).trials.sharpeVariance)
            #expect(isClose(found, max(own, merged), 1e-9), "seed \(200 + seed)")
        }
    }

    @Test("independent trials all count", arguments: 0..<10 as Range<UInt64>)
    func independent(seed: UInt64) throws {
        var noise = Noise(seed: 100 + seed)
        let matrix = try ReturnMatrix(noise.study(periods: 300, trials: 30))
        let clusters = try TrialClusters(matrix)
        #expect(clusters.labels == Array(0..<30), "seed \(100 + seed)")
        #expect(clusters.effectiveCount > 29, "seed \(100 + seed): \(clusters.effectiveCount)")
        #expect(clusters.trials.sharpeVariance == Trials(sharpes: matrix.sharpes).sharpeVariance)
    }

    @Test("trials of one driver count by their mean correlation; copies count once")
    func alike() throws {
        let one = try TrialClusters(grouped(1, of: 40, share: 0.9, seed: 7))
        #expect(abs(one.meanCorrelation - 0.9) < 0.02)
        #expect(abs(one.effectiveCount - (0.9 + 0.1 * 40)) < 0.8)
        var noise = Noise(seed: 8)
        let column = noise.series(50)
        let copies = try TrialClusters(ReturnMatrix([column, column, column.map { 2 * $0 }]))
        #expect(copies.trials.count == 1)
    }

    @Test("few, constant and too many trials")
    func edges() throws {
        let single = try TrialClusters(ReturnMatrix([[0.1, 0.2, -0.1]]))
        #expect((single.labels, single.effectiveCount) == ([0], 1))
        #expect(single.silhouette == .undefined(.notMeasured))
        #expect(single.trials == Trials(count: 1))
        let two = try TrialClusters(ReturnMatrix([[0.1, 0.2, -0.1], [0, 0, 0]]))
        #expect(two.effectiveCount == 2)
        let flat = try TrialClusters(ReturnMatrix([[0, 0, 0], [0.1, 0.2, -0.1], [0, 0, 0], [0, 0, 0]]))
        #expect(flat.labels == [0, 1, 0, 0])
        #expect(flat.effectiveCount == 2)
        #expect(throws: StudyError.tooMany(.trials, count: 2_001, most: 2_000)) {
            try TrialClusters(ReturnMatrix(Array(repeating: [0.1], count: 2_001)))
        }
    }
}
