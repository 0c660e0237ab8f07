import SigmaModel

/// The metrics of a run's trades. An open trade counts at its last price.
public struct TradeMetrics: Hashable, Sendable {
    /// Trades, open ones included.
    public let count: Int
    /// Trades still open.
    public let openCount: Int
    /// Wins and losses by net profit, in the quote currency.
    public let outcomes: OutcomeStatistics
    /// Profit before and after each kind of cost, in the quote currency.
    public let costs: Costs
    /// The share of the run's time in which any position was held.
    public let exposure: Metric
    /// Traded notional over the mean of the equity at the periods' ends, over the whole run.
    public let turnover: Metric
    /// The mean time from first to last fill.
    public let averageDuration: Metric
    /// The mean number of bars held.
    public let averageBarsHeld: Metric
    /// The mean net return on the entry notional.
    public let averageReturn: Metric
    /// The trade with the largest net profit, the earlier of equals.
    public let best: RoundTrip?
    /// The trade with the smallest net profit, the earlier of equals.
    public let worst: RoundTrip?
    /// The mean widest move against a trade, as a share of its entry price.
    public let averageAdverseExcursion: Metric
    /// The mean widest move in a trade's favour, as a share of its entry price.
    public let averageFavourableExcursion: Metric

    /// The metrics of the trades, if they are known. O(n log n).
    init?(_ input: PerformanceInput) {
        guard let trips = input.roundTrips else { return nil }
        let number = Double(trips.count)
        func mean(_ value: (RoundTrip) -> Double) -> Metric {
            trips.isEmpty ? .undefined(.noTrades) : Metric(trips.reduce(0) { $0 + value($1) } / number)
        }
        count = trips.count
        openCount = trips.count { $0.isOpen }
        outcomes = OutcomeStatistics(trips.map(\.netProfit.double))
        costs = Costs(trips, slippage: input.slippage)
        exposure = TradeMetrics.exposure(trips, input)
        turnover = TradeMetrics.turnover(trips, input)
        averageDuration = mean(\.duration.seconds)
        averageBarsHeld = mean { Double($0.barsHeld) }
        averageReturn = mean(\.netReturn)
        best = trips.reduce(nil) { best, trip in best.map { trip.netProfit > $0.netProfit ? trip : $0 } ?? trip }
        worst = trips.reduce(nil) { worst, trip in worst.map { trip.netProfit < $0.netProfit ? trip : $0 } ?? trip }
        averageAdverseExcursion = mean(\.maxAdverseExcursion.fraction)
        averageFavourableExcursion = mean(\.maxFavourableExcursion.fraction)
    }

    /// The union of the holding times, cut to the run, over the run's length.
    private static func exposure(_ trips: [RoundTrip], _ input: PerformanceInput) -> Metric {
        let start = input.equity?.start ?? input.returns.start
        let end = input.equity?.end ?? input.returns.end
        guard end > start else { return .undefined(.noReturns) }
        var held = 0.0
        var covered = start
        for trip in trips.sorted(by: { $0.entryTime < $1.entryTime }) {
            let from = max(trip.entryTime, covered)
            let until = min(trip.exitTime, end)
            guard until > from else { continue }
            held += (until - from).seconds
            covered = until
        }
        return Metric(held / (end - start).seconds)
    }

    private static func turnover(_ trips: [RoundTrip], _ input: PerformanceInput) -> Metric {
        guard let equity = input.equity else { return .undefined(.noEquity) }
        let closes = equity.closes(every: input.returns.span)
        let mean = closes.reduce(0) { $0 + $1.double } / Double(max(closes.count, 1))
        guard mean > 0 else { return .undefined(closes.isEmpty ? .noEquity : .equityLost) }
        return Metric(trips.reduce(0) { $0 + $1.tradedNotional.double } / mean)
    }
}
