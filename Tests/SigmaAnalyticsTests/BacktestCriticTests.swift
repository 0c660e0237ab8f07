import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Backtest critic")
struct BacktestCriticTests {
    /// One change to facts that draw no finding, and what it draws.
    struct Row: Sendable, CustomTestStringConvertible {
        let code: BacktestFinding.Code
        let severity: BacktestFinding.Severity
        let change: @Sendable (inout BacktestFacts) -> Void
        var testDescription: String { "\(code) \(severity)" }

        init(
            _ code: BacktestFinding.Code, _ severity: BacktestFinding.Severity,
            _ change: @escaping @Sendable (inout BacktestFacts) -> Void
        ) {
            self.code = code
            self.severity = severity
            self.change = change
        }
    }

    static func sound() -> BacktestFacts {
        var facts = BacktestFacts(staleAfterBars: 2)
        facts.tradeCount = 100
        facts.days = 90
        facts.parameterCount = 10
        facts.profitFactor = .value(1.4)
        facts.exposure = 0.01
        facts.isEquityFlat = false
        facts.gapShare = 0
        facts.fillsFromBarsOnly = false
        facts.assumesSlippage = true
        facts.paysFees = true
        facts.largestTradeShare = 0.3
        facts.openTradeCount = 0
        facts.tStatistic = 1.97
        facts.pValue = 0.05
        facts.sharpe = 3
        facts.costs = Money(raw: 100)
        facts.profitBeforeCosts = Money(raw: 100)
        facts.staleFillCount = 0
        return facts
    }

    @Test("facts on the right side of every limit draw nothing, unknown facts neither")
    func silent() {
        #expect(BacktestCritic.findings(BacktestCriticTests.sound()).isEmpty)
        #expect(BacktestCritic.findings(BacktestFacts()).isEmpty)
    }

    @Test(
        "each limit draws its finding and no other",
        arguments: [
            Row(.noTrades, .serious) { $0.tradeCount = 0 },
            Row(.fewTrades, .serious) { $0.tradeCount = 29 },
            Row(.fewTrades, .warning) { $0.tradeCount = 30 },
            Row(.fewTrades, .warning) { $0.tradeCount = 99 },
            Row(.shortPeriod, .warning) { $0.days = 89.5 },
            Row(.manyParameters, .warning) { $0.parameterCount = 11 },
            Row(.infiniteProfitFactor, .warning) { $0.profitFactor = .infinite },
            Row(.hardlyExposed, .warning) { $0.exposure = 0.0099 },
            Row(.flatEquity, .serious) { $0.isEquityFlat = true },
            Row(.dataGaps, .info) { $0.gapShare = 0.01 },
            Row(.dataGaps, .warning) { $0.gapShare = 0.05 },
            Row(.dataGaps, .serious) { $0.gapShare = 0.051 },
            Row(.barFills, .info) { $0.fillsFromBarsOnly = true },
            Row(.noSlippage, .warning) { $0.assumesSlippage = false },
            Row(.noFees, .warning) { $0.paysFees = false },
            Row(.oneTradeDominates, .warning) { $0.largestTradeShare = 0.31 },
            Row(.openPosition, .info) { $0.openTradeCount = 1 },
            Row(.insignificantMean, .warning) { $0.pValue = 0.051 },
            Row(.suspiciousSharpe, .warning) { $0.sharpe = 3.01 },
            Row(.costsExceedProfit, .serious) { $0.costs = Money(raw: 101) },
            Row(.staleFills, .serious) { $0.staleFillCount = 4 },
        ])
    func each(row: Row) throws {
        var facts = BacktestCriticTests.sound()
        row.change(&facts)
        let findings = BacktestCritic.findings(facts)
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(finding.code == row.code)
        #expect(finding.severity == row.severity)
        #expect(finding.english.hasSuffix(".") && finding.korean.hasSuffix("."))
        #expect(finding.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) })
    }

    @Test("the texts carry the numbers")
    func texts() throws {
        var facts = BacktestCriticTests.sound()
        facts.gapShare = 0.12345
        let finding = try #require(BacktestCritic.findings(facts).first)
        #expect(finding.english == "12.35 % of the data is missing.")
        #expect(finding.korean.contains("12.35 %"))
        #expect(finding.numbers.first?.value == 0.12345)
    }

    @Test("serious findings come first")
    func order() {
        var facts = BacktestCriticTests.sound()
        facts.openTradeCount = 1
        facts.days = 3
        facts.staleFillCount = 1
        facts.tradeCount = 5
        #expect(BacktestCritic.findings(facts).map(\.code) == [.fewTrades, .staleFills, .shortPeriod, .openPosition])
    }

    @Test("a losing strategy is not accused of costs alone")
    func losing() {
        var facts = BacktestCriticTests.sound()
        facts.profitBeforeCosts = Money(raw: -5)
        #expect(BacktestCritic.findings(facts).isEmpty)
    }

    @Test("facts are read from metrics")
    func fromMetrics() throws {
        var equity = EquityCurve(start: .epoch, initial: try Money("1000"))
        equity.append(Timestamp(seconds: 86_400), try Money("1010"))
        equity.append(Timestamp(seconds: 172_800), try Money("1015"))
        let trip = RoundTrip(
            instrument: InstrumentID(0), strategy: StrategyID(0), direction: .long, entryTime: .epoch,
            exitTime: Timestamp(seconds: 86_400), quantity: try Quantity("1"), entryNotional: try Money("100"),
            exitNotional: try Money("116"), fees: try Money("1"))
        let facts = BacktestFacts(PerformanceMetrics(PerformanceInput(equity: equity, roundTrips: [trip])))
        #expect(facts.tradeCount == 1)
        #expect(facts.days == 2)
        #expect(facts.profitFactor == .infinite)
        #expect(facts.exposure == 0.5)
        #expect(facts.isEquityFlat == false)
        #expect(facts.paysFees == true)
        #expect(facts.largestTradeShare == 1)
        #expect(facts.costs == (try Money("1")))
        #expect(facts.profitBeforeCosts == (try Money("16")))
        #expect(facts.gapShare == nil)
    }
}
