import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// Where each limit ends, and what it must let through.
@Suite("Risk boundaries")
struct RiskBoundaryTests {
    @Test("a limit is reached, not passed")
    func exact() {
        var limits = RiskLimits()
        limits.maxOrderNotional = money("100")
        limits.maxSymbolExposure = money("200")
        limits.maxOpenOrders = 2
        limits.priceCollar = Rate(basisPoints: 100)
        let desk = Desk(limits: limits)
        desk.submit(.limit(.buy, "1", "100"))
        desk.submit(.limit(.buy, "1", "100"))
        #expect(desk.act { $0.submit(.limit(.buy, "1", "100")) } == .denied(.tooManyOpenOrders))
    }

    @Test("the rate counts the newest orders only")
    func rate() {
        var limits = RiskLimits()
        limits.maxOrdersPerSpan = 2
        limits.orderRateSpan = TimeSpan(seconds: 5)
        let desk = Desk(limits: limits)
        desk.submit(.limit(.buy, "1", "99"))
        desk.pass(2)
        desk.submit(.limit(.buy, "1", "98"))
        desk.pass(2)
        #expect(desk.act { $0.submit(.limit(.buy, "1", "97")) } == .denied(.orderRate))
        desk.pass(1)
        desk.submit(.limit(.buy, "1", "97"))
        #expect(desk.act { $0.submit(.limit(.buy, "1", "96")) } == .denied(.orderRate))
        desk.pass(2)
        desk.submit(.limit(.buy, "1", "96"))
    }

    @Test("a rate of none lets no wish through")
    func noRate() {
        var limits = RiskLimits()
        limits.maxOrdersPerSpan = 0
        #expect(Desk(limits: limits).act { $0.submit(.limit(.buy, "1", "99")) } == .denied(.orderRate))
    }

    @Test("an exit passes what stops entries", arguments: [TradingState.active, .reduceOnly])
    func exits(state: TradingState) {
        var limits = RiskLimits()
        limits.maxOrderNotional = money("600")
        limits.maxSymbolExposure = money("600")
        limits.maxTotalExposure = money("600")
        limits.maxDailyLoss = Rate(basisPoints: 100)
        limits.maxDrawdown = Rate(basisPoints: 100)
        limits.maxMarketAge = TimeSpan(seconds: 10)
        let desk = Desk(limits: limits)
        desk.buy("5", at: "100")
        desk.trade("200")
        desk.trade("90")
        desk.command(.setTradingState(state))
        desk.pass(100)
        let exit = desk.submit(.market(.sell, "5"))
        desk.fill(exit, "5", at: "90")
        #expect(desk.position == .zero)
    }

    @Test("a stop counts itself neither as an open order nor as exposure nor as a duplicate")
    func triggered() {
        var limits = RiskLimits()
        limits.maxOpenOrders = 1
        limits.maxOrdersPerSpan = 3
        limits.orderRateSpan = TimeSpan(seconds: 3_600)
        limits.duplicateSpan = TimeSpan(seconds: 3_600)
        limits.maxSymbolExposure = money("250")
        let desk = Desk(limits: limits)
        let entry = desk.submit(.stop(.buy, "2", "101"))
        desk.trade("101")
        #expect(desk.denials.isEmpty)
        desk.fill(entry, "2", at: "101")
        desk.submit(.stop(.sell, "2", "95"))
        desk.trade("95")
        #expect(desk.denials.isEmpty)
        #expect(desk.sent.count == 2)
    }

    @Test("two closings in flight do not count as two exits")
    func twoClosings() {
        let desk = Desk(.linear)
        desk.buy("2", at: "100")
        desk.command(.setTradingState(.reduceOnly))
        desk.submit(.market(.sell, "2"))
        #expect(desk.act { $0.submit(.market(.sell, "2")) } == .denied(.reduceOnlyState))
        #expect(desk.act { $0.closePosition() } == .denied(.reduceOnlyState))
    }

    @Test("a closing passes beside an exit whose cancel is under way")
    func closingBesideCancel() {
        let desk = Desk(.linear)
        desk.buy("2", at: "100")
        desk.command(.setTradingState(.reduceOnly))
        desk.submit(.limit(.sell, "2", "110"))
        desk.act { $0.cancelAll() }
        #expect(desk.act { $0.closePosition() }?.order != nil)
    }

    @Test("a strategy sells only what it bought")
    func foreignCoins() {
        let desk = Desk(strategies: 2)
        desk.buy("2", at: "100", strategy: 1)
        desk.buy("1", at: "100", strategy: 0)
        #expect(desk.act { $0.submit(.market(.sell, "2")) } == .denied(.insufficientBalance))
        desk.submit(.limit(.sell, "0.6", "120"))
        #expect(desk.act { $0.submit(.market(.sell, "0.5")) } == .denied(.insufficientBalance))
        desk.submit(.market(.sell, "0.4"))
    }

    @Test("a turn counts the losing trade it closes")
    func turn() {
        var limits = RiskLimits()
        limits.maxConsecutiveLosses = 1
        let desk = Desk(.linear, limits: limits)
        desk.buy("1", at: "100")
        desk.fill(desk.submit(.market(.sell, "2")), "2", at: "90")
        #expect(desk.position == quantity("-1"))
        #expect(desk.act { $0.submit(.market(.sell, "1")) } == .denied(.consecutiveLosses))
        desk.pass(3_600)
        desk.submit(.market(.sell, "1"))
    }

    @Test("a strategy orders only its own instrument")
    func otherInstrument() {
        let desk = Desk()
        let wish = OrderRequest.market(.buy, quantity("1"), of: InstrumentID(1))
        #expect(desk.act { $0.submit(wish) } == .denied(.malformed))
    }

    @Test(
        "a wish without sense is malformed",
        arguments: [
            OrderRequest(instrument: .only, side: .sell, type: .market, quantity: .zero, total: money("10")),
            OrderRequest(instrument: .only, side: .buy, type: .limit, quantity: .zero, total: money("10")),
            OrderRequest(instrument: .only, side: .buy, type: .market, quantity: quantity("1"), total: money("10")),
            OrderRequest(instrument: .only, side: .buy, type: .limit, quantity: quantity("1")),
            OrderRequest(instrument: .only, side: .buy, type: .market, quantity: quantity("1"), limitPrice: price("9")),
            OrderRequest(instrument: .only, side: .buy, type: .stop, quantity: quantity("1")),
            OrderRequest(instrument: .only, side: .buy, type: .limit, quantity: quantity("-1"), limitPrice: price("9")),
            OrderRequest(instrument: .only, side: .sell, type: .trailingStop, quantity: quantity("1")),
            OrderRequest(instrument: .only, side: .sell, type: .trailingStop, quantity: quantity("1"), trail: .one),
            OrderRequest(
                instrument: .only, side: .buy, type: .market, timeInForce: .postOnly, quantity: quantity("1")),
            .limit(.buy, "1", "-9"),
        ])
    func malformed(wish: OrderRequest) {
        #expect(Desk().act { $0.submit(wish) } == .denied(.malformed))
    }
}
