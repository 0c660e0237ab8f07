import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Orders against candles alone, every number by hand.
@Suite("Orders on candles")
struct CandleOrderTests {
    private func floor(_ kind: InstrumentKind = .spot, _ change: (inout VenueRules) -> Void = { _ in }) -> Floor {
        Floor(
            kind,
            .plain {
                $0.nativeTypes = .all
                change(&$0)
            })
    }

    @Test("a market order fills at the next open and pays its fee")
    func market() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "2"))
        floor.candle("100", "105", "99", "104")
        #expect(floor.fills.isEmpty)
        floor.candle("103", "110", "90", "100")
        #expect(floor.fills == ["buy 2 at 103 taker"])
        #expect(floor.cash == money("100000") - money("206.206"))
        #expect(floor.session.recorder.fills.first?.time == floor.start + TimeSpan(seconds: 60))
        #expect(floor.session.recorder.fees == money("0.206"))
    }

    @Test("the optimistic rule fills at the deciding close")
    func sameClose() {
        let floor = Floor { $0.fillRule = .sameClose }
        floor.thenSubmit(.market(.buy, "2"))
        floor.candle("100", "105", "99", "104")
        #expect(floor.fills == ["buy 2 at 104 taker"])
    }

    @Test("a limit needs a trade through it, unless touches count", arguments: [false, true])
    func touch(counts: Bool) {
        let floor = Floor { $0.touchFills = counts }
        floor.thenSubmit(.limit(.buy, "1", "95"))
        floor.still("100")
        floor.candle("100", "101", "95", "100")
        #expect(floor.fills == (counts ? ["buy 1 at 95 maker"] : []))
        floor.candle("100", "101", "94.99", "100")
        #expect(floor.fills == ["buy 1 at 95 maker"])
        #expect(floor.cash == money("100000") - money("95.095"))
    }

    @Test("a limit beyond the open takes the open; one that rested before fills at its limit")
    func gap() {
        let floor = floor()
        floor.thenSubmit(.limit(.buy, "1", "99"), .limit(.buy, "1", "100"))
        floor.still("105")
        floor.candle("99.5", "101", "99.2", "101")
        #expect(floor.fills == ["buy 1 at 99.5 taker"])
        floor.candle("90", "91", "89", "90")
        #expect(floor.fills == ["buy 1 at 99.5 taker", "buy 1 at 99 maker"])
    }

    @Test("post-only is refused where it would take and never takes later")
    func postOnly() {
        let floor = floor()
        floor.thenSubmit(.limit(.buy, "1", "101", .postOnly), .limit(.buy, "1", "99", .postOnly))
        floor.still("100")
        #expect(floor.states == [.rejected, .open])
        #expect(floor.reasons[0] == .wouldTake)
        floor.candle("98", "98", "97", "98")
        #expect(floor.fills == ["buy 1 at 99 maker"])
    }

    @Test("immediate-or-cancel takes the open or nothing")
    func immediate() {
        let floor = floor()
        floor.thenSubmit(.limit(.buy, "1", "100", .immediateOrCancel), .limit(.buy, "1", "100.01", .immediateOrCancel))
        floor.still("100")
        floor.candle("100", "100", "50", "60")
        #expect(floor.states == [.expired, .filled])
        #expect(floor.reasons[0] == .cannotFillCompletely)
        #expect(floor.fills == ["buy 1 at 100 taker"])
    }

    @Test("fill-or-kill takes all or nothing of its share of the volume")
    func fillOrKill() {
        let floor = Floor { $0.participation = Rate(basisPoints: 1_000) }
        floor.thenSubmit(.limit(.buy, "2", "101", .fillOrKill), .limit(.buy, "1", "101", .fillOrKill))
        floor.still("100")
        floor.candle("100", "100", "100", "100", volume: "10")
        #expect(floor.states == [.expired, .filled])
        #expect(floor.fills == ["buy 1 at 100 taker"])
    }

    @Test("a stop fills at its trigger, or at the open beyond it", arguments: [("99", "95"), ("93", "93")])
    func stop(open: String, paid: String) {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "1"))
        floor.still("100")
        floor.thenSubmit(.stop(.sell, "1", "95"))
        floor.still("100")
        floor.candle(open, "99", "92", "96")
        #expect(floor.fills.last == "sell 1 at \(paid) taker")
        #expect(floor.position == .zero)
    }

    @Test("a stop above a short fills worse on a gap")
    func shortStop() {
        let floor = floor(.linear)
        floor.thenSubmit(.market(.sell, "1"))
        floor.still("100")
        floor.thenSubmit(.stop(.buy, "1", "105"))
        floor.still("100")
        floor.candle("107", "108", "99", "100")
        #expect(floor.fills == ["sell 1 at 100 taker", "buy 1 at 107 taker"])
        #expect(floor.cash == money("100000") - money("7") - money("0.207"))
    }

    @Test("a take-profit fills at its trigger and no better")
    func takeProfit() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "2"))
        floor.still("100")
        floor.thenSubmit(.trigger(.takeProfit, .sell, "1", at: "110"), .trigger(.takeProfit, .sell, "1", at: "105"))
        floor.still("100")
        floor.candle("107", "112", "106", "108")
        // The second one's trigger lies below everything that traded: it gets the least that did.
        #expect(floor.fills.dropFirst() == ["sell 1 at 110 taker", "sell 1 at 106 taker"])
    }

    @Test("a triggered limit takes the trigger's price, and rests where the market left it behind")
    func stopLimit() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "2"))
        floor.still("100")
        floor.thenSubmit(.trigger(.stopLimit, .sell, "1", at: "95", limit: "94"))
        floor.still("100")
        floor.candle("99", "99", "90", "96")
        #expect(floor.fills.last == "sell 1 at 95 taker")
        floor.thenSubmit(.trigger(.stopLimit, .sell, "1", at: "90", limit: "89"))
        floor.still("96")
        floor.candle("88", "95", "85", "86")
        #expect(floor.fills.count == 2)
        floor.candle("86", "89.01", "85", "88")
        #expect(floor.fills.last == "sell 1 at 89 maker")
    }

    @Test("a triggered limit above its trigger cannot fill at a high before it")
    func stopLimitAbove() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "1"))
        floor.still("100")
        floor.thenSubmit(.trigger(.stopLimit, .sell, "1", at: "95", limit: "98"))
        floor.still("100")
        floor.candle("100", "101", "94", "95")
        #expect(floor.fills.count == 1)
        floor.candle("95", "98.01", "94", "95")
        #expect(floor.fills.last == "sell 1 at 98 maker")
    }

    @Test("a triggered immediate-or-cancel that the market left behind expires")
    func stopLimitImmediate() {
        let floor = floor(.linear)
        var wish = OrderRequest.trigger(.stopLimit, .sell, "1", at: "95", limit: "96")
        wish.timeInForce = .immediateOrCancel
        floor.thenSubmit(wish)
        floor.still("100")
        floor.candle("100", "100", "94", "95")
        #expect(floor.states == [.expired])
        #expect(floor.fills.isEmpty)
    }

    @Test("a trailing stop follows the high after it survived the low")
    func trailing() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "1"))
        floor.still("100")
        floor.thenSubmit(.trail(.sell, "1", basisPoints: 1_000))
        floor.still("100")
        // 90 holds, then the high of 120 moves the trigger to 108, which the close of 110 survives.
        floor.candle("100", "120", "91", "110")
        #expect(floor.fills.count == 1)
        floor.candle("110", "112", "108.01", "109")
        #expect(floor.fills.count == 1)
        floor.candle("109", "110", "107", "109.5")
        #expect(floor.fills.last == "sell 1 at 108 taker")
    }

    @Test("a trailing stop is hit by the close beyond its moved trigger")
    func trailingClose() {
        let floor = floor(.linear)
        floor.thenSubmit(.market(.sell, "1"))
        floor.still("100")
        floor.thenSubmit(.trail(.buy, "1", basisPoints: 1_000))
        floor.still("100")
        floor.candle("100", "109", "80", "95")
        #expect(floor.fills.last == "buy 1 at 88 taker")
    }

    @Test("another order in the same candle does not move a trailing stop twice")
    func trailingOnce() {
        let floor = floor()
        floor.thenSubmit(.market(.buy, "2"))
        floor.still("100")
        floor.thenSubmit(.trail(.sell, "1", basisPoints: 1_000), .limit(.sell, "1", "115"))
        floor.still("100")
        // The old trigger of 90 holds against the low; the new one of 108 holds against the close.
        floor.candle("100", "120", "91", "110")
        #expect(floor.fills.dropFirst() == ["sell 1 at 115 maker"])
    }
}
