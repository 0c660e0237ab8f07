import RealModule

/// The metrics of a return series alone.
public struct ReturnMetrics: Hashable, Sendable {
    /// The number of periods.
    public let periodCount: Int
    /// E_T − 1.
    public let totalReturn: Metric
    /// E_T^(k/T) − 1.
    public let annualReturn: Metric
    /// Sample deviation (ddof 1) × √k.
    public let volatility: Metric
    /// √k × mean excess / deviation (ddof 1); 0 for no returns or no deviation.
    public let sharpe: Metric
    /// √k × mean excess / root of the mean squared negative excess over all periods (Sortino and van der Meer 1991).
    public let sortino: Metric
    /// The drawdowns of the compounded returns, E₀ = 1 included.
    public let drawdowns: Drawdowns
    /// CAGR over maximum drawdown (Young 1991).
    public let calmar: Metric
    /// Total return over maximum drawdown.
    public let recoveryFactor: Metric
    /// (CAGR − risk-free) over the Ulcer index.
    public let martin: Metric
    /// Gains over losses of the excess returns (Keating and Shadwick 2002, threshold at the risk-free rate).
    public let omega: Metric
    /// Σ returns over |Σ losses| (Schwager).
    public let gainToPain: Metric
    /// |P95| over |P5|.
    public let tailRatio: Metric
    /// P5 of the returns, a negative number for a loss.
    public let valueAtRisk: Metric
    /// The mean of the returns at or below ``valueAtRisk``.
    public let conditionalValueAtRisk: Metric
    /// Population skewness (biased, scipy's default).
    public let skewness: Metric
    /// Population kurtosis, 3 for a normal distribution (biased, not excess).
    public let kurtosis: Metric
    /// R² of a line through log equity over time.
    public let stability: Metric
    /// The mean return over its standard error.
    public let tStatistic: Metric
    /// The chance of a mean at least this far from zero, were the true mean zero (Student's t, two-sided).
    public let pValue: Metric
    /// PSR against a true Sharpe ratio of zero.
    public let probabilisticSharpe: Metric
    /// DSR.
    public let deflatedSharpe: Metric
    /// MinTRL in periods, at 95 % against zero.
    public let minimumTrackRecord: Metric
    /// Wins and losses by period.
    public let outcomes: OutcomeStatistics

    /// The metrics of an input's returns. O(n log n).
    init(_ input: PerformanceInput) {
        let returns = input.returns.values
        let scale = input.periodsPerYear.squareRoot()
        let riskFree = input.riskFreePerPeriod
        let growth = input.returns.growth()
        let level = growth[growth.count - 1]
        let excess = riskFree == 0 ? returns : returns.map { $0 - riskFree }
        let moments = Moments(returns)
        let excessMoments = riskFree == 0 ? moments : Moments(excess)
        let drawdowns = Drawdowns(growth)
        let missing = UndefinedReason.noReturns

        periodCount = returns.count
        totalReturn = Metric(level - 1)
        annualReturn =
            returns.isEmpty
            ? .undefined(missing) : Metric(Double.pow(level, input.periodsPerYear / Double(returns.count)) - 1)
        volatility = moments.deviation.map { Metric($0 * scale) } ?? .undefined(.tooFewReturns)
        sharpe = Metric(SharpeRatio.perPeriod(excessMoments) * scale)
        let downside = (excess.reduce(0) { $1 < 0 ? $0 + $1 * $1 : $0 } / Double(max(returns.count, 1))).squareRoot()
        sortino = Metric.gain(excessMoments.mean, over: downside).map { $0 * scale }
        self.drawdowns = drawdowns
        calmar = ReturnMetrics.ratio(annualReturn, over: drawdowns.maximum)
        recoveryFactor = ReturnMetrics.ratio(totalReturn, over: drawdowns.maximum)
        martin = ReturnMetrics.ratio(annualReturn.map { $0 - input.riskFree }, over: drawdowns.ulcerIndex)
        omega = OutcomeStatistics(excess).profitFactor
        outcomes = OutcomeStatistics(returns)
        gainToPain = .gain(outcomes.totalWin - outcomes.totalLoss, over: outcomes.totalLoss)
        let sorted = SortedSample(returns)
        let low = sorted.percentile(0.05)
        valueAtRisk = low.map(Metric.init) ?? .undefined(missing)
        conditionalValueAtRisk = low.flatMap(sorted.meanAtOrBelow).map(Metric.init) ?? .undefined(missing)
        tailRatio =
            low.flatMap { low in sorted.percentile(0.95).map { .gain(abs($0), over: abs(low)) } } ?? .undefined(missing)
        let shapeless = UndefinedReason(sampleOf: returns.count)
        skewness = moments.skewness.map(Metric.init) ?? .undefined(shapeless)
        kurtosis = moments.kurtosis.map(Metric.init) ?? .undefined(shapeless)
        stability = ReturnMetrics.stability(growth)
        tStatistic = moments.tStatistic.map(Metric.init) ?? .undefined(shapeless)
        pValue = tStatistic.map {
            StudentDistribution.twoSidedProbability(t: $0, degreesOfFreedom: Double(returns.count - 1))
        }
        let evidence = SharpeEvidence(excessMoments)
        probabilisticSharpe = evidence?.probability(above: 0) ?? .undefined(shapeless)
        deflatedSharpe = evidence?.deflatedProbability(input.trials) ?? .undefined(shapeless)
        minimumTrackRecord = evidence?.minimumTrackRecord() ?? .undefined(shapeless)
    }

    private static func ratio(_ gain: Metric, over loss: Double) -> Metric {
        guard let number = gain.number else { return gain }
        return .gain(number, over: loss)
    }

    /// R² of the least-squares line through the logarithms of the equity after each period.
    private static func stability(_ growth: [Double]) -> Metric {
        let periods = growth.count - 1
        guard periods > 1 else { return .undefined(.tooFewReturns) }
        guard growth.allSatisfy({ $0 > 0 }) else { return .undefined(.equityLost) }
        let logs = growth.dropFirst().map { Double.log($0) }
        let moments = Moments(logs)
        guard moments.squares > 0 else { return .undefined(.noDeviation) }
        let middle = Double(periods - 1) / 2
        let product = logs.enumerated().reduce(0) { $0 + (Double($1.offset) - middle) * ($1.element - moments.mean) }
        let count = Double(periods)
        let timeSquares = count * (count * count - 1) / 12
        return Metric(product * product / (timeSquares * moments.squares))
    }
}

extension UndefinedReason {
    /// Why a sample of this size has no deviation.
    fileprivate init(sampleOf count: Int) {
        self = count == 0 ? .noReturns : count == 1 ? .tooFewReturns : .noDeviation
    }
}

extension PerformanceInput {
    /// The risk-free rate of one period, compounded.
    var riskFreePerPeriod: Double { riskFree == 0 ? 0 : Double.pow(1 + riskFree, 1 / periodsPerYear) - 1 }
}
