import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// Orders on a venue like Upbit, which takes market buys by total only.
@Suite("Upbit's market buys")
struct TranslationTests {
    private static let rules = VenueRules.plain {
        $0.marketBuysByTotal = true
        $0.minNotional = money("5000")
        $0.ticks = TickTable([
            .init(from: .zero, tick: price("1")), .init(from: price("1000"), tick: price("5")),
            .init(from: price("10000"), tick: price("10")),
        ])
    }

    private func desk(_ change: (inout RiskLimits) -> Void = { _ in }) -> Desk {
        var limits = RiskLimits()
        change(&limits)
        return Desk(.spot, Self.rules, limits: limits, cash: "1000000", last: "1001")
    }

    @Test("a market buy by quantity becomes an immediate limit at a protected price on the tick")
    func translated() {
        let desk = desk { $0.marketProtection = Rate(basisPoints: 1_000) }
        desk.submit(.market(.buy, "10"))
        // 1001 × 1.1 = 1101.1, and no multiple of 5 above that.
        #expect(desk.sent[0].request == .limit(.buy, "10", "1100", .immediateOrCancel))
        #expect(desk.bot.portfolio.cash - desk.bot.portfolio.freeCash == money("11011"))
    }

    @Test("the collar bounds the protection")
    func collar() {
        let desk = desk { $0.priceCollar = Rate(basisPoints: 200) }
        desk.submit(.market(.buy, "10"))
        #expect(desk.sent[0].request.limitPrice == price("1020"))
    }

    @Test("market sells and buys by total go as they are")
    func others() {
        let desk = desk()
        desk.submit(.marketBuy(spending: money("6000"), on: .only))
        #expect(desk.sent[0].request == .marketBuy(spending: money("6000"), on: .only))
        desk.fill(desk.sent[0].id, "5.9", at: "1001")
        desk.tell(desk.sent[0].id, .completed)
        desk.submit(.market(.sell, "5.9"))
        #expect(desk.sent[1].request == .market(.sell, "5.9"))
    }

    @Test("an order under 5,000 won is refused", arguments: [("4.976", true), ("4.975", false)])
    func minimum(amount: String, passes: Bool) {
        let result = desk().act { $0.submit(.limit(.buy, amount, "1005")) }
        #expect(passes ? result.order != nil : result == .denied(.notionalBelowMinimum))
    }

    @Test("a total under 5,000 won is refused", arguments: [("5000", true), ("4999.99999999", false)])
    func minimumTotal(total: String, passes: Bool) {
        let result = desk().act { $0.submit(.marketBuy(spending: money(total), on: .only)) }
        #expect(passes ? result.order != nil : result == .denied(.notionalBelowMinimum))
    }

    @Test(
        "each price band has its tick",
        arguments: [
            ("999", true), ("999.5", false), ("1005", true), ("1001", false), ("10010", true), ("10005", false),
        ])
    func bands(text: String, holds: Bool) {
        let result = desk().act { $0.submit(.limit(.buy, "20", text)) }
        #expect((result == .denied(.priceOffTick)) == !holds)
    }
}
