import SigmaAnalytics
import SigmaModel
import Testing

/// What each metric says where its formula has no plain answer; a row of the contract each.
@Suite("Edge cases of the metrics")
struct EdgeCaseTests {
    func metrics(_ returns: [Double], riskFree: Double = 0, benchmark: [Double]? = nil) -> PerformanceMetrics {
        PerformanceMetrics(
            PerformanceInput(
                returns: ReturnSeries(start: .epoch, values: returns), riskFree: riskFree, benchmark: benchmark))
    }

    @Test("profit factor: 0 when empty, infinite without loss, 0 without win; the score caps it at 5")
    func profitFactor() {
        #expect(OutcomeStatistics([]).profitFactor == .value(0))
        #expect(OutcomeStatistics([1, 2]).profitFactor == .infinite)
        #expect(OutcomeStatistics([-1]).profitFactor == .value(0))
        #expect(OutcomeStatistics([0]).profitFactor == .value(0))
        #expect(OutcomeStatistics([3, -1, -1]).profitFactor == .value(1.5))
        let lossless = SignalStatistics([0.03, 0.03])
        #expect(isClose(lossless.score, 0.4 * 5 + 0.2 + 0.3 + 0.1, 1e-14))
        #expect(SignalStatistics([0.6, -0.01]).score.number.map { $0 < 2.6 } == true)
    }

