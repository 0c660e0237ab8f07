import SigmaEngine
import SigmaModel
import SigmaSimulation
import Testing

/// What holds in every run, whatever the market does and the strategy wants.
@Suite("Properties of random runs")
struct PropertyTests {
    @Test("money, orders and limits hold", arguments: RandomData.allCases, 0..<1_000 as Range<UInt64>)
    func atOnce(data: RandomData, seed: UInt64) {
        var run = RandomRun(data, isDelayed: false, seed: seed)
        run.run(events: 50)
        let problems = Set(run.problems).sorted()
        #expect(problems.isEmpty)
    }

    @Test(
        "money, orders and limits hold with latency", arguments: [RandomData.trades, .book], 0..<1_000 as Range<UInt64>)
    func delayed(data: RandomData, seed: UInt64) {
        var run = RandomRun(data, isDelayed: true, seed: seed)
        run.run(events: 50)
        let problems = Set(run.problems).sorted()
        #expect(problems.isEmpty)
    }

    @Test(
        "fees out of what is bought: every balance is the venue's, and the strategy can always become flat",
        arguments: RandomData.allCases, 0..<1_000 as Range<UInt64>)
    func received(data: RandomData, seed: UInt64) {
        var run = RandomRun(data, isDelayed: false, seed: seed, feeAsset: .received)
        run.run(events: 40, closes: true)
        let problems = Set(run.problems).sorted()
        #expect(problems.isEmpty)
    }

    @Test("runs with fees out of what is bought pay such fees and leave remainders")
    func receivedHappens() {
        var (paid, left) = (0, 0)
        for seed in 0..<200 as Range<UInt64> {
            var run = RandomRun(.trades, isDelayed: false, seed: seed, feeAsset: .received)
            run.run(events: 40, closes: true)
            if run.feesInBase > 0 { paid += 1 }
            if !run.session.recorder.remainders.isEmpty { left += 1 }
        }
        #expect(paid > 100 && left > 50)
    }

    @Test(
        "the same events give the same decisions, another seed others", arguments: RandomData.allCases, [false, true])
    func replay(data: RandomData, isDelayed: Bool) {
        var hashes: Set<EffectHash> = []
        for seed in 0..<200 as Range<UInt64> {
            var first = RandomRun(data, isDelayed: isDelayed, seed: seed)
            var second = RandomRun(data, isDelayed: isDelayed, seed: seed)
            first.run(events: 20)
            second.run(events: 20)
            let (one, two) = (first.session.bot.effectHash, second.session.bot.effectHash)
            #expect(one == two, "seed \(seed)")
            let fills = first.session.recorder.fills
            #expect(fills == second.session.recorder.fills, "seed \(seed)")
            hashes.insert(one)
        }
        #expect(hashes.count > 190)
    }
}
