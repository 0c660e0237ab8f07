import Foundation
import SigmaModel
import Testing

@testable import SigmaAnalytics

@Suite("Reality check and superior ability")
struct SuperiorAbilityTests {
    @Test("p-values are ordered, and an edge is told from noise", arguments: 0..<6 as Range<UInt64>)
    func edge(seed: UInt64) throws {
        var noise = Noise(seed: 40 + seed)
        let settings = BootstrapSettings(seed: seed, resamples: 500)
        let plain = try SuperiorAbility(ReturnMatrix(noise.study(periods: 400, trials: 15)), settings)
        #expect(plain.lower <= plain.consistent && plain.consistent <= plain.upper, "seed \(40 + seed)")
        let planted = try SuperiorAbility(ReturnMatrix(noise.study(periods: 400, trials: 15, edge: 0.003)), settings)
        #expect(planted.upper < 0.01 && planted.realityCheck < 0.01, "seed \(40 + seed)")
    }

    @Test("under noise the p-value is about even")
    func size() throws {
        var small = 0
        var sum = 0.0
        let draws = 200
        for seed in 0..<UInt64(draws) {
            var noise = Noise(seed: 3_000 + seed)
            let study = try ReturnMatrix(noise.study(periods: 120, trials: 8))
            let test = try SuperiorAbility(study, BootstrapSettings(seed: seed, meanBlock: 2, resamples: 200))
            if test.consistent < 0.1 { small += 1 }
            sum += test.consistent
        }
        // 20 of 200 are expected, give or take 4.2.
        #expect((6...38).contains(small), "seeds 3000 ..< 3200: \(small)")
        #expect(abs(sum / Double(draws) - 0.5) < 0.08, "seeds 3000 ..< 3200: \(sum / Double(draws))")
    }

    @Test("the p-values are those of the definitions, resample by resample", arguments: 0..<8 as Range<UInt64>)
    func differential(seed: UInt64) throws {
        var noise = Noise(seed: 700 + seed)
        var columns = noise.study(periods: 80, trials: 5, edge: 0.001)
        columns.append(noise.series(80, mean: -0.004))
        let test = try SuperiorAbility(
            ReturnMatrix(columns), BootstrapSettings(seed: seed, meanBlock: 5, resamples: 150))
        let means = columns.map { Moments($0).mean }
        let deviations = columns.indices.map { trial in
            LongRunVariance.stationary(columns[trial].map { $0 - means[trial] }, meanBlock: 5).squareRoot()
        }
        let root = 80.0.squareRoot()
        let band = -(2 * Foundation.log(Foundation.log(80.0))).squareRoot()
        let nulls = [
            means.map { max($0, 0) }, means.indices.map { root * means[$0] / deviations[$0] >= band ? means[$0] : 0 },
            means,
        ]
        let statistic = means.indices.reduce(0) { max($0, root * means[$1] / deviations[$1]) }
        var bootstrap = try StationaryBootstrap(count: 80, meanBlock: 5, seed: seed)
        var runs: [StationaryBootstrap.Run] = []
        var reached = [0, 0, 0, 0]
        for _ in 0..<150 {
            bootstrap.next(&runs)
            let resampled = columns.map { column in
                var resample: [Double] = []
                for run in runs { run.append(of: column, to: &resample) }
                return Moments(resample).mean
            }
            for (null, values) in nulls.enumerated() {
                let best = means.indices.reduce(0) {
                    max($0, root * (resampled[$1] - values[$1]) / deviations[$1])
                }
                if best >= statistic { reached[null] += 1 }
            }
            if means.indices.contains(where: { resampled[$0] - means[$0] >= (means.max() ?? 0) }) { reached[3] += 1 }
        }
        let own = [test.lower, test.consistent, test.upper, test.realityCheck].map { Int(($0 * 150).rounded()) }
        #expect(own == reached, "seed \(700 + seed)")
    }

    @Test("hopeless trials drown a good one for the reality check, not for the consistent test")
    func hopeless() throws {
        var noise = Noise(seed: 50)
        let series = noise.series(300)
        let moments = Moments(series)
        let deviation = try #require(moments.deviation)
        // A t-statistic of 2.25 exactly.
        var columns = [series.map { ($0 - moments.mean) / deviation + 0.13 }]
        for _ in 0..<40 { columns.append(noise.series(300, mean: -0.02).map { 800 * $0 }) }
        let settings = BootstrapSettings(seed: 1, meanBlock: 1, resamples: 1_000)
        let test = try SuperiorAbility(ReturnMatrix(columns), settings)
        #expect(test.consistent < 0.05)
        #expect(test.upper > 0.05)
        #expect(test.realityCheck > 0.5)
    }

    @Test("trials below the benchmark never have a statistic below zero")
    func allWorse() throws {
        var noise = Noise(seed: 51)
        let columns = (0..<3).map { _ in noise.series(200, mean: -0.01) }
        let test = try SuperiorAbility(ReturnMatrix(columns), BootstrapSettings(seed: 1, resamples: 200))
        #expect(test.statistic == 0)
        #expect(test.realityStatistic < 0)
        #expect((test.lower, test.consistent, test.upper) == (1, 1, 1))
    }

    @Test("a copy of the benchmark is left out; a block of a resample costs its ends only")
    func layout() throws {
        var noise = Noise(seed: 52)
        let column = noise.series(37)
        let settings = BootstrapSettings(seed: 8, meanBlock: 4, resamples: 300)
        let flat = Array(repeating: 0.0, count: 37)
        #expect(
            try SuperiorAbility(ReturnMatrix([flat, column]), settings)
                == SuperiorAbility(ReturnMatrix([column]), settings))
        let models = try SuperiorAbility.Models(ReturnMatrix([column]), meanBlock: 4)
        var bootstrap = try StationaryBootstrap(count: 37, meanBlock: 4, seed: 8)
        var runs: [StationaryBootstrap.Run] = []
        for _ in 0..<50 {
            bootstrap.next(&runs)
            var shifts = [0.0]
            models.resample(runs, into: &shifts)
            var resample: [Double] = []
            for run in runs { run.append(of: column, to: &resample) }
            let expected = (resample.reduce(0, +) - column.reduce(0, +)) / 37
            #expect(abs(shifts[0] - expected) < 1e-16)
        }
    }

    @Test("differences from a benchmark")
    func differences() throws {
        let matrix = try ReturnMatrix([[0.5, 0.25], [0.125, 0]])
        #expect(try matrix.beyond([0.25, 0.25]) == ReturnMatrix([[0.25, 0], [-0.125, -0.25]]))
        #expect(throws: StudyError.ragged(trial: 2, count: 1, expected: 2)) { try matrix.beyond([0.1]) }
        #expect(throws: StudyError.nothingVaries) {
            try SuperiorAbility(ReturnMatrix([[0.1, 0.1, 0.1]]), BootstrapSettings(seed: 1))
        }
        #expect(throws: StudyError.tooFew(.observations, count: 2, least: 3)) {
            try SuperiorAbility(matrix, BootstrapSettings(seed: 1))
        }
    }
}