    @Test("maximum drawdown: 0 when empty, without loss and when flat; the first loss counts; positive")
    func maxDrawdown() {
        for returns in [[], [0.1, 0.2], [0, 0, 0]] { #expect(metrics(returns).returns.drawdowns.maximum == 0) }
        #expect(isClose(metrics([-0.25, 0.1]).returns.drawdowns.maximum, 0.25, 1e-15))
        #expect(isClose(SignalStatistics([-0.25, 0.1]).maxDrawdown, 0.25, 1e-15))
        #expect(SignalStatistics([]).maxDrawdown == 0)
    }

    @Test("win rate: 0 when empty, 1 without loss, zeros in the denominator")
    func winRate() {
        #expect(OutcomeStatistics([]).winRate == 0)
        #expect(OutcomeStatistics([1, 2]).winRate == 1)
        // Two of five won; quantstats would leave the two flat ones out and say 0.667.
        #expect(OutcomeStatistics([0.01, 0, 0.02, 0, -0.01]).winRate == 0.4)
    }

    @Test("success rate: 0 when empty, the target itself counts")
    func successRate() {
        #expect(SignalStatistics([]).successRate == 0)
        #expect(SignalStatistics([0.02, 0.0199, -0.02, 0.05]).successRate == 0.5)
        #expect(SignalStatistics([0.02, 0.04], target: 0.03).successRate == 0.5)
    }

    @Test(
        "Sharpe: 0 when empty, for one return and for a constant series",
        arguments: [[], [0.1], [0.1, 0.1, 0.1], [0, 0]])
    func sharpe(returns: [Double]) {
        #expect(metrics(returns).returns.sharpe == .value(0))
    }

    @Test("Sharpe: excess over a matching risk-free rate is constant too")
    func constantExcess() {
        #expect(metrics(Array(repeating: 0.000_1, count: 50), riskFree: 0.037_172_4).returns.sharpe == .value(0))
    }

    @Test("score: pruned when empty, finite through the cap")
    func score() {
        #expect(SignalStatistics([]).score == .undefined(.noTrades))
        #expect(SignalStatistics([0.1]).score.number != nil)
        // PF 2, MDD 0.1, PSU 0.5, win rate 0.5.
        #expect(isClose(SignalStatistics([-0.1, 0.2]).score, 0.8 + 0.18 + 0.15 + 0.05, 1e-14))
    }

    @Test("no returns: what has a limit is 0, the rest says why")
    func empty() {
        let returns = metrics([]).returns
        #expect(returns.totalReturn == .value(0))
        #expect(returns.annualReturn == .undefined(.noReturns))
        #expect(returns.volatility == .undefined(.tooFewReturns))
        #expect(returns.sortino == .value(0))
        #expect(returns.calmar == .undefined(.noReturns))
        #expect(returns.recoveryFactor == .value(0))
        #expect(returns.omega == .value(0))
        #expect(returns.valueAtRisk == .undefined(.noReturns))
        #expect(returns.conditionalValueAtRisk == .undefined(.noReturns))
        #expect(returns.tailRatio == .undefined(.noReturns))
        #expect(returns.skewness == .undefined(.noReturns))
        #expect(returns.stability == .undefined(.tooFewReturns))
        #expect(returns.probabilisticSharpe == .undefined(.noReturns))
        #expect(metrics([]).trades == nil)
    }

    @Test("only gains: ratios to loss are infinite")
    func onlyGains() {
        let returns = metrics([0.01, 0.02, 0.03]).returns
        for metric in [
            returns.sortino, returns.calmar, returns.recoveryFactor, returns.martin, returns.omega, returns.gainToPain,
            returns.outcomes.payoff,
        ] { #expect(metric == .infinite) }
        #expect(returns.outcomes.kelly == .value(1))
        #expect(returns.outcomes.averageLoss == .undefined(.noLosses))
    }

    @Test("only losses")
    func onlyLosses() {
        let returns = metrics([-0.01, -0.02]).returns
        #expect(returns.outcomes.payoff == .value(0))
        #expect(returns.outcomes.kelly == .undefined(.noWins))
        #expect(returns.gainToPain == .value(-1))
        #expect(returns.minimumTrackRecord == .undefined(.sharpeNotAboveTarget))
    }

    @Test("everything lost: -100 %, no log curve")
    func ruin() {
        let returns = metrics([0.1, -1, 0]).returns
        #expect(returns.totalReturn == .value(-1))
        #expect(returns.annualReturn == .value(-1))
        #expect(returns.drawdowns.maximum == 1)
        #expect(returns.stability == .undefined(.equityLost))
    }

    @Test("a run too short to annualise overflows into a reason")
    func overflow() {
        #expect(metrics([9]).returns.annualReturn == .undefined(.outOfRange))
    }

    @Test("zeros are neither win nor loss in expectancy, Kelly and runs")
    func zeros() {
        let outcomes = OutcomeStatistics([1, 0, 1, 1, -1, 0, -1])
        #expect(isClose(outcomes.expectancy, 1.0 / 7, 1e-15))
        #expect(isClose(outcomes.kelly, 0.6 - 0.4, 1e-15))
        #expect(outcomes.longestWinRun == 2)
        #expect(outcomes.longestLossRun == 1)
        #expect(OutcomeStatistics([1]).systemQuality == .undefined(.tooFewTrades))
        #expect(OutcomeStatistics([1, 1]).systemQuality == .undefined(.noDeviation))
        #expect(OutcomeStatistics([]).expectancy == .undefined(.noTrades))
    }

    @Test("benchmark: absent, of another length, constant, equal")
    func benchmark() {
        let returns = [0.01, -0.02, 0.03]
        #expect(metrics(returns).benchmark.alpha == .undefined(.noBenchmark))
        let other = metrics(returns, benchmark: [0.01]).benchmark
        #expect(other.beta == .undefined(.benchmarkMismatch))
        #expect(isClose(other.totalReturn, 0.01, 1e-14))
        #expect(metrics(returns, benchmark: [0.1, 0.1, 0.1]).benchmark.beta == .undefined(.noDeviation))
        let same = metrics(returns, benchmark: returns).benchmark
        #expect(isClose(same.beta, 1, 1e-14))
        #expect(same.alpha.number.map { abs($0) < 1e-14 } == true)
        #expect(same.informationRatio == .undefined(.noDeviation))
    }

    @Test("a number that is none becomes a reason")
    func metric() {
        #expect(Metric(.nan) == .undefined(.outOfRange))
        #expect(Metric(.infinity) == .undefined(.outOfRange))
        #expect(Metric.gain(-1, over: 0) == .undefined(.noLosses))
        #expect(Metric.infinite.map { $0 + 1 } == .infinite)
        #expect(Metric.value(2).map { $0 / 0 } == .undefined(.outOfRange))
    }

    @Test("no metric is ever NaN, whatever the series", arguments: 0..<300 as Range<UInt64>)
    func neverNaN(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let choices = [0, 0, 0.01, -0.01, 1e-300, -1, 50, -0.5, 1e100, 1e-17]
        let returns = (0..<Int(seed % 12)).map { _ in choices.randomElement(using: &generator) ?? 0 }
        let metrics = PerformanceMetrics(
            PerformanceInput(
                returns: ReturnSeries(start: .epoch, values: returns), riskFree: seed % 2 == 0 ? 0 : 0.05,
                roundTrips: [],
                benchmark: returns.reversed(), trials: Trials(count: Int(seed % 5) + 1), rollingWindow: 3))
        for row in MetricDescription.all {
            if case .value(let number) = row.value(in: metrics) { #expect(number.isFinite, "\(row.id)") }
        }
    }
}
