import Foundation
import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Golden values")
struct GoldenValueTests {
    /// The evidence of one column of a 1000 × 20 study, and what two independent libraries conclude from it.
    static let evidence = SharpeEvidence(
        sharpe: 0.1384270478, observations: 1_000, skewness: -0.04463478, kurtosis: 2.99305850)

    @Test("PSR, DSR and MinTRL of the study")
    func study() {
        #expect(abs((Self.evidence.probability(above: 0).number ?? 0) - 0.99999292) < 6e-9)
        #expect(abs((Self.evidence.probability(above: 0.07682575).number ?? 0) - 0.97331396) < 2e-8)
        #expect(abs((Self.evidence.minimumTrackRecord().number ?? 0) - 144.4133) < 6e-5)
    }

    @Test("the expected maximum is what the study's variance of Sharpe ratios gives")
    func expectedMaximum() {
        // The variance that 20 trials need for 0.07682575, and the way back through DSR.
        let unit = Trials(count: 20, sharpeVariance: 1).expectedMaximumSharpe(observations: 1_000)
        let variance = (0.07682575 / unit) * (0.07682575 / unit)
        let deflated = Self.evidence.deflatedProbability(Trials(count: 20, sharpeVariance: variance))
        #expect(abs((deflated.number ?? 0) - 0.97331396) < 2e-8)
    }

    /// Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014), numerical example.
    @Test("the published example of the deflated Sharpe ratio")
    func published() {
        let trials = Trials(count: 100, sharpeVariance: 0.5 / 250)
        #expect(abs(trials.expectedMaximumSharpe(observations: 1_250) - 0.1132) < 5e-5)
        let evidence = SharpeEvidence(sharpe: 2.5 / 250.0.squareRoot(), observations: 1_250, skewness: -3, kurtosis: 10)
        #expect(abs((evidence.deflatedProbability(trials).number ?? 0) - 0.9004) < 5e-5)
    }

    @Test("one trial deflates nothing; more trials deflate more")
    func trials() {
        #expect(Self.evidence.deflatedProbability(.one) == Self.evidence.probability(above: 0))
        let counts = [2, 10, 100, 10_000, 1_000_000_000]
        let levels = counts.map { Trials(count: $0).expectedMaximumSharpe(observations: 1_000) }
        #expect(zip(levels, levels.dropFirst()).allSatisfy(<))
    }

    @Test("a Sharpe ratio at its target needs an infinite record")
    func target() {
        #expect(Self.evidence.minimumTrackRecord(above: 0.1384270478) == .undefined(.sharpeNotAboveTarget))
        var short = Self.evidence
        short.observations = 1
        #expect(short.probability(above: 0) == .undefined(.tooFewReturns))
    }

    /// A series with the statistics of the study's column 7; see the fixture's first lines.
    func column() throws -> PerformanceMetrics {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/golden-returns.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let returns = try lines.map { try #require(Double($0)) / 1e12 }
        try #require(returns.count == 1_000)
        return PerformanceMetrics(
            PerformanceInput(returns: ReturnSeries(start: .epoch, values: returns), periodsPerYear: 252))
    }

    /// The figures on which own code, quantstats and empyrical agreed to eight digits.
    @Test("the study's column to eight digits")
    func columnValues() throws {
        let returns = try column().returns
        // Eight decimals; the last digit may differ by what the rounding of the solved-for figures leaves.
        let rows: [(Metric, Double)] = [
            (returns.annualReturn, 0.40380429), (returns.volatility, 0.16029214), (returns.sharpe, 2.19746126),
            (returns.sortino, 3.44361818), (Metric(-returns.drawdowns.maximum), -0.12195637),
            (returns.omega, 1.41558226), (returns.tailRatio, 1.10944237), (returns.outcomes.profitFactor, 1.41558226),
            (Metric(returns.outcomes.winRate), 0.558), (returns.outcomes.payoff, 1.12130351),
            (returns.outcomes.kelly, 0.16381591), (Metric(returns.drawdowns.ulcerIndex), 0.03999661),
            (returns.valueAtRisk, -0.01613814), (returns.conditionalValueAtRisk, -0.01970380),
            (returns.skewness, -0.04463478), (returns.kurtosis, 2.99305850), (returns.probabilisticSharpe, 0.99999292),
        ]
        for (index, row) in rows.enumerated() {
            #expect(abs((row.0.number ?? .nan) - row.1) < 1.2e-8, "row \(index): \(row.0) against \(row.1)")
        }
        // Not solved for, and steep in the rounded figures: seven digits.
        #expect(isClose(returns.totalReturn, 2.84193370, 5e-8))
        #expect(isClose(returns.calmar, 3.31105534, 5e-8))
        #expect(isClose(returns.minimumTrackRecord, 144.4133, 5e-7))
    }
}
