package import SigmaAnalytics
package import SigmaModel

/// Everything that a tear sheet says; what is not known is left nil or empty and shown as such.
package struct TearSheetInput: Sendable {
    /// What was run.
    package var title: ReportTitle
    /// The strategy's parameters, in its order.
    package var parameters: [ReportParameter] = []
    /// The account's value over the run.
    package var equity: EquityCurve
    /// What holding the instrument instead was worth; drawn from the same initial capital.
    package var benchmark: EquityCurve?
    /// The prices of ``priceInstrument``.
    package var price: PriceOverview?
    /// The instrument whose trades the price chart shows.
    package var priceInstrument = InstrumentID(0)
    /// The names of the instruments by number; needed when there are several.
    package var instrumentNames: [String] = []
    /// The trades, open ones included, by time of their exit; nil if they are not known.
    package var roundTrips: [RoundTrip]?
    /// The numbers of the run.
    package var metrics: PerformanceMetrics
    /// The returns that the metrics were computed from.
    package var returns: ReturnSeries
    /// What speaks against the result.
    package var findings: [BacktestFinding] = []
    /// The steps from gross to net.
    package var costLines: [CostLine] = []
    /// How orders were filled.
    package var fillRule: [ReportFact] = []
    /// Fees, slippage, latency and queue as they were assumed.
    package var assumptions: [ReportFact] = []
    /// What was read.
    package var data: [DataSummary] = []
    /// What it takes to get the same result.
    package var reproduction: Reproduction

    /// The least that a report needs; cost lines follow from the metrics, all else can be set afterwards.
    package init(
        title: ReportTitle, equity: EquityCurve, roundTrips: [RoundTrip]?, metrics: PerformanceMetrics,
        reproduction: Reproduction
    ) {
        self.title = title
        self.equity = equity
        self.roundTrips = roundTrips
        self.metrics = metrics
        self.reproduction = reproduction
        returns = equity.returns(every: metrics.span)
        costLines = metrics.trades.map { CostLine.lines(of: $0.costs) } ?? []
    }
}
