public import SigmaModel

/// What the critic needs to know of a backtest; a fact that is not known is nil and draws no finding.
public struct BacktestFacts: Hashable, Sendable {
    /// Round trips, open ones included.
    public var tradeCount: Int?
    /// The length of the run in days.
    public var days: Double?
    /// The parameters that the strategy can be tuned by.
    public var parameterCount: Int?
    /// Σ winning over Σ losing net profits; infinite when no trade lost.
    public var profitFactor: Metric?
    /// The share of the time with a position.
    public var exposure: Double?
    /// Whether the equity never changed.
    public var isEquityFlat: Bool?
    /// The share of the expected bars or seconds that the data lacks.
    public var gapShare: Double?
    /// Whether orders were filled from bars alone, without trades or books.
    public var fillsFromBarsOnly: Bool?
    /// Whether fills were assumed to slip.
    public var assumesSlippage: Bool?
    /// Whether fills paid a fee.
    public var paysFees: Bool?
    /// The largest trade's share of the net profit; nil without a profit.
    public var largestTradeShare: Double?
    /// Trades open at the end.
    public var openTradeCount: Int?
    /// The t-statistic of the mean return per period.
    public var tStatistic: Double?
    /// The two-sided p-value of the mean return.
    public var pValue: Double?
    /// The annual Sharpe ratio.
    public var sharpe: Double?
    /// Fees and slippage.
    public var costs: Money?
    /// Profit before all costs.
    public var profitBeforeCosts: Money?
    /// Fills later than ``staleAfterBars`` bars after the last trade of their instrument.
    public var staleFillCount: Int?
    /// The bars without a trade after which a fill counts as stale.
    public var staleAfterBars: Int

    /// No fact known yet.
    public init(staleAfterBars: Int = 1) {
        self.staleAfterBars = staleAfterBars
    }

    /// What the metrics tell; facts of the set-up and the data remain to be added.
    public init(_ metrics: PerformanceMetrics) {
        self.init()
        let returns = metrics.returns
        days = Double(returns.periodCount) * metrics.span.seconds / TimeSpan.day.seconds
        isEquityFlat = returns.outcomes.best == 0 && returns.outcomes.worst == 0
        tStatistic = returns.tStatistic.number
        pValue = returns.pValue.number
        sharpe = returns.sharpe.number
        guard let trades = metrics.trades else { return }
        tradeCount = trades.count
        openTradeCount = trades.openCount
        profitFactor = trades.outcomes.profitFactor
        exposure = trades.exposure.number
        costs = trades.costs.total
        profitBeforeCosts = trades.costs.profitBeforeCosts
        paysFees = trades.count == 0 ? nil : trades.costs.fees != .zero
        if let best = trades.best, trades.costs.netProfit > .zero {
            largestTradeShare = best.netProfit.double / trades.costs.netProfit.double
        }
    }
}
