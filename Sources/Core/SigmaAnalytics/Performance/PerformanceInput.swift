public import SigmaModel

/// All that the metrics of one run are computed from.
public struct PerformanceInput: Sendable {
    /// The returns of the run's periods.
    public var returns: ReturnSeries
    /// Periods in a year: 365 for daily returns of a market that never closes.
    public var periodsPerYear: Double
    /// The annual risk-free rate; compounded down to a period.
    public var riskFree: Double
    /// The equity samples that the returns come from, for turnover and the drawdown between closes.
    public var equity: EquityCurve?
    /// The run's trades, open ones included, all in one quote currency; nil if they are not known.
    public var roundTrips: [RoundTrip]?
    /// The benchmark's return in each period.
    public var benchmark: [Double]?
    /// What fills cost against the price when the order was sent; nil if that was not measured.
    public var slippage: Money?
    /// What was tried before this run was chosen.
    public var trials: Trials
    /// The periods of one rolling Sharpe ratio, at least two.
    public var rollingWindow: Int

    /// Input from returns; everything else is optional and becomes "unknown" where it is missing.
    public init(
        returns: ReturnSeries, periodsPerYear: Double = 365, riskFree: Double = 0, equity: EquityCurve? = nil,
        roundTrips: [RoundTrip]? = nil, benchmark: [Double]? = nil, slippage: Money? = nil, trials: Trials = .one,
        rollingWindow: Int = 90
    ) {
        precondition(periodsPerYear > 0 && periodsPerYear.isFinite, "a year has a positive number of periods")
        precondition(riskFree > -1 && riskFree.isFinite, "a risk-free rate is finite and above -1")
        precondition(benchmark?.allSatisfy(\.isFinite) ?? true, "benchmark returns are finite")
        precondition(rollingWindow > 1, "a rolling window holds at least two periods")
        self.returns = returns
        self.periodsPerYear = periodsPerYear
        self.riskFree = riskFree
        self.equity = equity
        self.roundTrips = roundTrips
        self.benchmark = benchmark
        self.slippage = slippage
        self.trials = trials
        self.rollingWindow = rollingWindow
    }

    /// Input from an equity curve, resampled to daily returns in UTC.
    public init(equity: EquityCurve, roundTrips: [RoundTrip]? = nil) {
        self.init(returns: equity.returns(), equity: equity, roundTrips: roundTrips)
    }
}
