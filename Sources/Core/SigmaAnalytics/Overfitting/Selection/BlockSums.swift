/// Sums of returns and their squares over contiguous blocks, for the Sharpe ratio of any union of blocks.
///
/// Returns enter as distances from their trial's mean over all periods, so that the difference of two large sums never
/// decides a small variance.
struct BlockSums {
    private let trials: Int
    /// The periods of each block.
    private let lengths: [Int]
    /// Block after block, one value for each trial.
    private let sums: [Double]
    private let squares: [Double]
    /// Each trial's mean over all periods.
    private let means: [Double]
    /// Each trial's squared rounding noise; a mean square up to it is none.
    private let noise: [Double]

    /// Cuts the periods into blocks whose lengths differ by one at most. O(T · N).
    init(_ matrix: ReturnMatrix, blocks: Int) {
        let ranges = (0..<matrix.periods).parts(blocks)
        var sums = Array(repeating: 0.0, count: blocks * matrix.trials)
        var squares = sums
        var means: [Double] = []
        var noise: [Double] = []
        for trial in 0..<matrix.trials {
            let column = Array(matrix[trial])
            let mean = Moments(column).mean
            let rounding = 8 * (column.reduce(0) { max($0, abs($1)) }).ulp
            means.append(mean)
            noise.append(rounding * rounding)
            for (block, range) in ranges.enumerated() {
                let place = block * matrix.trials + trial
                for period in range {
                    let distance = column[period] - mean
                    sums[place] += distance
                    squares[place] += distance * distance
                }
            }
        }
        trials = matrix.trials
        lengths = ranges.map(\.count)
        (self.sums, self.squares, self.means, self.noise) = (sums, squares, means, noise)
    }

    /// Fills in each trial's Sharpe ratio per period (ddof 1) over a union of blocks. O(blocks · N).
    ///
    /// It is 0 where nothing varies, as in ``SharpeRatio``.
    func sharpes(over blocks: [Int], into ratios: inout [Double], scratch: inout [Double]) {
        for trial in 0..<trials { (ratios[trial], scratch[trial]) = (0, 0) }
        var periods = 0
        for block in blocks {
            periods += lengths[block]
            let start = block * trials
            for trial in 0..<trials {
                ratios[trial] += sums[start + trial]
                scratch[trial] += squares[start + trial]
            }
        }
        let count = Double(periods)
        for trial in 0..<trials {
            let distance = ratios[trial] / count
            let squares = scratch[trial] - count * distance * distance
            let isConstant = squares <= count * noise[trial]
            ratios[trial] = isConstant ? 0 : (means[trial] + distance) / (squares / (count - 1)).squareRoot()
        }
    }
}
