import SigmaModel
import TestKit
import Testing

@testable import SigmaEngine

/// Changes of working orders, as the engine asks for them and hears of them.
@Suite("Amendments")
struct AmendmentTests {
    private static func rules(_ scope: AmendmentScope = .priceAndQuantity) -> VenueRules {
        .plain { $0.amendments = scope }
    }

    private func desk(
        _ scope: AmendmentScope = .priceAndQuantity, limits: RiskLimits = .venueOnly, cash: String = "1000"
    ) -> Desk {
        Desk(.spot, Self.rules(scope), limits: limits, cash: cash)
    }

    private func locked(_ desk: Desk, _ asset: Int = 1) -> Money {
        Money(raw: desk.bot.portfolio.ledger.balance(.locked, of: AssetID(asset)))
    }

    @Test("is pending until the venue says so, and reserves enough for either answer")
    func pending() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        #expect(locked(desk) == money("180.18"))
        let hash = desk.bot.effectHash
        #expect(desk.act { $0.amend(id, limitPrice: price("95")) } == .accepted(id))
        #expect(desk.bot.effectHash != hash)
        #expect(
            desk.amendments == [
                Amendment(
                    order: id, strategy: StrategyID(0), time: desk.now, quantity: quantity("2"),
                    limitPrice: price("95"))
            ])
        #expect(desk.order(id).request.limitPrice == price("90"))
        #expect(desk.order(id).amendment?.limitPrice == price("95"))
        #expect(locked(desk) == money("190.19"))
        desk.tellTerms(id, "2", "95")
        #expect(desk.order(id).request.limitPrice == price("95") && desk.order(id).amendment == nil)
        #expect(desk.order(id).state == .open && locked(desk) == money("190.19"))
        #expect(desk.sent.count == 1 && desk.cancels.isEmpty && desk.denials.isEmpty)
    }

    @Test("what becomes less is given back when the venue has it, and not before")
    func reduction() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        #expect(desk.act { $0.amend(id, quantity: quantity("1")) } == .accepted(id))
        #expect(locked(desk) == money("180.18"))
        desk.tellTerms(id, "1", "90")
        #expect(locked(desk) == money("90.09"))
        desk.fill(id, "1", at: "90")
        #expect(desk.order(id).state == .filled && locked(desk) == .zero)
    }

    @Test("a refusal of the venue leaves everything as it was")
    func refused() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        desk.act { _ = $0.amend(id, quantity: quantity("3"), limitPrice: price("95")) }
        #expect(locked(desk) == money("285.285"))
        desk.tell(id, .amendRejected)
        #expect(desk.order(id).request == .limit(.buy, "2", "90") && desk.order(id).amendment == nil)
        #expect(locked(desk) == money("180.18") && desk.order(id).state == .open)
        #expect(desk.act { $0.amend(id, quantity: quantity("3")) } == .accepted(id))
    }

    @Test("fills may come in between; an order of which more was asked is not complete before the answer")
    func raceWithFill() {
        for isTaken in [true, false] {
            let desk = desk()
            let id = desk.work(.limit(.buy, "2", "90"))
            desk.act { _ = $0.amend(id, quantity: quantity("3")) }
            desk.fill(id, "2", at: "90")
            #expect(desk.order(id).state == .partiallyFilled)
            #expect(locked(desk) == money("90.09"))
            if isTaken {
                desk.tellTerms(id, "3", "90")
                #expect(desk.order(id).remaining == quantity("1") && locked(desk) == money("90.09"))
                desk.fill(id, "1", at: "90")
            } else {
                desk.tell(id, .amendRejected)
            }
            #expect(desk.order(id).state == .filled && locked(desk) == .zero)
            #expect(desk.unexpected.isEmpty && desk.bot.orders.activeCount == 0)
        }
    }

    @Test("an order that was filled before less of it could be asked for is filled; the late refusal says nothing")
    func filledBeforeReduction() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "3", "90"))
        desk.act { _ = $0.amend(id, quantity: quantity("2")) }
        desk.fill(id, "2", at: "90")
        #expect(desk.order(id).state == .partiallyFilled)
        desk.fill(id, "1", at: "90")
        #expect(desk.order(id).state == .filled)
        desk.tell(id, .amendRejected)
        #expect(desk.unexpected.isEmpty && desk.unknownOrders.isEmpty)
    }

    @Test("an order whose fills overtook its reduction is complete with it")
    func reductionCompletes() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "3", "90"))
        desk.act { _ = $0.amend(id, quantity: quantity("2")) }
        desk.fill(id, "2", at: "90")
        desk.tellTerms(id, "2", "90")
        #expect(desk.order(id).state == .filled && locked(desk) == .zero && desk.bot.orders.activeCount == 0)
    }

    @Test("a cancel may overtake a change, and a change is not asked of an order that is being cancelled")
    func raceWithCancel() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        desk.act { _ = $0.amend(id, limitPrice: price("95")) }
        desk.act { $0.cancel(id) }
        #expect(desk.act { $0.amend(id, limitPrice: price("96")) } == .denied(.orderNotAmendable))
        desk.tell(id, .canceled)
        #expect(desk.order(id).state == .canceled && locked(desk) == .zero)
        desk.tell(id, .amendRejected)
        #expect(desk.unexpected.isEmpty && desk.journals[0].ends.map(\.id) == [id])
    }

    @Test("what is not known is a state: nothing more is asked, and every answer leads out of it")
    func unknown() {
        for isTaken in [true, false] {
            let desk = desk()
            let id = desk.work(.limit(.buy, "2", "90"))
            desk.act { _ = $0.amend(id, limitPrice: price("95")) }
            desk.tell(id, .unknown)
            #expect(desk.order(id).state == .unknown && desk.order(id).amendment != nil)
            #expect(desk.act { $0.amend(id, limitPrice: price("96")) } == .denied(.orderNotAmendable))
            if isTaken { desk.tellTerms(id, "2", "95") } else { desk.tell(id, .amendRejected) }
            #expect(desk.order(id).state == .open && desk.order(id).amendment == nil)
            #expect(desk.order(id).request.limitPrice == price(isTaken ? "95" : "90"))
            #expect(locked(desk) == money(isTaken ? "190.19" : "180.18"))
        }
    }

    @Test("a change that nobody asked for is taken at the venue's word")
    func unasked() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        desk.tellTerms(id, "1", "91")
        #expect(desk.order(id).request == .limit(.buy, "1", "91") && locked(desk) == money("91.091"))
    }

    @Test("cash is asked with the order's own reservation counted out")
    func cash() {
        let desk = desk(cash: "200")
        let id = desk.work(.limit(.buy, "2", "95"))
        #expect(desk.act { $0.amend(id, limitPrice: price("99.95")) } == .denied(.insufficientBalance))
        #expect(desk.order(id).request.limitPrice == price("95") && desk.order(id).amendment == nil)
        #expect(desk.act { $0.amend(id, limitPrice: price("99.90")) } == .accepted(id))
        #expect(locked(desk) == money("199.9998"))
    }

    @Test("limits are asked of what would be left to fill, beside the other orders")
    func exposure() {
        var limits = RiskLimits()
        limits.maxSymbolExposure = money("300")
        limits.maxOrderNotional = money("290")
        limits.priceCollar = Rate(basisPoints: 100)
        let desk = desk(limits: limits)
        let id = desk.work(.limit(.buy, "2", "100"))
        desk.work(.limit(.buy, "0.5", "100"))
        #expect(desk.act { $0.amend(id, quantity: quantity("2.501")) } == .denied(.symbolExposure))
        #expect(desk.act { $0.amend(id, quantity: quantity("2.901")) } == .denied(.orderExposure))
        #expect(desk.act { $0.amend(id, limitPrice: price("101.01")) } == .denied(.priceCollar))
        #expect(desk.act { $0.amend(id, limitPrice: price("99.001")) } == .denied(.priceOffTick))
        #expect(desk.act { $0.amend(id, quantity: quantity("1.0001")) } == .denied(.quantityOffStep))
        #expect(desk.act { $0.amend(id, quantity: quantity("0.04")) } == .denied(.notionalBelowMinimum))
        #expect(desk.act { $0.amend(id, quantity: quantity("2.5")) } == .accepted(id))
        // What is under way counts as the larger of the two.
        #expect(desk.act { $0.submit(.limit(.buy, "0.1", "100")) } == .denied(.symbolExposure))
    }

    @Test("less of an order passes where nothing new may be entered, unless trading is halted")
    func states() {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        desk.command(.setTradingState(.reduceOnly))
        #expect(desk.act { $0.amend(id, quantity: quantity("3")) } == .denied(.reduceOnlyState))
        #expect(desk.act { $0.amend(id, limitPrice: price("91")) } == .denied(.reduceOnlyState))
        desk.command(.setTradingState(.halted))
        #expect(desk.act { $0.amend(id, quantity: quantity("1")) } == .denied(.halted))
        desk.command(.setTradingState(.reduceOnly))
        #expect(desk.act { $0.amend(id, quantity: quantity("1")) } == .accepted(id))
    }

    @Test("a sale becomes no more than is held, and moves while nothing new may be entered")
    func sales() {
        let desk = desk()
        desk.buy("2", at: "100")
        let id = desk.work(.limit(.sell, "1", "110"))
        #expect(desk.act { $0.amend(id, quantity: quantity("2.001")) } == .denied(.insufficientBalance))
        desk.command(.setTradingState(.reduceOnly))
        #expect(desk.act { $0.amend(id, quantity: quantity("2"), limitPrice: price("105")) } == .accepted(id))
        #expect(locked(desk, 0) == money("2"))
        desk.tell(id, .amendRejected)
        #expect(locked(desk, 0) == money("1"))
    }

    @Test("only what the venue offers is asked of it")
    func scopes() {
        let desk = desk(.quantityReduction)
        let id = desk.work(.limit(.buy, "2", "90"))
        #expect(desk.act { $0.amend(id, limitPrice: price("91")) } == .denied(.amendmentNotOffered))
        #expect(desk.act { $0.amend(id, quantity: quantity("3")) } == .denied(.amendmentNotOffered))
        #expect(
            desk.act { $0.amend(id, quantity: quantity("1"), limitPrice: price("91")) }
                == .denied(.amendmentNotOffered))
        #expect(desk.act { $0.amend(id, quantity: quantity("1")) } == .accepted(id))
    }

    @Test("orders that are not the strategy's own, not limits, or tied to others stay as they are")
    func others() {
        let desk = Desk(.spot, Self.rules(), strategies: 2, cash: "1000")
        let id = desk.work(.limit(.buy, "2", "90"))
        #expect(desk.act(1) { $0.amend(id, quantity: quantity("1")) } == .denied(.orderNotAmendable))
        #expect(desk.act { $0.amend(OrderID(raw: 99), quantity: quantity("1")) } == .denied(.orderNotAmendable))
        desk.buy("1", at: "100")
        let stop = desk.submit(.stop(.sell, "1", "80"))
        #expect(desk.act { $0.amend(stop, quantity: quantity("0.5")) } == .denied(.orderNotAmendable))
        let pair = desk.act {
            $0.submitOneCancelsOther(.limit(.sell, "1", "120"), .stop(.sell, "1", "70"))
        }
        guard let first = pair.order else { return }
        desk.tell(first, .accepted)
        #expect(desk.act { $0.amend(first, quantity: quantity("0.5")) } == .denied(.orderNotAmendable))
        #expect(desk.act { $0.amend(first, limitPrice: price("115")) } == .accepted(first))
    }

    @Test("a saved engine goes on with what is under way")
    func saved() throws {
        let desk = desk()
        let id = desk.work(.limit(.buy, "2", "90"))
        desk.act { _ = $0.amend(id, limitPrice: price("95")) }
        var archive = StateArchive()
        try archive.field(&desk.bot)
        let other = self.desk()
        var reading = try StateArchive(reading: archive.bytes)
        try reading.field(&other.bot)
        try reading.finish()
        #expect(other.order(id) == desk.order(id))
        other.tell(id, .amendRejected)
        #expect(locked(other) == money("180.18"))
    }
}
