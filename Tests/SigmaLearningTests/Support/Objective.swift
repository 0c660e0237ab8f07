import Foundation
import SigmaLearning
import SigmaModel

/// Test functions of 17 parameters with the minimum 0, as closed formulas; Tests/Oracles/optimisation.py has them too.
enum Objective: String, CaseIterable, Sendable {
    case sphere
    case rosenbrock
    case ackley
    case rastrigin
    /// Shaped like the learner's: 2 integers, 5 parameters without effect, steps, one interaction, noise of 0.1.
    case plateau

    static let dimensions = 17
    private static let shifts = (0..<dimensions).map { Foundation.sin(Double($0) + 1) }
    private static let dead: Set = [1, 3, 14, 15, 16]

    /// The names and ranges of *plateau*; places 11 and 12 are integers.
    static let ranges: [(name: String, range: ClosedRange<Double>)] = [
        ("rsi_buy_th", 50...70), ("rsi_sell_th", 30...50), ("vol_mult_buy", 1...3), ("vol_mult_sell", 1...3),
        ("vcp_ratio_th", 0.1...0.8), ("dist_ath_max", 0.05...0.3), ("alpha", 0.5...1), ("beta", 0.1...0.6),
        ("gamma", 0.3...1), ("delta", 0.2...0.8), ("epsilon", 0.5...1), ("hysteresis_len", 2...5),
        ("cooldown_bars", 2...5), ("vix_w", -0.5...0), ("dxy_w", -0.5...0), ("us10y_w", -0.5...0),
        ("hygief_w", 0...0.6),
    ]

    /// The space it is searched in.
    func space() throws -> SearchSpace {
        guard let edge else {
            return try SearchSpace(
                Self.ranges.map {
                    $0.name.hasSuffix("len") || $0.name.hasSuffix("bars")
                        ? try .integer($0.name, 2...5) : try .float($0.name, $0.range)
                })
        }
        return try SearchSpace((0..<Self.dimensions).map { try .float("x\($0)", -edge...edge) })
    }

    private var edge: Double? {
        switch self {
        case .sphere, .rosenbrock: 5
        case .ackley: 32.768
        case .rastrigin: 5.12
        case .plateau: nil
        }
    }

    /// The value without noise.
    func value(_ x: [Double]) -> Double {
        switch self {
        case .sphere: shifted(x, 2.5).reduce(0) { $0 + $1 * $1 }
        case .rosenbrock: rosenbrock(shifted(x, 2).map { $0 + 1 })
        case .ackley: ackley(shifted(x, 16))
        case .rastrigin:
            170 + shifted(x, 2.5).reduce(0) { $0 + $1 * $1 - 10 * Foundation.cos(2 * .pi * $1) }
        case .plateau: plateau(zip(x, Self.ranges).map { ($0 - $1.range.lowerBound) / Self.width($1.range) })
        }
    }

    /// The noise of one evaluation.
    func noise(seed: Int, trial: Int) -> Double {
        guard self == .plateau else { return 0 }
        let key = UInt64(seed * 1_000_003 + trial)
        let radius = (-2 * Foundation.log(max(Self.unit(2 * key), 1e-300))).squareRoot()
        return 0.1 * radius * Foundation.cos(2 * .pi * Self.unit(2 * key + 1))
    }

    private static func unit(_ key: UInt64) -> Double {
        var generator = SplitMix64(seed: key)
        return generator.unit()
    }

    private static func width(_ range: ClosedRange<Double>) -> Double { range.upperBound - range.lowerBound }

    private func shifted(_ x: [Double], _ factor: Double) -> [Double] { zip(x, Self.shifts).map { $0 - factor * $1 } }

    private func rosenbrock(_ z: [Double]) -> Double {
        zip(z, z.dropFirst()).reduce(0) { sum, pair in
            let (bend, distance) = (pair.1 - pair.0 * pair.0, 1 - pair.0)
            return sum + 100 * bend * bend + distance * distance
        }
    }

    private func ackley(_ z: [Double]) -> Double {
        let count = Double(z.count)
        let radius = (z.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
        let waves = z.reduce(0) { $0 + Foundation.cos(2 * .pi * $1) } / count
        return -20 * Foundation.exp(-0.2 * radius) - Foundation.exp(waves) + 20 + Foundation.exp(1)
    }

    private func plateau(_ shares: [Double]) -> Double {
        func offset(_ place: Int) -> Double { shares[place] - (0.5 + 0.35 * Self.shifts[place]) }
        let steps = shares.indices.filter { !Self.dead.contains($0) }
            .reduce(0) { $0 + Foundation.floor(20 * offset($1).magnitude) / 20 }
        return steps + 2 * Foundation.floor(20 * (offset(0) * offset(2)).magnitude) / 20
    }
}

extension Objective {
    /// The noise-free value of the best observed trial after each of some numbers of trials.
    func search(_ sampler: SamplerSettings, seed: Int, marks: [Int]) throws -> [Double] {
        var study = Study(try space(), .minimize, sampler: sampler, seed: UInt64(seed))
        var best = (observed: Double.infinity, exact: Double.infinity)
        var results: [Double] = []
        for number in 0..<(marks.max() ?? 0) {
            let trial = study.ask()
            let exact = value(trial.values)
            let observed = exact + noise(seed: seed, trial: number)
            try study.complete(number, value: observed)
            if observed < best.observed { best = (observed, exact) }
            if marks.contains(number + 1) { results.append(best.exact) }
        }
        return results
    }
}
