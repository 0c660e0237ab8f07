import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Metrics of trades")
struct TradeMetricsTests {
    func trip(
        from entry: Int64, to exit: Int64, entry entryNotional: String, exit exitNotional: String, fee: String = "0",
        bars: Int = 1
    ) throws -> RoundTrip {
        RoundTrip(
            instrument: InstrumentID(0), strategy: StrategyID(0), direction: .long,
            entryTime: Timestamp(seconds: entry),
            exitTime: Timestamp(seconds: exit), quantity: try Quantity("1"), entryNotional: try Money(entryNotional),
            exitNotional: try Money(exitNotional), fees: try Money(fee), barsHeld: bars)
    }

    func sample() throws -> PerformanceMetrics {
        var equity = EquityCurve(start: .epoch, initial: try Money("1000"))
        equity.append(Timestamp(seconds: 86_400), try Money("1010"))
        equity.append(Timestamp(seconds: 172_800), try Money("990"))
        var input = PerformanceInput(
            equity: equity,
            roundTrips: [
                // Two overlapping trades, one inside another, one beyond the run's end: 0…30,000 and 150,000…172,800.
                try trip(from: 0, to: 20_000, entry: "100", exit: "110", fee: "1", bars: 2),
                try trip(from: 10_000, to: 30_000, entry: "100", exit: "95", fee: "1", bars: 4),
                try trip(from: 12_000, to: 13_000, entry: "100", exit: "121", fee: "1"),
                try trip(from: 150_000, to: 200_000, entry: "100", exit: "90", fee: "1"),
            ])
        input.slippage = try Money("3")
        return PerformanceMetrics(input)
    }

    @Test("by hand")
    func byHand() throws {
        let trades = try #require(try sample().trades)
        #expect(trades.count == 4)
        #expect(trades.outcomes.winCount == 2)
        #expect(isClose(trades.outcomes.profitFactor, 29.0 / 17, 1e-14))
        #expect(isClose(trades.outcomes.payoff, 29.0 / 17, 1e-14))
        #expect(trades.outcomes.winRate == 0.5)
        #expect(isClose(trades.outcomes.expectancy, 3, 1e-14))
        // Outcomes 9, -6, 20, -11: mean 3, squares 36 + 81 + 289 + 196 = 602.
        #expect(isClose(trades.outcomes.systemQuality, 2 * 3 / (602.0 / 3).squareRoot(), 1e-14))
        #expect(isClose(trades.exposure, 52_800.0 / 172_800, 1e-14))
        #expect(isClose(trades.turnover, 816.0 / 1_000, 1e-14))
        #expect(trades.averageDuration == .value((20_000 + 20_000 + 1_000 + 50_000) / 4))
        #expect(trades.averageBarsHeld == .value(2))
        #expect(isClose(trades.averageReturn, 0.03, 1e-14))
        #expect(trades.best?.netProfit == (try Money("20")))
        #expect(trades.worst?.netProfit == (try Money("-11")))
        #expect(trades.costs.grossProfit == (try Money("16")))
        #expect(trades.costs.fees == (try Money("4")))
        #expect(trades.costs.netProfit == (try Money("12")))
        #expect(trades.costs.total == (try Money("7")))
        #expect(trades.costs.profitBeforeCosts == (try Money("19")))
    }

    @Test("without trades, rates are 0 and means are undefined")
    func empty() throws {
        var equity = EquityCurve(start: .epoch, initial: try Money("1000"))
        equity.append(Timestamp(seconds: 86_400), try Money("1000"))
        let trades = try #require(PerformanceMetrics(PerformanceInput(equity: equity, roundTrips: [])).trades)
        #expect(trades.outcomes.profitFactor == .value(0))
        #expect(trades.exposure == .value(0))
        #expect(trades.turnover == .value(0))
        #expect(trades.averageDuration == .undefined(.noTrades))
        #expect(trades.best == nil)
        #expect(trades.costs.slippage == nil)
    }

    @Test("turnover needs an equity curve")
    func noEquity() throws {
        let input = PerformanceInput(
            returns: ReturnSeries(start: .epoch, values: [0.1]),
            roundTrips: [try trip(from: 0, to: 43_200, entry: "1", exit: "2")])
        let trades = try #require(PerformanceMetrics(input).trades)
        #expect(trades.turnover == .undefined(.noEquity))
        #expect(trades.exposure == .value(0.5))
    }

    @Test("the catalogue names each metric once, in two languages")
    func catalogue() throws {
        let all = MetricDescription.all
        #expect(Set(all.map(\.id)).count == all.count)
        #expect(Set(all.map(\.english)).count == all.count)
        #expect(Set(all.map(\.korean)).count == all.count)
        for row in all {
            #expect(row.explanationEnglish.hasSuffix("."), "\(row.id)")
            #expect(row.explanationKorean.hasSuffix("."), "\(row.id)")
            #expect(row.korean.unicodeScalars.contains { $0.value > 0x1100 }, "\(row.id)")
            #expect(MetricDescription.named(row.id)?.english == row.english)
        }
        #expect(MetricDescription.named("nothing") == nil)
        #expect(all.prefix(4).map(\.id) == ["totalReturn", "annualReturn", "volatility", "sharpe"])
    }

    @Test("the catalogue reads the right values")
    func catalogueValues() throws {
        let metrics = try sample()
        func value(_ id: String) -> Metric? { MetricDescription.named(id)?.value(in: metrics) }
        #expect(value("fees") == .value(4))
        #expect(value("slippage") == .value(3))
        #expect(value("netProfit") == .value(12))
        #expect(value("bestTrade") == .value(20))
        #expect(value("longestDrawdown") == .value(86_400))
        #expect(value("longestWinRun") == .value(1))
        #expect(value("winCount") == .value(2))
        #expect(value("alpha") == .undefined(.noBenchmark))
        let bare = PerformanceMetrics(PerformanceInput(returns: ReturnSeries(start: .epoch, values: [0.1, -0.1])))
        #expect(MetricDescription.named("winRate")?.value(in: bare) == .undefined(.notMeasured))
    }

    @Test("rolling Sharpe has one point per full window")
    func rolling() throws {
        let returns = [0.01, -0.02, 0.03, 0.01, 0.01]
        let series = ReturnSeries(start: .epoch, values: returns)
        let metrics = PerformanceMetrics(PerformanceInput(returns: series, rollingWindow: 2))
        #expect(metrics.rollingSharpe.count == 4)
        #expect(metrics.rollingSharpe[0].time == Timestamp(seconds: 172_800))
        let deviation = 0.015 * 2.0.squareRoot()
        #expect(isClose(metrics.rollingSharpe[0].sharpe, -0.005 / deviation * 365.0.squareRoot(), 1e-13))
        #expect(metrics.rollingSharpe[3].sharpe == 0)
        #expect(PerformanceMetrics(PerformanceInput(returns: series, rollingWindow: 6)).rollingSharpe.isEmpty)
    }
}
