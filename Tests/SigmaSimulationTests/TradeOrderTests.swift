import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Orders against trades, on a venue without conditional orders: the engine watches the triggers.
@Suite("Orders on trades")
struct TradeOrderTests {
    @Test("a market order fills at the next trade, whatever its size")
    func market() {
        let floor = Floor()
        floor.thenSubmit(.market(.buy, "5"))
        floor.trade("100")
        #expect(floor.fills.isEmpty)
        floor.trade("101", "0.1")
        #expect(floor.fills == ["buy 5 at 101 taker"])
    }

    @Test("participation bounds every order by each trade")
    func participation() {
        let floor = Floor { $0.participation = Rate(basisPoints: 5_000) }
        floor.thenSubmit(.market(.buy, "3"), .limit(.buy, "2", "99"))
        floor.trade("100")
        floor.trade("101", "4")
        floor.trade("98", "2", .sell)
        floor.trade("98", "1", .sell)
        #expect(
            floor.fills == [
                "buy 2 at 101 taker", "buy 1 at 98 taker", "buy 1 at 99 maker", "buy 0.5 at 99 maker",
            ])
    }

    @Test(
        "a limit fills when a trade goes through it, and by touching trades where touches count",
        arguments: [false, true])
    func limit(touches: Bool) {
        let floor = Floor { $0.touchFills = touches }
        floor.thenSubmit(.limit(.buy, "3", "99"))
        floor.trade("100")
        floor.trade("100")
        floor.trade("99", "2", .sell)
        floor.trade("99", "2", .buy)
        #expect(floor.fills == (touches ? ["buy 2 at 99 maker"] : []))
        floor.trade("98.99", "0.001", .buy)
        #expect(floor.position == quantity("3"))
        #expect(floor.fills.last?.hasSuffix("at 99 maker") == true)
    }

    @Test("a limit beyond the market takes the next trade's price")
    func marketable() {
        let floor = Floor()
        floor.thenSubmit(
            .limit(.buy, "1", "102"), .limit(.buy, "1", "102", .fillOrKill),
            .limit(.buy, "1", "101", .immediateOrCancel))
        floor.trade("100")
        floor.trade("101")
        #expect(floor.fills == ["buy 1 at 101 taker", "buy 1 at 101 taker"])
        #expect(floor.states == [.filled, .filled, .expired])
    }

    @Test("post-only rests and fills as maker")
    func postOnly() {
        let floor = Floor()
        floor.thenSubmit(.limit(.sell, "1", "99.9", .postOnly))
        floor.then { context in _ = context.submit(.market(.buy, "1")) }
        floor.trade("100")
        floor.thenSubmit(.limit(.sell, "1", "101", .postOnly))
        floor.trade("100")
        floor.trade("103", "0.1")
        #expect(floor.fills == ["buy 1 at 100 taker", "sell 1 at 101 maker"])
    }

    @Test("a venue without stops never sees one")
    func stop() {
        let floor = Floor()
        floor.thenSubmit(.market(.buy, "1"))
        floor.trade("100")
        floor.thenSubmit(.stop(.sell, "1", "95"))
        floor.trade("100")
        floor.trade("95.01")
        #expect(floor.session.recorder.orders.count == 1)
        floor.trade("95")
        #expect(floor.session.recorder.orders.last?.ticket.request == .market(.sell, "1"))
        floor.trade("94")
        #expect(floor.fills.last == "sell 1 at 94 taker")
    }

    @Test("a stop-limit rests where the next trade is beyond its limit")
    func stopLimit() {
        let floor = Floor(.linear)
        floor.thenSubmit(.trigger(.stopLimit, .sell, "1", at: "95", limit: "94.5"))
        floor.trade("100")
        floor.trade("95")
        floor.trade("94")
        #expect(floor.states == [.open])
        floor.trade("94.51")
        #expect(floor.fills == ["sell 1 at 94.5 maker"])
    }

    @Test("a take-profit sells the trade after it was reached")
    func takeProfit() {
        let floor = Floor(.linear)
        floor.thenSubmit(
            .trigger(.takeProfit, .sell, "1", at: "105"), .trigger(.takeProfitLimit, .buy, "1", at: "95", limit: "96"))
        floor.trade("100")
        floor.trade("105")
        floor.trade("104")
        #expect(floor.fills == ["sell 1 at 104 taker"])
        floor.trade("95")
        floor.trade("95.5")
        #expect(floor.fills.last == "buy 1 at 95.5 taker")
    }

    @Test("a trailing stop follows trade by trade", arguments: [Side.sell, .buy])
    func trailing(side: Side) {
        let floor = Floor(.linear)
        floor.thenSubmit(.trail(side, "1", basisPoints: 500))
        let path =
            side == .sell
            ? ["100", "110", "104.51", "120", "114.01", "114", "113"]
            : ["100", "90", "94.49", "80", "83.99", "84", "85"]
        for level in path.dropLast() { floor.trade(level) }
        #expect(floor.session.recorder.orders.count == 1)
        floor.trade(path[6])
        #expect(floor.fills == ["\(side) 1 at \(path[6]) taker"])
    }

    @Test("an emulated trailing stop on candles is hit by the close beyond its moved trigger")
    func trailingCandle() {
        let floor = Floor(.linear)
        floor.thenSubmit(.trail(.sell, "1", basisPoints: 1_000))
        floor.still("100")
        floor.candle("100", "120", "91", "109")
        #expect(floor.session.recorder.orders.isEmpty)
        floor.candle("109", "130", "109", "116")
        floor.candle("115", "115", "115", "115")
        #expect(floor.fills == ["sell 1 at 115 taker"])
    }

    @Test("an emulated bracket sells once, by stop or by take-profit", arguments: [true, false])
    func bracket(wins: Bool) {
        let floor = Floor()
        floor.then { context in
            let exits = BracketExits(takeProfit: price("110"), stopLoss: price("95"))
            #expect(context.submitBracket(.market(.buy, "2"), exits: exits).order != nil)
        }
        floor.trade("100")
        floor.trade("100")
        floor.trade("101")
        for level in wins ? ["110.01", "90", "90"] : ["95", "94", "120"] { floor.trade(level) }
        #expect(floor.fills == ["buy 2 at 100 taker", wins ? "sell 2 at 110 maker" : "sell 2 at 94 taker"])
        #expect(floor.position == .zero)
        #expect(floor.session.bot.orders.activeCount == 0)
        #expect(floor.session.recorder.contradictions == 0)
    }

    @Test("a market buy by quantity on Upbit's terms is an immediate limit")
    func upbit() {
        let rules = VenueRules.plain {
            $0.marketBuysByTotal = true
            $0.minNotional = money("5000")
            $0.ticks = TickTable(tick: price("1"))
        }
        let floor = Floor(.spot, rules, cash: "10000000")
        floor.thenSubmit(.market(.buy, "10"), .marketBuy(spending: money("50000"), on: .only))
        floor.trade("1000")
        floor.trade("1010")
        #expect(floor.fills == ["buy 10 at 1010 taker", "buy 49.504 at 1010 taker"])
        #expect(floor.session.recorder.orders[0].ticket.request.limitPrice == price("1200"))
        #expect(floor.states == [.filled, .filled])
    }

    @Test("a translated market buy beyond its protection ends unfilled")
    func upbitProtection() {
        var limits = RiskLimits()
        limits.marketProtection = Rate(basisPoints: 100)
        let floor = Floor(.spot, .plain { $0.marketBuysByTotal = true }, limits: limits)
        floor.thenSubmit(.market(.buy, "1"))
        floor.trade("100")
        floor.trade("101.01")
        #expect(floor.fills.isEmpty)
        #expect(floor.states == [.expired])
    }

    @Test("a trade beyond 64 bits fills a resting order")
    func hugeTrade() {
        let floor = Floor { $0.touchFills = true }
        floor.thenSubmit(.limit(.buy, "3", "99"))
        floor.trade("100")
        floor.trade("100")
        floor.trade("99", "900000000000", .sell)
        #expect(floor.fills == ["buy 3 at 99 maker"])
    }

    @Test("kill closes what the resting exit reserved")
    func kill() {
        let floor = Floor()
        floor.thenSubmit(.market(.buy, "2"))
        floor.trade("100")
        floor.thenSubmit(.limit(.sell, "2", "120"), .limit(.buy, "1", "90"))
        floor.trade("100")
        floor.command(.kill)
        floor.trade("99")
        #expect(floor.fills == ["buy 2 at 100 taker", "sell 2 at 99 taker"])
        #expect(floor.session.bot.orders.activeCount == 0)
        #expect(floor.session.bot.risk.tradingState == .halted)
    }
}
