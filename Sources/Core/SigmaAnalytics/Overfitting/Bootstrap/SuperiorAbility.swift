import RealModule

/// Whether the best of many trials beats a benchmark by more than the luck of choosing it.
///
/// Both tests resample all trials together by the stationary bootstrap and ask how often the best one would look as good
/// were none better than the benchmark. White's uses plain means, so a wild trial drowns the others; Hansen's divides
/// each by its deviation and sets aside the ones that are clearly worse.
/// Sources: White, "A Reality Check for Data Snooping", Econometrica 68/5 (2000); Hansen, "A Test for Superior Predictive
/// Ability", Journal of Business and Economic Statistics 23/4 (2005).
package struct SuperiorAbility: Hashable, Sendable {
    /// max over k of √T · mean(d_k), the Reality Check's V.
    package let realityStatistic: Double
    /// max over k of √T · mean(d_k) / ω_k and 0, Hansen's statistic.
    package let statistic: Double
    /// White's p-value: the share of resamples whose V* reaches V.
    package let realityCheck: Double
    /// Hansen's p-value if trials below the benchmark were as good as it is not: too small when many are bad.
    package let lower: Double
    /// Hansen's p-value with only the clearly worse trials set aside: the one to judge by.
    package let consistent: Double
    /// Hansen's p-value with every trial as good as the benchmark: too large when many are bad.
    package let upper: Double
    /// The mean block in periods that was used.
    package let meanBlock: Double

    /// Tests the returns of trials beyond a benchmark's over the same periods.
    ///
    /// Trials that differ from the benchmark by a constant have no deviation to be judged by and are left out.
    /// - Complexity: O(resamples · (T + N · T / block) + N · T).
    ///
    /// - Parameters:
    ///   - differences: d, each trial's return less the benchmark's.
    ///   - settings: 10,000 resamples are usual; the automatic block is the median of the trials'.
    /// - Throws: ``StudyError`` for fewer than three periods, wrong settings, or when nothing varies.
    package init(_ differences: ReturnMatrix, _ settings: BootstrapSettings) throws(StudyError) {
        guard differences.periods > 2 else { throw .tooFew(.observations, count: differences.periods, least: 3) }
        try settings.checkResamples()
        let meanBlock = settings.meanBlock ?? BlockLength.stationary(differences)
        var bootstrap = try StationaryBootstrap(
            count: differences.periods, meanBlock: meanBlock, seed: settings.seed)
        let models = try Models(differences, meanBlock: meanBlock)
        let scale = Double(differences.periods).squareRoot()
        realityStatistic = scale * models.means.reduce(-.infinity, max)
        statistic = scale * zip(models.means, models.precisions).reduce(0) { max($0, $1.0 * $1.1) }

        var reached = (reality: 0, lower: 0, consistent: 0, upper: 0)
        var shifts = models.means
        var runs: [StationaryBootstrap.Run] = []
        for _ in 0..<settings.resamples {
            bootstrap.next(&runs)
            models.resample(runs, into: &shifts)
            let best = models.best(shifts)
            if scale * best.reality >= realityStatistic { reached.reality += 1 }
            if scale * best.lower >= statistic { reached.lower += 1 }
            if scale * best.consistent >= statistic { reached.consistent += 1 }
            if scale * best.upper >= statistic { reached.upper += 1 }
        }
        let count = Double(settings.resamples)
        realityCheck = Double(reached.reality) / count
        lower = Double(reached.lower) / count
        consistent = Double(reached.consistent) / count
        upper = Double(reached.upper) / count
        self.meanBlock = meanBlock
    }
}
