import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Promotion gate")
struct PromotionGateTests {
    /// Evidence that passes every criterion.
    static let sound: PromotionEvidence = {
        var evidence = PromotionEvidence()
        evidence.folds = (0..<10).map { .init(candidate: $0 < 7 ? 2 : 1, incumbent: 1.5) }
        evidence.deflatedSharpe = .value(0.95)
        evidence.overfitting = .value(0.199)
        evidence.superiorAbility = .value(0.099)
        evidence.signalCount = 50
        evidence.parameters = [TunedParameter("length", value: 20, bounds: 5...60)]
        evidence.medianLoss = .value(0.249)
        return evidence
    }()

    @Test("evidence at every threshold passes")
    func sound() {
        let verdict = PromotionGate().judge(Self.sound)
        #expect(verdict.isPromoted)
        #expect(verdict.obstacles.isEmpty)
        #expect(verdict.findings.map(\.criterion) == PromotionFinding.Criterion.allCases)
        #expect(verdict.findings.map(\.threshold) == [0.7, 0.95, 0.2, 0.1, 50, 0, 0.25])
        #expect(verdict.findings.map(\.measured.number) == [0.7, 0.95, 0.199, 0.099, 50, 0, 0.249])
    }

    static let failures: [(PromotionFinding.Criterion, String, @Sendable (inout PromotionEvidence) -> Void)] = [
        (
            .foldsWon, "Better on only 6 of 10 walk-forward folds; at least 70 % are asked for.",
            { $0.folds[0] = .init(candidate: 1.5, incumbent: 1.5) }
        ),
        (
            .foldsWon, "Better on only 6 of 10 walk-forward folds; at least 70 % are asked for.",
            { $0.folds[0] = .init(candidate: nil, incumbent: 1.5) }
        ),
        (
            .foldsWon, "Better on only 7 of 12 walk-forward folds; at least 70 % are asked for.",
            { $0.folds += Array(repeating: .init(candidate: 2, incumbent: nil), count: 2) }
        ),
        (
            .deflatedSharpe,
            "Only with 94.99 % is the Sharpe ratio more than the luck of all trials; at least 95 % is asked for.",
            { $0.deflatedSharpe = .value(0.9499) }
        ),
        (
            .overfitting,
            "In 20 % of the divisions the best trial inside is no better than the median outside; below 20 % is asked for.",
            { $0.overfitting = .value(0.2) }
        ),
        (
            .superiorAbility,
            "Were no trial better than the incumbent, luck would look this good in 10 % of cases; below 10 % is asked for.",
            { $0.superiorAbility = .value(0.1) }
        ),
        (.signals, "The scores rest on only 49 signals; at least 50 are asked for.", { $0.signalCount = 49 }),
        (
            .bounds, "Within 2 % of a bound: length; widen the range and tune again.",
            { $0.parameters = [TunedParameter("length", value: 6, bounds: 5...60)] }
        ),
        (
            .stability, "Moving one parameter by 20 % costs 25 % of the score in the median; below 25 % is asked for.",
            { $0.medianLoss = .value(0.25) }
        ),
    ]

    @Test("one failure keeps all others from counting, and says why", arguments: failures)
    func failure(
        criterion: PromotionFinding.Criterion, english: String,
        change: @Sendable (inout PromotionEvidence) -> Void
    ) {
        var evidence = Self.sound
        change(&evidence)
        let verdict = PromotionGate().judge(evidence)
        #expect(verdict.state == .failed && !verdict.isPromoted)
        #expect(verdict.obstacles.map(\.criterion) == [criterion])
        #expect(verdict.obstacles.map(\.english) == [english])
        #expect(verdict.obstacles.allSatisfy { !$0.korean.isEmpty })
    }

    @Test("what is not known does not pass, and is no failure")
    func unknown() {
        let nothing = PromotionGate().judge(PromotionEvidence())
        #expect(nothing.state == .unknown && !nothing.isPromoted)
        #expect(nothing.findings.allSatisfy { $0.state == .unknown && $0.measured.number == nil })
        #expect(nothing.findings[0].english == "Only 0 walk-forward folds could be scored; 5 are needed to judge by.")
        #expect(nothing.findings[1].english == "The deflated Sharpe ratio is not known: not measured.")
        var evidence = Self.sound
        evidence.folds = Array(repeating: .init(candidate: 2, incumbent: 1), count: 4)
        #expect(PromotionGate().judge(evidence).state == .unknown)
        evidence.signalCount = 3
        #expect(PromotionGate().judge(evidence).state == .failed)
        evidence = Self.sound
        evidence.medianLoss = .undefined(.scoreNotPositive)
        let verdict = PromotionGate().judge(evidence)
        #expect(verdict.state == .unknown)
        #expect(
            verdict.obstacles.map(\.english) == [
                "The parameters' stability is not known: the score is not above zero."
            ])
    }

    /// A whole study: trials beside an incumbent without edge, judged by everything that returns can tell.
    func verdict(edge: Double, seed: UInt64) throws -> PromotionVerdict {
        var noise = Noise(seed: seed)
        let matrix = try ReturnMatrix(noise.study(periods: 1_000, trials: 20, edge: edge))
        let incumbent = noise.series(1_000)
        // Chosen on what is not held out, as an optimiser would.
        let walk = try WalkForward(observations: 1_000)
        let seen = 0..<walk.holdOut.lowerBound
        let scores = (0..<20).map { SharpeRatio.perPeriod(Moments(Array(matrix[$0])[seen])) }
        let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        let chosen = Array(matrix[best])
        let settings = BootstrapSettings(seed: seed, resamples: 200)
        var evidence = Self.sound
        evidence.folds = walk.folds.map { fold in
            let test = fold.test[0]
            return .init(
                candidate: ReturnStatistic.sharpe.value(Array(chosen[test])),
                incumbent: ReturnStatistic.sharpe.value(Array(incumbent[test])))
        }
        evidence.deflatedSharpe =
            SharpeEvidence(Moments(chosen))?.deflatedProbability(try TrialClusters(matrix).trials)
            ?? .undefined(.noDeviation)
        evidence.overfitting = Metric(try BacktestOverfitting(matrix, blocks: 8).probability)
        evidence.superiorAbility = Metric(try SuperiorAbility(matrix.beyond(incumbent), settings).consistent)
        return PromotionGate().judge(evidence)
    }

    @Test("a planted edge is promoted, noise is refused", arguments: 0..<6 as Range<UInt64>)
    func study(seed: UInt64) throws {
        // An annual Sharpe ratio of about six: an edge that nobody should miss.
        let planted = try verdict(edge: 0.004, seed: 60 + seed)
        #expect(planted.isPromoted, "seed \(60 + seed): \(planted.obstacles.map(\.english))")
        let noise = try verdict(edge: 0, seed: 60 + seed)
        #expect(noise.state == .failed, "seed \(60 + seed): \(noise.findings.map(\.english))")
    }
}
