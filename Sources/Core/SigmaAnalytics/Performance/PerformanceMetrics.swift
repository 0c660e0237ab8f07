public import SigmaModel

/// The tear sheet of one run: every metric, with the tables and series that go with them.
///
/// ``MetricDescription/all`` lists the metrics in order, with their names and values.
public struct PerformanceMetrics: Hashable, Sendable {
    /// One point of the rolling Sharpe ratio.
    public struct RollingPoint: Hashable, Sendable {
        /// The end of the window.
        public let time: Timestamp
        /// The annualised ratio of the window's periods.
        public let sharpe: Double
    }

    /// The length of one period.
    public let span: TimeSpan
    /// What the periods' returns alone tell.
    public let returns: ReturnMetrics
    /// The metrics of the trades; nil if the trades are not known.
    public let trades: TradeMetrics?
    /// The returns beside the benchmark's; undefined metrics without one.
    public let benchmark: BenchmarkComparison
    /// Returns by calendar month and year.
    public let monthly: MonthlyReturns
    /// The Sharpe ratio of each full window; empty for a run shorter than one.
    public let rollingSharpe: [RollingPoint]
    /// The deepest drawdown between any two equity samples, not only at the periods' ends.
    public let maxDrawdownOfSamples: Metric

    /// Computes everything. O(n log n) in returns and trades, plus returns × rolling window.
    public init(_ input: PerformanceInput) {
        span = input.returns.span
        returns = ReturnMetrics(input)
        trades = TradeMetrics(input)
        benchmark = BenchmarkComparison(input)
        monthly = MonthlyReturns(input.returns)
        let riskFree = input.riskFreePerPeriod
        let rolling = SharpeRatio.rolling(
            input.returns.values.map { $0 - riskFree }, window: input.rollingWindow,
            periodsPerYear: input.periodsPerYear)
        rollingSharpe = rolling.enumerated().map { index, sharpe in
            RollingPoint(time: input.returns.startTime(index + input.rollingWindow), sharpe: sharpe)
        }
        maxDrawdownOfSamples = input.equity.map { Metric($0.drawdowns.maximum) } ?? .undefined(.noEquity)
    }
}
