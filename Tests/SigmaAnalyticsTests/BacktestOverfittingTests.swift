import Foundation
import SigmaModel
import Testing

@testable import SigmaAnalytics

@Suite("Probability of backtest overfitting")
struct BacktestOverfittingTests {
    /// The definition written out: concatenated halves, plain Sharpe ratios, ranks by counting.
    func naive(_ columns: [[Double]], blocks: Int) -> [Double] {
        let parts = (0..<columns[0].count).parts(blocks)
        return Combinations(of: blocks / 2, among: blocks).map { half in
            func ratios(_ isInside: Bool) -> [Double] {
                columns.map { column in
                    let values = parts.enumerated().filter { half.contains($0.offset) == isInside }
                        .flatMap { column[$0.element] }
                    return SharpeRatio.perPeriod(Moments(values))
                }
            }
            let (inside, outside) = (ratios(true), ratios(false))
            let best = inside.indices.reduce(0) { inside[$1] > inside[$0] ? $1 : $0 }
            let below = outside.count { $0 < outside[best] }
            let equal = outside.count { $0 == outside[best] }
            let share = (Double(below) + Double(equal + 1) / 2) / Double(outside.count + 1)
            return Foundation.log(share / (1 - share))
        }
    }

    @Test("block sums give what whole halves give", arguments: 0..<12 as Range<UInt64>)
    func differential(seed: UInt64) throws {
        var noise = Noise(seed: seed)
        let blocks = [2, 4, 6, 8][Int(seed % 4)]
        var columns = noise.study(
            periods: noise.whole(40...90), trials: noise.whole(2...9), edge: seed.isMultiple(of: 3) ? 0.005 : 0)
        // A price level instead of a return: the mean dwarfs the deviation.
        if seed > 8 { columns = columns.map { $0.map { $0 + 1_000 } } }
        let fast = try BacktestOverfitting(ReturnMatrix(columns), blocks: blocks)
        let slow = naive(columns, blocks: blocks)
        #expect(fast.logits.count == slow.count, "seed \(seed)")
        #expect(zip(fast.logits, slow).allSatisfy { abs($0 - $1) < 1e-12 }, "seed \(seed)")
        #expect(fast.probability == Double(slow.count { $0 < 1e-12 }) / Double(slow.count), "seed \(seed)")
    }

    @Test("the mean over many draws of noise is near a half")
    func noise() throws {
        var sum = 0.0
        let draws = 400
        for seed in 0..<UInt64(draws) {
            var noise = Noise(seed: 1_000 + seed)
            let matrix = try ReturnMatrix(noise.study(periods: 96, trials: 10))
            sum += try BacktestOverfitting(matrix, blocks: 8).probability
        }
        // The chosen trial's rank is even: half of ten are at or below the median. Five of nine would be.
        // One draw deviates by about 0.25; the mean of 400 by 0.0125.
        #expect(abs(sum / Double(draws) - 0.5) < 0.04, "seeds 1000 ..< \(1_000 + draws): \(sum / Double(draws))")
    }

    @Test("an edge that lasts is found in every half; one that lasted for half of the time is not")
    func edges() throws {
        var noise = Noise(seed: 5)
        let lasting = try BacktestOverfitting(
            ReturnMatrix(noise.study(periods: 800, trials: 20, edge: 0.01)), blocks: 10)
        #expect(lasting.probability == 0)
        #expect(lasting.probabilityOfLoss == 0)
        // Each trial earns in one block and loses in all others: the best inside is the worst outside.
        let passing = (0..<8).map { trial in
            (0..<80).map { period -> Double in
                if period / 10 == trial { return 0.03 }
                return -0.01 + 1e-5 * Double(period % 3)
            }
        }
        let study = try BacktestOverfitting(ReturnMatrix(passing), blocks: 8)
        #expect(study.probability == 1)
        #expect(study.probabilityOfLoss == 1)
    }

    @Test("equal trials share the median's rank; constant ones have a ratio of zero")
    func ties() throws {
        let constant = Array(repeating: Array(repeating: 0.1, count: 8), count: 3)
        let flat = try BacktestOverfitting(ReturnMatrix(constant), blocks: 4)
        #expect(flat.logits == Array(repeating: 0, count: 6))
        #expect(flat.probability == 1)
        #expect(flat.degradation.slope == .undefined(.noDeviation))
        var noise = Noise(seed: 3)
        let column = noise.series(40)
        let equal = try BacktestOverfitting(ReturnMatrix([column, column]), blocks: 4)
        #expect(equal.logits.allSatisfy { $0 == 0 })
    }

    @Test("complements are mirrored: the i-th half's complement is the i-th from the end")
    func order() {
        let halves = Array(Combinations(of: 3, among: 6))
        for (half, mirror) in zip(halves, halves.reversed()) {
            #expect(Set(half + mirror).count == 6)
        }
    }

    @Test("what cannot be measured")
    func errors() throws {
        let two = try ReturnMatrix([[0.1, 0.2, 0.3, 0.1], [0.1, 0.3, 0.2, 0.1]])
        #expect(throws: StudyError.odd(.blocks, count: 3)) { try BacktestOverfitting(two, blocks: 3) }
        #expect(throws: StudyError.tooFew(.observations, count: 4, least: 8)) {
            try BacktestOverfitting(two, blocks: 4)
        }
        #expect(throws: StudyError.tooMany(.blocks, count: 22, most: 20)) { try BacktestOverfitting(two, blocks: 22) }
        #expect(throws: StudyError.tooFew(.trials, count: 1, least: 2)) {
            try BacktestOverfitting(ReturnMatrix([[0.1, 0.2, 0.3, 0.1]]), blocks: 2)
        }
        #expect(throws: StudyError.ragged(trial: 1, count: 1, expected: 2)) { try ReturnMatrix([[0.1, 0.2], [0.1]]) }
        #expect(throws: StudyError.notFinite(trial: 0, period: 1)) { try ReturnMatrix([[0.1, .nan]]) }
        #expect(throws: StudyError.tooFew(.trials, count: 0, least: 1)) { try ReturnMatrix([]) }
        #expect(throws: StudyError.tooFew(.observations, count: 0, least: 1)) { try ReturnMatrix([[]]) }
    }
}
