import Foundation
import SigmaModel

/// Seeded normal numbers for studies.
struct Noise {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// A standard normal number (Box and Muller).
    mutating func normal() -> Double {
        let radius = (-2 * Foundation.log(1 - generator.unit())).squareRoot()
        return radius * Foundation.cos(2 * .pi * generator.unit())
    }

    /// A whole number of a range.
    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// Trials of independent returns of deviation 1 %, `edge` added to the first one.
    mutating func study(periods: Int, trials: Int, edge: Double = 0) -> [[Double]] {
        (0..<trials).map { trial in (0..<periods).map { _ in 0.01 * normal() + (trial == 0 ? edge : 0) } }
    }

    /// Returns of deviation 1 % whose neighbours correlate by `memory`.
    mutating func series(_ count: Int, memory: Double = 0, mean: Double = 0) -> [Double] {
        var state = normal()
        return (0..<count).map { _ in
            defer { state = memory * state + (1 - memory * memory).squareRoot() * normal() }
            return mean + 0.01 * state
        }
    }
}
