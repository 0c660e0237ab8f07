import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// A venue's messages late, twice, out of order, or about nothing we know.
@Suite("Venue news")
struct VenueNewsTests {
    @Test(
        "an unknown order is what the venue then says",
        arguments: [
            (OrderUpdate.Status.accepted, OrderState.open), (.rejected, .rejected), (.canceled, .canceled),
            (.expired, .expired),
            (.unknown, .unknown),
        ])
    func unknown(status: OrderUpdate.Status, state: OrderState) {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        desk.tell(id, .unknown)
        #expect(desk.order(id).state == .unknown)
        #expect(desk.bot.portfolio.freeCash < desk.bot.portfolio.cash)
        desk.tell(id, status)
        #expect(desk.order(id).state == state)
        #expect((desk.bot.portfolio.freeCash == desk.bot.portfolio.cash) == state.isTerminal)
        #expect(desk.unexpected.isEmpty)
    }

    @Test("an unknown order can fill")
    func unknownFills() {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        desk.tell(id, .unknown)
        desk.fill(id, "0.4", at: "99")
        #expect(desk.order(id).state == .partiallyFilled)
        desk.tell(id, .unknown)
        desk.fill(id, "0.6", at: "99")
        #expect(desk.order(id).state == .filled)
        #expect(desk.position == quantity("1"))
        #expect(desk.unexpected.isEmpty)
    }

    @Test("a lost cancel can be asked for again", arguments: [OrderUpdate.Status.unknown, .cancelRejected])
    func lostCancel(status: OrderUpdate.Status) {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        desk.tell(id, .accepted)
        desk.command(.cancelAll)
        desk.tell(id, status)
        if status == .unknown { desk.tell(id, .accepted) }
        desk.command(.cancelAll)
        #expect(desk.cancels == [id, id])
    }

    @Test("a fill that comes twice is booked once")
    func duplicate() {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        let fill = desk.fill(id, "0.4", at: "99")
        desk.apply(.fill(fill))
        #expect(desk.position == quantity("0.4"))
        #expect(desk.order(id).filledQuantity == quantity("0.4"))
        #expect(desk.journals[0].fills.count == 1)
        desk.fill(id, "0.6", at: "99")
        desk.apply(.fill(fill))
        #expect(desk.position == quantity("1"))
        #expect(desk.bot.portfolio.cash == money("100000") - money("99.099"))
    }

    @Test("a fill after the cancel is booked and noticed")
    func afterCancel() {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        desk.act { $0.cancelAll() }
        desk.tell(id, .canceled)
        #expect(desk.bot.portfolio.freeCash == money("100000"))
        desk.fill(id, "1", at: "99")
        #expect(desk.unexpected == [.completed])
        #expect(desk.order(id).state == .canceled)
        #expect(desk.position == quantity("1"))
        #expect(desk.holding == quantity("1"))
        #expect(desk.journals[0].fills.count == 1)
    }

    @Test("a fill of an order nobody knows is booked and noticed")
    func unknownOrder() {
        let desk = Desk()
        desk.fill(OrderID(raw: 513), "1", at: "99", side: .buy)
        #expect(desk.unknownOrders == [OrderID(raw: 513)])
        #expect(desk.position == quantity("1"))
        #expect(desk.bot.portfolio.cash == money("100000") - money("99.099"))
        desk.tell(OrderID(raw: 513), .canceled)
        #expect(desk.unknownOrders.count == 2)
    }

