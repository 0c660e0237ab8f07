import Foundation
import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Evolution strategy")
struct EvolutionTests {
    @Test("constants of the tutorial's table for 10 dimensions, by hand")
    func constants() {
        let constants = EvolutionConstants(
            dimensions: 10, population: EvolutionConstants.population(dimensions: 10))
        #expect(constants.population == 10 && constants.parents == 5)
        #expect(EvolutionConstants.population(dimensions: 17) == 12)
        // ln 5.5 − ln i for i = 1…5, divided by their sum.
        let expected = [0.4562726, 0.2707531, 0.1622311, 0.0852335, 0.0255096]
        for (weight, value) in zip(constants.weights, expected) { #expect(abs(weight - value) < 1e-6) }
        #expect(abs(constants.effectiveParents - 3.1672993) < 1e-6)
        #expect(abs(constants.stepRate - 5.1672993 / 18.1672993) < 1e-8)
        #expect(abs(constants.pathShare - 2 / (11.3 * 11.3 + 3.1672993)) < 1e-8)
        #expect(constants.weights.dropFirst(5).allSatisfy { $0 <= 0 })
        #expect(abs(constants.weights.prefix(5).reduce(0, +) - 1) < 1e-15)
    }

    @Test("axes and variances rebuild the matrix", arguments: 0..<50 as Range<UInt64>)
    func eigen(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let order = 1 + Int(generator.next() % 12)
        var matrix = SymmetricMatrix(order: order)
        for _ in 0..<(2 * order) {
            matrix.add(generator.unit(), timesSquareOf: (0..<order).map { _ in generator.normal() })
        }
        let eigen = EigenDecomposition(matrix)
        for row in 0..<order {
            for column in 0..<order {
                var sum = 0.0
                var product = 0.0
                for axis in 0..<order {
                    let (left, right) = (eigen.axes[row * order + axis], eigen.axes[column * order + axis])
                    sum += left * right * eigen.variances[axis]
                    product += left * right
                }
                #expect(abs(sum - matrix[row, column]) < 1e-12 * Double(order) * 10, "seed \(seed)")
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-13 * Double(order), "seed \(seed)")
            }
        }
        let vector = (0..<order).map { _ in generator.normal() }
        let twice = eigen.whitened(eigen.whitened(matrix.times(vector)))
        for (value, other) in zip(vector, twice) { #expect(abs(value - other) < 1e-8, "seed \(seed)") }
    }

    @Test("the margin keeps both sides within reach", arguments: 0..<200 as Range<UInt64>)
    func margin(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let margin = DiscreteMargin([try .integer("n", 0...4)], population: 10)
        var mean = generator.unit()
        var stretch = 1.0
        let deviation = 0.1 * generator.unit() + 1e-6
        margin.keep(0, mean: &mean, stretch: &stretch, deviation: deviation)
        let spread = deviation * stretch
        let cell = min(Int(mean * 5), 4)
        func share(beyond border: Double) -> Double {
            TruncatedNormal(centre: 0, deviation: 1, axis: 0...1)
                .mass(((border - mean).magnitude / spread)...(.greatestFiniteMagnitude))
        }
        // The whole margin is 1/10: at an edge for the one side there is, else half of it for either side.
        if cell > 0 { #expect(share(beyond: Double(cell) / 5) > (cell == 4 ? 0.0999 : 0.0499), "seed \(seed)") }
        if cell < 4 { #expect(share(beyond: Double(cell + 1) / 5) > (cell == 0 ? 0.0999 : 0.0499), "seed \(seed)") }
    }

    @Test("integers do not freeze", arguments: 0..<5 as Range<UInt64>)
    func integers(seed: UInt64) throws {
        let whole = try (0..<5).map { try SearchDimension.integer("n\($0)", 0...9) }
        let space = try SearchSpace(whole + [.float("x", -1...1), .float("y", -1...1)])
        var study = Study(space, .minimize, seed: seed)
        for number in 0..<400 {
            let values = study.ask().values
            let distance = values.prefix(5).reduce(0) { $0 + ($1 - 7) * ($1 - 7) }
            try study.complete(number, value: distance + values[5] * values[5] + values[6] * values[6])
        }
        #expect(study.best?.values.prefix(5) == [7, 7, 7, 7, 7], "seed \(seed)")
    }

    @Test("restarts find what one run misses", arguments: [EvolutionSettings.Restarts.increasing, .alternating])
    func restarts(kind: EvolutionSettings.Restarts) throws {
        let space = try SearchSpace((0..<2).map { try .float("x\($0)", -5...5) })
        var study = Study(space, .minimize, sampler: .evolution(EvolutionSettings(restarts: kind)), seed: 2)
        for number in 0..<6_000 {
            // Rastrigin's function with its lowest of a hundred minima at 1.3.
            let value = study.ask().values.reduce(20.0) { sum, x in
                sum + (x - 1.3) * (x - 1.3) - 10 * Foundation.cos(2 * .pi * (x - 1.3))
            }
            try study.complete(number, value: value)
        }
        let runs = Set(study.trials.map { trial in if case .evolution(let run, _) = trial.origin { run } else { -1 } })
        #expect(runs.count > 2)
        #expect((study.best?.value ?? 1) < 1e-6)
    }

    @Test("a shifted sphere converges linearly", arguments: 0..<5 as Range<UInt64>)
    func sphere(seed: UInt64) throws {
        let space = try SearchSpace((0..<5).map { try .float("x\($0)", -5...5) })
        var study = Study(space, .minimize, sampler: .evolution(EvolutionSettings()), seed: seed)
        for number in 0..<800 {
            try study.complete(number, value: study.ask().values.reduce(0) { $0 + ($1 - 1.5) * ($1 - 1.5) })
        }
        #expect((study.best?.value ?? 1) < 1e-9, "seed \(seed)")
    }

    @Test("a flat objective neither traps nor ends")
    func flat() throws {
        let space = try SearchSpace([.float("x", 0...1), .integer("n", 0...1)])
        var study = Study(space, .minimize, seed: 1)
        for _ in 0..<300 { try study.complete(study.ask().number, value: 1) }
        #expect(study.best?.number == 0)
    }
}
