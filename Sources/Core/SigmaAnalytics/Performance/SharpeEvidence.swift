/// One observed Sharpe ratio with the moments that decide how sure it is.
///
/// Ratios here are per period, not annual. Sources: Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier"
/// (2012) for PSR and MinTRL; the same, "The Deflated Sharpe Ratio" (2014) for DSR.
public struct SharpeEvidence: Hashable, Sendable {
    /// The Sharpe ratio per period.
    public var sharpe: Double
    /// The number of periods.
    public var observations: Int
    /// The population skewness of the returns.
    public var skewness: Double
    /// The population kurtosis of the returns, 3 for a normal distribution.
    public var kurtosis: Double

    /// Evidence from its four numbers.
    public init(sharpe: Double, observations: Int, skewness: Double, kurtosis: Double) {
        self.sharpe = sharpe
        self.observations = observations
        self.skewness = skewness
        self.kurtosis = kurtosis
    }

    /// The evidence of a series, unless it is constant or shorter than two periods.
    public init?(_ excess: Moments) {
        guard let skewness = excess.skewness, let kurtosis = excess.kurtosis, excess.count > 1 else { return nil }
        self.init(
            sharpe: SharpeRatio.perPeriod(excess), observations: excess.count, skewness: skewness, kurtosis: kurtosis)
    }

    /// The variance of the estimated ratio times the number of periods; population moments keep it from being negative.
    private var spread: Double { 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe }

    /// The probability that the true ratio exceeds `target` (PSR).
    public func probability(above target: Double) -> Metric {
        guard observations > 1 else { return .undefined(.tooFewReturns) }
        guard spread > 0 else { return .undefined(.noDeviation) }
        let distance = (sharpe - target) * Double(observations - 1).squareRoot() / spread.squareRoot()
        return Metric(NormalDistribution.cumulative(distance))
    }

    /// The probability that the ratio is more than the luck of the best of all trials (DSR).
    public func deflatedProbability(_ trials: Trials) -> Metric {
        probability(above: trials.expectedMaximumSharpe(observations: observations))
    }

    /// The number of periods needed to say at a confidence that the true ratio exceeds `target` (MinTRL).
    public func minimumTrackRecord(above target: Double = 0, confidence: Double = 0.95) -> Metric {
        guard sharpe > target else { return .undefined(.sharpeNotAboveTarget) }
        let quantile = NormalDistribution.quantile(confidence) / (sharpe - target)
        return Metric(1 + spread * quantile * quantile)
    }
}
