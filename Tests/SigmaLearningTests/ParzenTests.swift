import Foundation
import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Parzen estimator")
struct ParzenTests {
    /// The field of all of some trials in one dimension.
    private static func field(_ dimension: SearchDimension, _ values: [Double]) throws -> ParzenField {
        let space = try SearchSpace([dimension])
        var history = TrialHistory(space: space)
        for value in values { history.begin([value]) }
        var field = ParzenField(space)
        field.update(history, members: Array(values.indices))
        return field
    }

    private static func density(_ field: ParzenField, _ value: Double) -> Double {
        Foundation.exp(field.logDensities([[value]], [0])[0])
    }

    @Test("a tenth is good, at most 25", arguments: [(0, 0), (1, 1), (10, 1), (11, 2), (241, 25), (1_000, 25)])
    func goodCount(finished: Int, good: Int) { #expect(ParzenSettings.goodCount(finished) == good) }

    @Test("weights by age")
    func weights() {
        #expect(ParzenField.weights(0) == [1])
        #expect(ParzenField.weights(3) == [0.25, 0.25, 0.25, 0.25])
        // 28 members: 1/28, 29/56, 1, then 25 ones and the prior's.
        let sum = 1.0 / 28 + 29.0 / 56 + 1 + 26
        let weights = ParzenField.weights(28)
        #expect(abs(weights[0] * sum - 1.0 / 28) < 1e-15 && abs(weights[1] * sum - 29.0 / 56) < 1e-15)
        #expect(abs(weights[2] * sum - 1) < 1e-15 && abs(weights[28] * sum - 1) < 1e-15)
    }

    @Test("bandwidths are the wider gap, clipped")
    func deviations() throws {
        // Sorted 1, 2, 4, 9: gaps 1, 2, 5, and at the ends the inner gap; at least 10/6.
        let axis = try Self.field(.float("x", 0...10), [4, 1, 9, 2]).axes[0]
        #expect(axis.rising == [1, 3, 0, 2])
        #expect(axis.deviations == [5, 10.0 / 6, 5, 2])
        #expect(axis.prior.centre == 5 && axis.prior.deviation == 10)
        #expect(try Self.field(.float("x", 0...10), [4]).axes[0].deviations == [6])
        let prior = try Self.field(.integer("n", 1...4), []).axes[0].prior
        #expect(prior.centre == 2.5 && prior.deviation == 4)
    }

    @Test("a field that was kept is one made anew", arguments: 0..<20 as Range<UInt64>)
    func updates(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let space = try SearchSpaceTests.mixed()
        let places = Array(space.dimensions.indices)
        var history = TrialHistory(space: space)
        var kept = ParzenField(space)
        let candidates = (0..<5).map { _ in space.values(at: places.map { _ in generator.unit() }) }
        for _ in 0..<160 {
            history.begin(space.values(at: places.map { _ in generator.unit() }))
            let isSmall = generator.next() % 2 == 0
            let members = (0..<history.count).filter { _ in generator.next() % (isSmall ? 20 : 2) == 0 }
            kept.update(history, members: members)
            var fresh = ParzenField(space)
            fresh.update(history, members: members)
            #expect(kept.logDensities(candidates, places) == fresh.logDensities(candidates, places), "seed \(seed)")
        }
    }

    @Test("densities by hand")
    func densities() throws {
        // One trial at 4 with deviation 6 and the prior at 5 with deviation 10, both cut at 0 and 10.
        func normal(_ x: Double, _ centre: Double, _ deviation: Double) -> Double {
            let z = (x - centre) / deviation
            let whole = erf((10 - centre) / deviation / 2.0.squareRoot()) + erf(centre / deviation / 2.0.squareRoot())
            return Foundation.exp(-z * z / 2) / (deviation * (2 * Double.pi).squareRoot()) / (whole / 2)
        }
        let field = try Self.field(.float("x", 0...10), [4])
        for x in [0, 3.3, 10] {
            #expect(abs(Self.density(field, x) - (normal(x, 4, 6) + normal(x, 5, 10)) / 2) < 1e-14)
        }
        // Two of three trials chose 1; each row has a quarter for every choice and 1 for its own, of 1.75.
        let choices = try Self.field(.categorical("c", ["a", "b", "c"]), [1, 1, 0])
        #expect(abs(Self.density(choices, 1) - (2 * 1.25 / 1.75 + 0.25 / 1.75 + 1.0 / 3) / 4) < 1e-14)
        #expect(abs(Self.density(choices, 2) - (3 * 0.25 / 1.75 + 1.0 / 3) / 4) < 1e-14)
    }

    @Test("masses of all values add up to 1", arguments: 0..<50 as Range<UInt64>)
    func sums(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let dimensions: [SearchDimension] = try [
            .integer("n", 1...7), .float("x", 0...1, step: 0.125), .categorical("c", ["a", "b"]),
            .integer("log", 1...40, isLogarithmic: true),
        ]
        for dimension in dimensions {
            let all = (0..<(dimension.valueCount ?? 0)).reduce(into: [dimension.range.lowerBound]) { values, _ in
                values.append(dimension.value(after: values[values.count - 1]))
            }
            let values = (0..<Int(generator.next() % 60)).map { _ in
                dimension.value(at: dimension.coordinate(atShare: generator.unit()))
            }
            let field = try Self.field(dimension, values)
            let sum = Set(all).reduce(0) { $0 + Self.density(field, $1) }
            #expect(abs(sum - 1) < 1e-12, "\(dimension.name), seed \(seed)")
        }
    }

    @Test("drawn values follow the density", arguments: [1, 2, 3] as [UInt64])
    func drawing(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let field = try Self.field(.integer("n", 1...5), [2, 2, 4, 5, 1, 2])
        var counts = [Double](repeating: 0, count: 6)
        let total = 20_000.0
        for _ in 0..<Int(total) { counts[Int(field.draw([0], using: &generator)[0])] += 1 }
        var square = 0.0
        for value in 1...5 {
            let expected = total * Self.density(field, Double(value))
            square += (counts[value] - expected) * (counts[value] - expected) / expected
        }
        // χ² with 4 degrees of freedom exceeds 23.5 once in 10,000.
        #expect(square < 23.5, "χ² \(square), seed \(seed)")
    }

    @Test("history keeps losses, merits and columns in order", arguments: 0..<50 as Range<UInt64>)
    func history(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let space = try SearchSpace([.float("x", 0...1), .integer("n", 0...3)])
        var history = TrialHistory(space: space)
        var losses: [Int: Double] = [:]
        for number in 0..<80 {
            history.begin([generator.unit(), Double(generator.next() % 4)])
            let loss = Double(generator.next() % 10)
            switch generator.next() % 4 {
            case 0: history.end(number, .failed, loss: .nan, lastStep: -1)
            case 1: history.end(number, .pruned, loss: loss, lastStep: Int(generator.next() % 3))
            default:
                history.end(number, .complete, loss: loss, lastStep: -1)
                losses[number] = loss
            }
        }
        let naive = losses.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        #expect(history.completeByLoss == naive, "seed \(seed)")
        for (place, column) in history.coordinates.enumerated() {
            let sorted = column.indices.sorted { (column[$0], $0) < (column[$1], $1) }
            #expect(history.ordered[place] == sorted, "seed \(seed)")
        }
        #expect(history.best(1_000) == history.best(history.finishedCount))
        #expect(history.best(5) == naive.prefix(5).sorted())
    }

    @Test("a column learns which choice is good")
    func categorical() throws {
        let space = try SearchSpace([.categorical("c", ["a", "b", "c", "d"]), .float("x", 0...1)])
        for settings in [SamplerSettings.parzen(ParzenSettings()), .standard] {
            var study = Study(space, .minimize, sampler: settings, seed: 6)
            for number in 0..<80 {
                let trial = study.ask()
                try study.complete(number, value: (trial.values[0] == 2 ? 0 : 1) + trial.values[1])
            }
            #expect(study.trials.suffix(40).count { $0.values[0] == 2 } > 18)
            #expect(study.best?.values[0] == 2)
        }
    }
}
