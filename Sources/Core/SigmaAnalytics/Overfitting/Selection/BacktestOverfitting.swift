import RealModule

/// The probability of backtest overfitting (PBO) by combinatorially symmetric cross-validation.
///
/// The periods are cut into S blocks. Each half of the blocks once plays the sample in which the best trial is chosen;
/// the other half tells what the choice was worth. Overfitting is a choice that is no better than the median outside.
/// Source: Bailey, Borwein, López de Prado and Zhu, "The Probability of Backtest Overfitting", Journal of Computational
/// Finance 20/4 (2017).
package struct BacktestOverfitting: Hashable, Sendable {
    /// More blocks than this give more halves than anyone needs: C(20, 10) = 184,756.
    package static let maxBlocks = 20

    /// PBO: the share of halves whose best trial ranks at or below the median outside, λ ≤ 0.
    package let probability: Double
    /// λ of each half, halves in lexicographic order of their blocks: the logit of ω = rank / (N + 1).
    ///
    /// The worst trial has rank 1; trials with equal Sharpe ratios share the mean of their ranks.
    package let logits: [Double]
    /// The chosen trials' Sharpe ratios per period outside against inside, by least squares over all halves.
    package let degradation: Degradation
    /// The share of halves whose chosen trial has a Sharpe ratio below 0 outside.
    package let probabilityOfLoss: Double

    /// How the performance outside follows the performance inside.
    package struct Degradation: Hashable, Sendable {
        /// The change outside for one more inside; undefined when all halves look alike.
        package let slope: Metric
        /// The value outside at 0 inside.
        package let intercept: Metric
        /// R², the share of the variance that the line explains.
        package let determination: Metric
    }

    /// Measures a study. O(C(S, S/2) · S · N + T · N); each half costs S · N whatever the number of periods.
    ///
    /// - Parameters:
    ///   - matrix: The returns of every trial of the study, losers included.
    ///   - blocks: S, even, from 2 to ``maxBlocks``; the first T mod S blocks have one period more.
    /// - Throws: ``StudyError`` for fewer than two trials, an odd S, or fewer than two periods in a block.
    package init(_ matrix: ReturnMatrix, blocks: Int = 16) throws(StudyError) {
        guard matrix.trials > 1 else { throw .tooFew(.trials, count: matrix.trials, least: 2) }
        guard blocks > 1 else { throw .tooFew(.blocks, count: blocks, least: 2) }
        guard blocks <= Self.maxBlocks else { throw .tooMany(.blocks, count: blocks, most: Self.maxBlocks) }
        guard blocks.isMultiple(of: 2) else { throw .odd(.blocks, count: blocks) }
        guard matrix.periods >= 2 * blocks else {
            throw .tooFew(.observations, count: matrix.periods, least: 2 * blocks)
        }
        let choices = Self.choices(BlockSums(matrix, blocks: blocks), trials: matrix.trials, blocks: blocks)
        let count = Double(choices.count)
        logits = choices.map(\.logit)
        probability = choices.reduce(0) { $0 + ($1.logit <= 0 ? 1 : 0) } / count
        probabilityOfLoss = choices.reduce(0) { $0 + ($1.outside < 0 ? 1 : 0) } / count
        degradation = Degradation(choices)
    }

    /// The best trial of one half.
    fileprivate struct Choice {
        /// Its Sharpe ratio in the half that chose it.
        let inside: Double
        /// Its Sharpe ratio in the other half.
        let outside: Double
        /// λ.
        let logit: Double

        /// Chooses the best of all trials, the first among equals. O(N).
        init(inside: [Double], outside: [Double]) {
            var best = 0
            for trial in inside.indices where inside[trial] > inside[best] { best = trial }
            let value = outside[best]
            var below = 0
            var equal = 0
            for other in outside {
                if other < value { below += 1 } else if other == value { equal += 1 }
            }
            let rank = Double(below) + Double(equal + 1) / 2
            // ω / (1 − ω) without the division, so that the median's logit is exactly 0.
            logit = Double.log(rank / (Double(outside.count + 1) - rank))
            self.inside = inside[best]
            self.outside = value
        }
    }

    /// One choice for each half. The i-th half in lexicographic order has the i-th from the end as its complement, so
    /// that each pair of vectors serves twice.
    private static func choices(_ sums: BlockSums, trials: Int, blocks: Int) -> [Choice] {
        var forward: [Choice] = []
        var backward: [Choice] = []
        var inside = Array(repeating: 0.0, count: trials)
        var outside = inside
        var scratch = inside
        for half in Combinations(of: blocks / 2, among: blocks) {
            guard half[0] == 0 else { break }
            let rest = (0..<blocks).filter { !half.contains($0) }
            sums.sharpes(over: half, into: &inside, scratch: &scratch)
            sums.sharpes(over: rest, into: &outside, scratch: &scratch)
            forward.append(Choice(inside: inside, outside: outside))
            backward.append(Choice(inside: outside, outside: inside))
        }
        return forward + backward.reversed()
    }
}

extension BacktestOverfitting.Degradation {
    fileprivate init(_ choices: [BacktestOverfitting.Choice]) {
        let inside = Moments(choices.map(\.inside))
        let outside = Moments(choices.map(\.outside))
        let product = choices.reduce(0) { $0 + ($1.inside - inside.mean) * ($1.outside - outside.mean) }
        guard inside.squares > 0 else {
            (slope, intercept, determination) = (
                .undefined(.noDeviation), .undefined(.noDeviation), .undefined(.noDeviation)
            )
            return
        }
        let slope = product / inside.squares
        self.slope = Metric(slope)
        intercept = Metric(outside.mean - slope * inside.mean)
        determination =
            outside.squares > 0
            ? Metric(product * product / (inside.squares * outside.squares)) : .undefined(.noDeviation)
    }
}