    @Test("a fill of an order that has left the table is booked each time it is told")
    func historicOrder() {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "0.1", "91"))
        desk.tell(id, .canceled)
        // Its slot is used again.
        for _ in 0..<OrderTable.standardCapacity { desk.tell(desk.submit(.limit(.buy, "0.1", "91")), .canceled) }
        let fill = desk.fill(id, "0.1", at: "91", side: .buy)
        desk.apply(.fill(fill))
        #expect(desk.unknownOrders == [id, id])
        #expect(desk.position == quantity("0.2"))
        #expect(desk.journals[0].fills.count == 2)
    }

    @Test("what people trade is kept apart by instrument, and from strategies")
    func ownPositions() {
        let desk = Desk()
        desk.buy("1", at: "100")
        desk.fill(OrderID(raw: 513), "0.4", at: "99", side: .buy, strategy: -1)
        #expect(desk.own.quantity == quantity("0.4") && desk.own.cost == money("39.6"))
        #expect(desk.position == quantity("1") && desk.holding == quantity("1.4"))
        #expect(desk.bot.portfolio.position(of: .manual, in: .only) == desk.own)
    }

    @Test(
        "an order ends once", arguments: [OrderUpdate.Status.canceled, .cancelRejected, .expired, .unknown, .accepted])
    func endsOnce(status: OrderUpdate.Status) {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "1", "99"))
        desk.act { $0.cancelAll() }
        desk.tell(id, .canceled)
        desk.tell(id, status)
        #expect(desk.journals[0].ends.map(\.id) == [id])
        #expect(desk.order(id).state == .canceled)
        #expect(desk.unexpected.count == (status == .cancelRejected ? 0 : 1))
    }

    @Test("a market buy by total ends filled, or expired when it bought nothing", arguments: [true, false])
    func byTotal(fills: Bool) {
        let desk = Desk()
        let id = desk.submit(.marketBuy(spending: money("500"), on: .only))
        #expect(desk.bot.portfolio.cash - desk.bot.portfolio.freeCash == money("500.5"))
        if fills {
            desk.fill(id, "4.95", at: "101")
            #expect(desk.order(id).state == .partiallyFilled)
        }
        desk.tell(id, .completed)
        #expect(desk.order(id).state == (fills ? .filled : .expired))
        #expect(desk.bot.portfolio.cash == desk.bot.portfolio.freeCash)
        #expect(desk.journals[0].ends.count == (fills ? 0 : 1))
    }

    @Test("reserves follow the fills and are given back at the end")
    func reserves() {
        let desk = Desk()
        let id = desk.submit(.limit(.buy, "10", "100"))
        #expect(desk.order(id).locked == money("1001").raw)
        desk.fill(id, "4", at: "90")
        #expect(desk.order(id).locked == (money("1001") - money("360.36")).raw)
        desk.tell(id, .canceled)
        #expect(desk.order(id).locked == 0)
        #expect(desk.bot.portfolio.freeCash == money("100000") - money("360.36"))
    }

    @Test("numbers rise, slots are used again, and working orders stay")
    func slotReuse() {
        let desk = Desk()
        let keeper = desk.submit(.limit(.buy, "0.1", "90"))
        var newest = keeper
        for _ in 0..<1_500 {
            let id = desk.submit(.limit(.buy, "0.1", "91"))
            #expect(id > newest)
            newest = id
            desk.tell(id, .canceled)
            #expect(desk.order(id).state == .canceled)
        }
        #expect(desk.order(keeper).state == .submitting)
        #expect(desk.bot.orders.activeCount == 1)
        #expect(desk.bot.orders.submittedCount == 1_501)
        // The slot of the order that stays is left out twice.
        #expect(newest.raw == 1_503)
        desk.fill(keeper, "0.1", at: "90")
        #expect(desk.order(keeper).state == .filled)
    }

    @Test("the table takes as many orders as it has room for")
    func fullTable() {
        var limits = RiskLimits()
        limits.maxOpenOrders = .max
        let desk = Desk(limits: limits)
        for _ in 0..<OrderTable.standardCapacity { desk.submit(.limit(.buy, "0.1", "90")) }
        #expect(desk.act { $0.submit(.limit(.buy, "0.1", "90")) } == .denied(.tooManyOpenOrders))
        #expect(desk.denials == [.tooManyOpenOrders])
        desk.tell(desk.sent[300].id, .canceled)
        desk.submit(.limit(.buy, "0.1", "90"))
    }
}
