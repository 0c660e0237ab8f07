import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Slippage, participation, dated rules and totals, by hand.
@Suite("Assumptions")
struct AssumptionTests {
    @Test("half the spread and the impact are paid by takers")
    func slippage() {
        let floor = Floor {
            $0.slippage.halfSpread = Rate(basisPoints: 10)
            $0.slippage.impact = Rate(basisPoints: 1_000)
        }
        floor.thenSubmit(.market(.buy, "2"), .limit(.buy, "1", "100.2"))
        floor.still("100")
        // 0.1 % + 10 % × 2 / 100 = 0.3 %; for one unit 0.2 %, where the limit ends it exactly.
        floor.candle("100", "100", "100", "100", volume: "100")
        #expect(floor.fills == ["buy 2 at 100.3 taker", "buy 1 at 100.2 taker"])
        floor.thenSubmit(.market(.sell, "3"))
        floor.still("100")
        floor.candle("100", "100", "100", "100", volume: "2")
        // The impact ends at its share for the whole volume: 0.1 % + 10 %.
        #expect(floor.fills.last == "sell 3 at 89.9 taker")
    }

    @Test("a market order larger than its share goes on at the next open")
    func participation() {
        let floor = Floor { $0.participation = Rate(basisPoints: 2_500) }
        floor.thenSubmit(.market(.buy, "5"))
        floor.still("100")
        floor.candle("100", "100", "100", "100", volume: "8")
        floor.candle("101", "101", "101", "101", volume: "0")
        floor.candle("102", "102", "102", "102", volume: "4.002")
        floor.candle("103", "103", "103", "103", volume: "100")
        #expect(floor.fills == ["buy 2 at 100 taker", "buy 1 at 102 taker", "buy 2 at 103 taker"])
    }

    @Test("a limit gets its share of a candle once")
    func shareOnce() {
        let floor = Floor { $0.participation = Rate(basisPoints: 1_000) }
        floor.thenSubmit(.limit(.buy, "5", "101"))
        floor.still("105")
        floor.candle("100", "102", "99", "100", volume: "10")
        #expect(floor.fills == ["buy 1 at 100 taker"])
        floor.candle("100", "102", "99", "100", volume: "20")
        #expect(floor.fills == ["buy 1 at 100 taker", "buy 2 at 101 maker"])
    }

    @Test("a market buy by total spends no more than its total")
    func byTotal() {
        let floor = Floor()
        floor.thenSubmit(.marketBuy(spending: money("1000"), on: .only))
        floor.still("300")
        floor.still("300")
        #expect(floor.fills == ["buy 3.333 at 300 taker"])
        #expect(floor.states == [.filled])
        #expect(floor.session.bot.portfolio.freeCash == money("100000") - money("999.9") - money("0.9999"))
        #expect(floor.session.bot.orders.activeCount == 0)
    }

    @Test("a total that buys less than a step ends without a fill")
    func tooSmallTotal() {
        let floor = Floor(
            .spot,
            .plain {
                $0.quantityStep = quantity("1")
                $0.minQuantity = quantity("1")
            })
        floor.thenSubmit(.marketBuy(spending: money("200"), on: .only))
        floor.still("300")
        floor.still("300")
        #expect(floor.states == [.expired])
        #expect(floor.session.bot.portfolio.freeCash == money("100000"))
        #expect(floor.journal.ends.count == 1)
    }

    @Test("a slot's whole equity fits its entry, fee included", arguments: 0..<50 as Range<UInt64>)
    func wholeEquity(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let floor = Floor(
            cash: "\(generator.next() % 1_000_000 + 100).\(generator.next() % 9_999)", sizing: .share(.one))
        floor.then { context in
            let result = context.enterLong()
            precondition(result.order != nil, "denied: \(result)")
        }
        let level = "\(generator.next() % 1_000 + 1).\(generator.next() % 10)"
        floor.still(level)
        floor.still(level)
        #expect(floor.states == [.filled])
        #expect(floor.cash.raw >= 0)
        #expect(floor.cash <= Money(price: price(level), quantity: quantity("0.0011"), rounding: .up))
    }

    @Test("a fee and a step change in the middle of a run")
    func datedRules() {
        let change = Timestamp(seconds: 1_699_999_200 + 180)
        let dated = DatedRules([
            .init(from: .epoch, rules: .plain()),
            .init(
                from: change,
                rules: .plain {
                    $0.takerFee = Rate(basisPoints: 50)
                    $0.quantityStep = quantity("0.1")
                    $0.minQuantity = quantity("0.1")
                }),
        ])
        let floor = Floor(dated: dated)
        floor.thenSubmit(.market(.buy, "1.55"))
        floor.still("100")
        floor.still("100")
        #expect(floor.session.recorder.fees == money("0.155"))
        floor.then { context in
            #expect(context.quantityStep(.only) == quantity("0.1"))
            #expect(context.submit(.limit(.buy, "0.55", "99")) == .denied(.quantityOffStep))
            #expect(context.closePosition()?.order != nil)
        }
        floor.still("100")
        floor.still("100")
        #expect(floor.fills.last == "sell 1.5 at 100 taker")
        #expect(floor.session.recorder.fees == money("0.155") + money("0.75"))
    }

    @Test("the first order after a higher fee is sized for it")
    func datedFee() {
        let dated = DatedRules([
            .init(from: .epoch, rules: .plain()),
            .init(from: Timestamp(seconds: 1_699_999_200 + 60), rules: .plain { $0.takerFee = Rate(basisPoints: 200) }),
        ])
        let floor = Floor(dated: dated, sizing: .share(.one))
        floor.then { context in #expect(context.enterLong().order != nil) }
        floor.still("100")
        floor.still("100")
        #expect(floor.states == [.filled])
    }

    @Test("equity is sampled at every boundary")
    func samples() {
        let floor = Floor()
        floor.thenSubmit(.market(.buy, "10"))
        for hour in 0..<50 { for _ in 0..<60 { floor.still("\(100 + hour)") } }
        floor.session.finish()
        let samples = floor.session.recorder.samples
        #expect(samples.map(\.time) == samples.map(\.time).sorted())
        #expect(samples.first?.equity == money("100000"))
        #expect(samples.last?.equity == money("100000") - money("1001") + money("1490"))
    }
}
