extension BootstrapDistribution {
    /// The share of resamples at or below a value: for a difference, at or below 0, how likely the candidate is no
    /// better. O(log resamples).
    package func share(atOrBelow limit: Double) -> Double {
        Double(draws.count { $0 <= limit }) / Double(draws.values.count)
    }

    /// The central interval of the resamples, 90 % by default: simple, and off where the statistic is biased.
    ///
    /// `level` is above 0 and below 1. Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), 13.
    package func percentileInterval(level: Double = 0.9) -> ClosedRange<Double> {
        interval((1 - level) / 2, (1 + level) / 2)
    }

    /// The interval corrected for bias and skewness (BCa), 90 % by default; nil when all resamples lie on one side.
    ///
    /// The acceleration comes from leaving out blocks of the bootstrap's mean length instead of single periods, which
    /// keeps the dependence in it. Where the bias is large, as for a drawdown, the bounds are draws far out, which need
    /// many resamples. `level` is above 0 and below 1. Sources: Efron, "Better Bootstrap Confidence
    /// Intervals", Journal of the American Statistical Association 82 (1987); Künsch (1989) for the jackknife of blocks.
    package func correctedInterval(level: Double = 0.9) -> ClosedRange<Double>? {
        guard let (bias, acceleration) = correction else { return nil }
        func share(_ nominal: Double) -> Double {
            let shifted = bias + NormalDistribution.quantile(nominal)
            let stretch = 1 - acceleration * shifted
            // A stretch of 0 or less is beyond what the correction can express: the extreme draw stands for it.
            guard stretch > 0 else { return shifted > 0 ? 1 : 0 }
            return NormalDistribution.cumulative(bias + shifted / stretch)
        }
        let (low, high) = (share((1 - level) / 2), share((1 + level) / 2))
        return interval(min(low, high), max(low, high))
    }

    private func interval(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        precondition(0 <= low && low <= high && high <= 1, "a level is above 0 and below 1")
        // There are draws, so there are percentiles.
        return (draws.percentile(low) ?? estimate)...(draws.percentile(high) ?? estimate)
    }
}

extension SortedSample {
    /// How many values meet a condition that holds for the smallest ones only. O(log n).
    func count(where holds: (Double) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if holds(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
