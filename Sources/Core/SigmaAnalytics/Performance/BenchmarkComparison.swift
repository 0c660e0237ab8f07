import RealModule

/// Returns beside those of a benchmark of the same periods, such as buying and holding.
public struct BenchmarkComparison: Hashable, Sendable {
    /// The benchmark's compounded return.
    public let totalReturn: Metric
    /// Return beyond what beta explains, annualised by compounding (Jensen 1968).
    public let alpha: Metric
    /// The slope of the returns on the benchmark's, by ordinary least squares.
    public let beta: Metric
    /// Mean over deviation (ddof 1) of the difference, per period.
    public let informationRatio: Metric

    /// Compares a run with its benchmark, if it has one. O(n).
    init(_ input: PerformanceInput) {
        guard let benchmark = input.benchmark else {
            self.init(totalReturn: .undefined(.noBenchmark), reason: .noBenchmark)
            return
        }
        let returns = input.returns.values
        let total = Metric(benchmark.reduce(1) { $0 * (1 + $1) } - 1)
        guard returns.count == benchmark.count else {
            self.init(totalReturn: total, reason: .benchmarkMismatch)
            return
        }
        guard returns.count > 1 else {
            self.init(totalReturn: total, reason: .tooFewReturns)
            return
        }
        let own = Moments(returns)
        let other = Moments(benchmark)
        let difference = Moments(zip(returns, benchmark).map { $0 - $1 })
        let products = zip(returns, benchmark).reduce(0) { $0 + ($1.0 - own.mean) * ($1.1 - other.mean) }
        let slope = other.squares > 0 ? Metric(products / other.squares) : .undefined(.noDeviation)
        let riskFree = input.riskFreePerPeriod
        self.init(
            totalReturn: total,
            alpha: slope.map { slope in
                let perPeriod = own.mean - riskFree - slope * (other.mean - riskFree)
                return perPeriod > -1 ? Double.pow(1 + perPeriod, input.periodsPerYear) - 1 : .nan
            },
            beta: slope,
            informationRatio: difference.squares > 0
                ? Metric(SharpeRatio.perPeriod(difference)) : .undefined(.noDeviation))
    }

    private init(totalReturn: Metric, reason: UndefinedReason) {
        self.init(
            totalReturn: totalReturn, alpha: .undefined(reason), beta: .undefined(reason),
            informationRatio: .undefined(reason))
    }

    private init(totalReturn: Metric, alpha: Metric, beta: Metric, informationRatio: Metric) {
        self.totalReturn = totalReturn
        self.alpha = alpha
        self.beta = beta
        self.informationRatio = informationRatio
    }
}
