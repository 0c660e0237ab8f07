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
}
