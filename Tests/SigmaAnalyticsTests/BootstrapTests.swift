import Foundation
import SigmaModel
import Testing

@testable import SigmaAnalytics

@Suite("Stationary bootstrap")
struct BootstrapTests {
    @Test("blocks fill each resample, are of the mean length and start anywhere", arguments: [1, 2.5, 10, 40])
    func blocks(meanBlock: Double) throws {
        var bootstrap = try StationaryBootstrap(count: 200, meanBlock: meanBlock, seed: 1)
        var runs: [StationaryBootstrap.Run] = []
        var starts = Array(repeating: 0, count: 4)
        var count = 0
        for _ in 0..<500 {
            bootstrap.next(&runs)
            #expect(runs.reduce(0) { $0 + $1.length } == 200)
            count += runs.count
            for run in runs { starts[run.start / 50] += 1 }
        }
        // The first block, and 199 chances of a further one.
        let expected = 500 * (1 + 199 / meanBlock)
        #expect(abs(Double(count) - expected) <= 5 * expected.squareRoot())
        for quarter in starts {
            #expect(abs(Double(quarter) - expected / 4) < 5 * (expected / 4).squareRoot())
        }
    }

    @Test("the same seed gives the same resamples, another seed others")
    func determinism() throws {
        func runs(_ seed: UInt64) throws -> [StationaryBootstrap.Run] {
            var bootstrap = try StationaryBootstrap(count: 50, meanBlock: 3, seed: seed)
            var runs: [StationaryBootstrap.Run] = []
            bootstrap.next(&runs)
            return runs
        }
        #expect(try runs(4) == runs(4))
        #expect(try runs(4) != runs(5))
    }

    @Test("a block goes on at the beginning of the series")
    func ring() {
        var resample: [Double] = []
        StationaryBootstrap.Run(start: 2, length: 4).append(of: [0, 1, 2, 3], to: &resample)
        #expect(resample == [2, 3, 0, 1])
    }

