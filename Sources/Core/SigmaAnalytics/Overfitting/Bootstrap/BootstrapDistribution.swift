/// What a statistic of returns could have been: its values over resamples of the stationary bootstrap.
package struct BootstrapDistribution: Sendable {
    /// The statistic of the returns themselves.
    package let estimate: Double
    /// The statistic of every resample, smallest first.
    package let draws: SortedSample
    /// The mean block in periods that was used.
    package let meanBlock: Double
    /// The statistic without each block in turn, for the acceleration of BCa.
    private let withoutBlock: [Double]

    /// Resamples a statistic of one series, in order of time. O((resamples + T / block) · statistic).
    ///
    /// The statistic is also asked of shorter series: the returns without one block.
    ///
    /// - Throws: ``StudyError`` for fewer than two returns, wrong settings, or a statistic that is not finite.
    package init(
        of returns: [Double], _ settings: BootstrapSettings, statistic: ([Double]) -> Double
    ) throws(StudyError) {
        try self.init([returns], settings) { statistic($0[0]) }
    }

    /// Resamples the difference of a statistic, candidate less incumbent, over the same periods of both.
    ///
    /// Both series are resampled by the same blocks, so that what moves both cancels out. The automatic block is that of
    /// the difference of their returns. O((resamples + T / block) · statistic).
    ///
    /// - Throws: ``StudyError`` for fewer than two returns, unequal lengths, wrong settings, or a statistic that is not
    ///   finite.
    package init(
        ofDifference candidate: [Double], from incumbent: [Double], _ settings: BootstrapSettings,
        statistic: ([Double]) -> Double
    ) throws(StudyError) {
        guard candidate.count == incumbent.count else {
            throw .ragged(trial: 1, count: incumbent.count, expected: candidate.count)
        }
        try self.init([candidate, incumbent], settings) { statistic($0[0]) - statistic($0[1]) }
    }

    /// Resamples a statistic of series that belong together.
    private init(
        _ series: [[Double]], _ settings: BootstrapSettings, statistic: ([[Double]]) -> Double
    ) throws(StudyError) {
        let count = series[0].count
        guard count > 1 else { throw .tooFew(.observations, count: count, least: 2) }
        _ = try ReturnMatrix(series)
        try settings.checkResamples()
        let basis = series.count == 1 ? series[0] : zip(series[0], series[1]).map { $0 - $1 }
        let meanBlock = settings.meanBlock ?? BlockLength.stationary(basis)
        var bootstrap = try StationaryBootstrap(count: count, meanBlock: meanBlock, seed: settings.seed)
        var resample = series
        var runs: [StationaryBootstrap.Run] = []
        var draws: [Double] = []
        draws.reserveCapacity(settings.resamples)
        for _ in 0..<settings.resamples {
            bootstrap.next(&runs)
            for index in series.indices {
                resample[index].removeAll(keepingCapacity: true)
                for run in runs { run.append(of: series[index], to: &resample[index]) }
            }
            draws.append(statistic(resample))
        }
        let blocks = (0..<count).parts(max(2, Int((Double(count) / meanBlock).rounded())))
        withoutBlock = blocks.map { block in
            statistic(series.map { Array($0[..<block.lowerBound] + $0[block.upperBound...]) })
        }
        estimate = statistic(series)
        guard estimate.isFinite, draws.allSatisfy(\.isFinite), withoutBlock.allSatisfy(\.isFinite) else {
            throw .statisticNotFinite
        }
        self.draws = SortedSample(draws)
        self.meanBlock = meanBlock
    }

    /// Bias and acceleration for BCa.
    var correction: (bias: Double, acceleration: Double)? {
        // Draws that equal the estimate, as a capped statistic has, are shared between both sides.
        let below = draws.count { $0 < estimate }
        let notAbove = draws.count { $0 <= estimate }
        let share = Double(below + notAbove) / Double(2 * draws.values.count)
        guard share > 0, share < 1 else { return nil }
        let moments = Moments(withoutBlock)
        let cubes = withoutBlock.reduce(0) { sum, value in
            let distance = moments.mean - value
            return sum + distance * distance * distance
        }
        let scale = 6 * moments.squares * moments.squares.squareRoot()
        return (NormalDistribution.quantile(share), moments.squares > 0 ? cubes / scale : 0)
    }
}