    @Test("the long-run variance is the sum over all lags", arguments: 0..<12 as Range<UInt64>)
    func longRunVariance(seed: UInt64) {
        var noise = Noise(seed: seed)
        let count = [1, 2, 3, 7, 50, 120][Int(seed % 6)]
        let values = noise.series(count, memory: 0.5)
        let mean = values.reduce(0, +) / Double(count)
        let centred = values.map { $0 - mean }
        let meanBlock = [1, 1.7, 12, 40][Int(seed % 4)]
        let decay = 1 - 1 / meanBlock
        // Hansen's kernel, as he writes it.
        var expected = centred.reduce(0) { $0 + $1 * $1 } / Double(count)
        for lag in 1..<max(1, count) {
            let share = Double(lag) / Double(count)
            let kernel =
                (1 - share) * Foundation.pow(decay, Double(lag)) + share * Foundation.pow(decay, Double(count - lag))
            let covariance = zip(centred, centred.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
            expected += 2 * kernel * covariance
        }
        let own = LongRunVariance.stationary(centred, meanBlock: meanBlock)
        #expect(abs(own - expected) < 1e-16, "seed \(seed): \(own) against \(expected)")
    }

    @Test("resampled means vary as the long-run variance says")
    func variance() throws {
        var noise = Noise(seed: 9)
        let values = noise.series(400, memory: 0.6)
        let settings = BootstrapSettings(seed: 2, meanBlock: 15, resamples: 4_000)
        let distribution = try BootstrapDistribution(of: values, settings) { ReturnStatistic.mean.value($0) }
        let moments = Moments(distribution.draws.values)
        let centred = values.map { $0 - Moments(values).mean }
        let expected = LongRunVariance.stationary(centred, meanBlock: 15) / 400
        #expect(abs(try #require(moments.variance) / expected - 1) < 0.1)
        #expect(abs(moments.mean - distribution.estimate) < 4 * (expected / 4_000).squareRoot())
    }

    @Test("block lengths grow with memory and stay in their range")
    func blockLengths() throws {
        var noise = Noise(seed: 12)
        let lengths = [0, 0.3, 0.6, 0.9].map { BlockLength.stationary(noise.series(2_000, memory: $0)) }
        #expect(zip(lengths, lengths.dropFirst()).allSatisfy(<))
        #expect(lengths[0] < 4)
        #expect(BlockLength.stationary(Array(repeating: 0.1, count: 100)) == 1)
        #expect(BlockLength.stationary([0.1, 0.2, 0.3]) == 1)
        // A trend never quiets down.
        #expect(BlockLength.stationary((0..<100).map(Double.init)) > 10)
        for count in 8..<40 { #expect((1...14).contains(BlockLength.stationary(noise.series(count, memory: 0.5)))) }
        #expect(try BlockLength.stationary(ReturnMatrix([[0.1, 0.2], [0.1, 0.3]])) == 1)
    }

    @Test("statistics of samples without losses, gains or variation")
    func statistics() {
        #expect(ReturnStatistic.profitFactor.value([0.1, 0.2]) == 5)
        #expect(ReturnStatistic.profitFactor.value([0.1, -0.2]) == 0.5)
        #expect(ReturnStatistic.profitFactor.value([0, 0]) == 0)
        #expect(ReturnStatistic.profitFactor.value([0.9, -0.01]) == 5)
        #expect(ReturnStatistic.sharpe.value([0.1, 0.1]) == 0)
        #expect(ReturnStatistic.maxDrawdown.value([-0.1, 0.2]) == 1 - 0.9)
        #expect(ReturnStatistic.maxDrawdown.value([-1, 0.2]) == 1)
        #expect(isClose(ReturnStatistic.totalReturn.value([0.1, -0.1]), -0.01, 1e-12))
        var noise = Noise(seed: 14)
        let values = noise.series(300)
        let curve = values.reduce(into: [1.0]) { $0.append($0[$0.count - 1] * (1 + $1)) }
        #expect(ReturnStatistic.maxDrawdown.value(values) == Drawdowns(curve).maximum)
    }

    @Test("intervals cover the truth about as often as they say")
    func coverage() throws {
        var hits = (percentile: 0, corrected: 0)
        let draws = 120
        for seed in 0..<UInt64(draws) {
            var noise = Noise(seed: 2_000 + seed)
            let settings = BootstrapSettings(seed: seed, resamples: 200)
            let distribution = try BootstrapDistribution(of: noise.series(150, mean: 0.001), settings) {
                ReturnStatistic.sharpe.value($0)
            }
            if distribution.percentileInterval().contains(0.1) { hits.percentile += 1 }
            if try #require(distribution.correctedInterval()).contains(0.1) { hits.corrected += 1 }
        }
        for share in [hits.percentile, hits.corrected].map({ Double($0) / Double(draws) }) {
            // 0.9 deviates by 0.027, and short series cover a little less.
            #expect((0.8...0.97).contains(share), "seeds 2000 ..< 2120: \(share)")
        }
    }

    @Test("the acceleration of a mean is its skewness over 6 √T")
    func acceleration() throws {
        var noise = Noise(seed: 30)
        let values = noise.series(120).map { Foundation.exp(50 * $0) }
        let distribution = try BootstrapDistribution(of: values, BootstrapSettings(seed: 1, meanBlock: 1)) {
            ReturnStatistic.mean.value($0)
        }
        let skewness = try #require(Moments(values).skewness)
        #expect(isClose(try #require(distribution.correction).acceleration, skewness / 6 / 120.0.squareRoot(), 1e-9))
        // The correction moves the interval of a mean that is skewed to the right to the right.
        let corrected = try #require(distribution.correctedInterval())
        #expect(corrected.lowerBound > distribution.percentileInterval().lowerBound)
        #expect(corrected.upperBound > distribution.percentileInterval().upperBound)
    }

    @Test("every resample alike, or none around the estimate")
    func degenerate() throws {
        let flat = try BootstrapDistribution(of: Array(repeating: 0.1, count: 20), BootstrapSettings(seed: 1)) {
            ReturnStatistic.mean.value($0)
        }
        #expect(isClose(flat.percentileInterval().lowerBound, 0.1, 1e-12))
        // An order that no resample has: the estimate is the maximum, the draws lie below.
        let values = (0..<30).map { Double($0) / 100 }
        let ordered = try BootstrapDistribution(of: values, BootstrapSettings(seed: 1, meanBlock: 1)) { sample in
            Double(zip(sample, sample.dropFirst()).count { $0 < $1 })
        }
        #expect(ordered.correctedInterval() == nil)
        #expect(ordered.share(atOrBelow: 29) == 1)
        #expect(ordered.share(atOrBelow: -1) == 0)
    }

    @Test("a paired difference sees through what both share")
    func paired() throws {
        var noise = Noise(seed: 21)
        let market = noise.series(500, memory: 0.3)
        let incumbent = market.map { $0 + 0.0005 * noise.normal() }
        let better = market.map { $0 + 0.0002 + 0.0005 * noise.normal() }
        let settings = BootstrapSettings(seed: 3, resamples: 1_000)
        let difference = try BootstrapDistribution(ofDifference: better, from: incumbent, settings) {
            ReturnStatistic.mean.value($0)
        }
        #expect(difference.percentileInterval().lowerBound > 0)
        #expect(difference.share(atOrBelow: 0) < 0.01)
        let alone = try BootstrapDistribution(of: better, settings) { ReturnStatistic.mean.value($0) }
        #expect(alone.percentileInterval().lowerBound < 0)
        let none = try BootstrapDistribution(ofDifference: market, from: market, settings) {
            ReturnStatistic.sharpe.value($0)
        }
        #expect(none.percentileInterval() == 0...0)
        #expect(none.share(atOrBelow: 0) == 1)
    }

    @Test("what cannot be resampled")
    func errors() {
        func bootstrap(_ returns: [Double], _ settings: BootstrapSettings) throws -> BootstrapDistribution {
            try BootstrapDistribution(of: returns, settings) { ReturnStatistic.mean.value($0) }
        }
        #expect(throws: StudyError.tooFew(.observations, count: 1, least: 2)) {
            try bootstrap([0.1], BootstrapSettings(seed: 1))
        }
        #expect(throws: StudyError.tooFew(.resamples, count: 99, least: 100)) {
            try bootstrap([0.1, 0.2], BootstrapSettings(seed: 1, resamples: 99))
        }
        #expect(throws: StudyError.outside(.meanBlock, value: 3, range: 1...2)) {
            try bootstrap([0.1, 0.2], BootstrapSettings(seed: 1, meanBlock: 3))
        }
        #expect(throws: StudyError.notFinite(trial: 0, period: 0)) {
            try bootstrap([.infinity, 0.2], BootstrapSettings(seed: 1))
        }
        #expect(throws: StudyError.statisticNotFinite) {
            try BootstrapDistribution(of: [0.1, 0.2], BootstrapSettings(seed: 1)) { _ in .nan }
        }
        #expect(throws: StudyError.ragged(trial: 1, count: 1, expected: 2)) {
            try BootstrapDistribution(ofDifference: [0.1, 0.2], from: [0.1], BootstrapSettings(seed: 1)) { $0[0] }
        }
    }
}
