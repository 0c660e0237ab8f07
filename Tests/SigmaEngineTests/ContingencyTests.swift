import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// Orders that depend on one another, with a venue that answers when the test says so.
@Suite("Contingent orders")
struct ContingencyTests {
    private static let exits = BracketExits(takeProfit: price("110"), stopLoss: price("95"))

    /// A filled bracket: the take-profit rests, the stop is armed.
    private func bracket(_ desk: Desk, _ amount: String = "10") -> (entry: OrderID, profit: OrderID, stop: OrderID) {
        let result = desk.act { $0.submitBracket(.market(.buy, amount), exits: Self.exits) }
        guard let entry = result.order else { preconditionFailure("denied: \(result)") }
        desk.fill(entry, amount, at: "100")
        guard let profit = desk.sent.last?.id else { preconditionFailure("no take-profit") }
        return (entry, profit, desk.order(profit).sibling)
    }

    @Test("a filled entry gets both exits")
    func complete() {
        let desk = Desk()
        let (entry, profit, stop) = bracket(desk)
        #expect(desk.sent.count == 2)
        #expect(desk.order(profit).request.limitPrice == price("110"))
        #expect(desk.order(stop).isArmed)
        #expect(desk.order(stop).parent == entry)
        #expect(desk.order(profit).request.quantity == quantity("10"))
        #expect(desk.order(stop).request.quantity == quantity("10"))
        #expect(desk.order(stop).request.reduceOnly && desk.order(profit).request.reduceOnly)
    }

    @Test("a filled take-profit ends the stop")
    func takeProfit() {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        desk.fill(profit, "10", at: "110")
        #expect(desk.order(stop).state == .canceled)
        #expect(desk.bot.orders.activeCount == 0)
        desk.trade("90")
        #expect(desk.sent.count == 2)
    }

    @Test("the stop waits for the take-profit to leave the venue")
    func stopWaits() {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        desk.trade("95")
        #expect(desk.cancels == [profit])
        #expect(desk.sent.count == 2)
        desk.trade("94")
        #expect(desk.cancels == [profit])
        desk.tell(profit, .canceled)
        #expect(desk.sent.count == 3)
        #expect(desk.sent[2].id == stop)
        #expect(desk.sent[2].request.type == .market)
        #expect(desk.sent[2].request.quantity == quantity("10"))
        desk.fill(stop, "10", at: "94")
        #expect(desk.position == .zero)
    }

    @Test("the stop sells what the take-profit left, whenever it filled", arguments: [false, true])
    func partialProfit(isLate: Bool) {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        if !isLate { desk.fill(profit, "4", at: "110") }
        desk.trade("95")
        if isLate { desk.fill(profit, "4", at: "110") }
        desk.tell(profit, .canceled)
        #expect(desk.sent.last?.id == stop)
        #expect(desk.sent.last?.request.quantity == quantity("6"))
    }

    @Test("fills before and during the wait are each subtracted once")
    func partialProfitTwice() {
        let desk = Desk()
        let (_, profit, _) = bracket(desk)
        desk.fill(profit, "4", at: "110")
        desk.trade("95")
        desk.fill(profit, "1", at: "110")
        desk.tell(profit, .canceled)
        #expect(desk.sent.last?.request.quantity == quantity("5"))
    }

    @Test("a take-profit that fills while the stop waits ends the stop")
    func profitWins() {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        desk.trade("95")
        desk.fill(profit, "10", at: "110")
        desk.tell(profit, .cancelRejected)
        #expect(desk.order(stop).state == .canceled)
        #expect(desk.sent.count == 2)
    }

    @Test(
        "a stop whose sibling cannot be cancelled tries again",
        arguments: [OrderUpdate.Status.cancelRejected, .unknown])
    func cancelFails(status: OrderUpdate.Status) {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        desk.tell(profit, .accepted)
        desk.trade("95")
        desk.tell(profit, status)
        desk.trade("94")
        #expect(desk.cancels == [profit, profit])
        desk.tell(profit, .canceled)
        #expect(desk.sent.last?.id == stop)
    }

    @Test("a stop cancelled while it waits stays cancelled")
    func cancelWaiting() {
        let desk = Desk()
        let (_, profit, stop) = bracket(desk)
        desk.trade("95")
        desk.command(.cancelAll)
        desk.tell(profit, .canceled)
        #expect(desk.sent.count == 2)
        #expect(desk.order(stop).state == .canceled)
        #expect(desk.bot.orders.activeCount == 0)
    }

    @Test("a partly filled entry is protected at once", arguments: [OrderTypeSet.simple, .all])
    func partialEntry(native: OrderTypeSet) throws {
        let desk = Desk(.spot, .plain { $0.nativeTypes = native })
        let result = desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }
        let entry = try #require(result.order)
        desk.fill(entry, "3", at: "100")
        let stop = desk.order(entry).protection
        #expect(desk.order(stop).isArmed)
        #expect(desk.order(stop).request.quantity == quantity("3"))
        desk.fill(entry, "2", at: "100")
        #expect(desk.order(stop).request.quantity == quantity("5"))
        desk.tell(entry, .canceled)
        let last = desk.sent.suffix(native == .all ? 2 : 1)
        #expect(last.allSatisfy { $0.request.quantity == quantity("5") })
        #expect(last.first?.request.type == .limit)
        #expect(desk.order(stop).isArmed == (native == .simple))
        if native == .all {
            #expect(last.last?.request.type == .stop)
            #expect(last.last?.sibling == last.first?.id)
        }
    }

    @Test("a stop that fires while the entry fills calls the rest off and never sells twice")
    func stopDuringEntry() throws {
        let desk = Desk(.linear)
        let result = desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }
        let entry = try #require(result.order)
        desk.fill(entry, "4", at: "100")
        desk.trade("95")
        #expect(desk.cancels == [entry])
        #expect(desk.sent.last?.request.quantity == quantity("4"))
        desk.fill(entry, "3", at: "100")
        let second = desk.order(desk.order(entry).protection)
        #expect(second.isArmed)
        #expect(second.request.quantity == quantity("3"))
        desk.fill(desk.sent[1].id, "4", at: "95")
        desk.trade("95")
        #expect(desk.sent.last?.id == second.id)
        desk.tell(entry, .canceled)
        desk.fill(second.id, "3", at: "95")
        #expect(desk.position == .zero)
        #expect(desk.bot.orders.activeCount == 0)
        #expect(desk.sent.count == 3)
    }

    @Test("a fill that comes after a partly filled entry was cancelled gets exits of its own")
    func lateFill() throws {
        let desk = Desk()
        let result = desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }
        let entry = try #require(result.order)
        desk.fill(entry, "4", at: "100")
        desk.tell(entry, .canceled)
        #expect(desk.sent.count == 2)
        desk.fill(entry, "3", at: "100")
        #expect(desk.unexpected == [.partlyFilled])
        #expect(desk.sent.map(\.request.quantity) == [quantity("10"), quantity("4"), quantity("3")])
        let stops = desk.sent.dropFirst().map { desk.order(desk.order($0.id).sibling) }
        #expect(stops.map(\.request.quantity) == [quantity("4"), quantity("3")])
        #expect(stops.allSatisfy { $0.isArmed && $0.parent == entry })
        desk.fill(desk.sent[1].id, "4", at: "110")
        desk.trade("95")
        #expect(desk.cancels == [desk.sent[2].id])
        desk.tell(desk.sent[2].id, .canceled)
        #expect(desk.sent.last?.id == stops[1].id && desk.sent.last?.request.quantity == quantity("3"))
        desk.fill(stops[1].id, "3", at: "95")
        #expect(desk.position == .zero && desk.bot.orders.activeCount == 0)
    }

    @Test("a late fill that is too small for exits of its own raises the stop that stands")
    func smallLateFill() throws {
        let desk = Desk(.spot, .plain { $0.minNotional = money("150") })
        let result = desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }
        let entry = try #require(result.order)
        desk.fill(entry, "4", at: "100")
        desk.tell(entry, .canceled)
        let profit = try #require(desk.sent.last)
        let stop = desk.order(profit.id).sibling
        desk.fill(entry, "1", at: "100")
        #expect(desk.denials.allSatisfy { $0 == .notionalBelowMinimum } && !desk.denials.isEmpty)
        #expect(desk.order(stop).request.quantity == quantity("5"))
        desk.fill(profit.id, "1", at: "110")
        #expect(desk.order(stop).request.quantity == quantity("4"))
        desk.fill(profit.id, "3", at: "110")
        #expect(desk.order(stop).isArmed && desk.order(stop).request.quantity == quantity("1"))
        desk.fill(entry, "2", at: "100")
        #expect(desk.sent.last?.request.quantity == quantity("2"))
        #expect(desk.order(stop).request.quantity == quantity("1"))
    }

    @Test("a late fill of an entry that ended unfilled is protected, each time")
    func lateFills() throws {
        let desk = Desk()
        let entry = try #require(desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }.order)
        desk.tell(entry, .canceled)
        for count in 1...3 {
            desk.fill(entry, "2", at: "100")
            #expect(desk.sent.count == 1 + count && desk.sent.last?.request.quantity == quantity("2"))
        }
        #expect(desk.bot.orders.activeCount == 6)
    }

    @Test("a late fill at a venue that knows stops gets a pair there")
    func lateFillNative() throws {
        let desk = Desk(.spot, .plain { $0.nativeTypes = .all })
        let entry = try #require(desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }.order)
        desk.fill(entry, "4", at: "100")
        desk.tell(entry, .canceled)
        desk.fill(entry, "3", at: "100")
        #expect(desk.sent.map(\.request.type) == [.limit, .limit, .stop, .limit, .stop])
        #expect(desk.sent.suffix(2).allSatisfy { $0.request.quantity == quantity("3") })
        #expect(desk.sent[4].sibling == desk.sent[3].id)
    }

    @Test("an entry that ends unfilled leaves no exits")
    func noEntry() throws {
        let desk = Desk()
        let entry = try #require(desk.act { $0.submitBracket(.limit(.buy, "10", "100"), exits: Self.exits) }.order)
        desk.tell(entry, .canceled)
        #expect(desk.sent.count == 1)
        #expect(desk.bot.orders.activeCount == 0)
    }

    @Test("an exit is not refused for what limits wishes")
    func crowdedExits() {
        var limits = RiskLimits()
        limits.maxOrdersPerSpan = 1
        limits.orderRateSpan = TimeSpan(seconds: 3_600)
        limits.maxOpenOrders = 1
        let desk = Desk(limits: limits)
        let (_, profit, stop) = bracket(desk)
        #expect(desk.order(profit).state == .submitting)
        #expect(desk.order(stop).isArmed)
        #expect(desk.denials.isEmpty)
    }

    @Test("a protective stop-limit passes the collar that its trigger left behind")
    func stopLimitCollar() {
        var limits = RiskLimits()
        limits.priceCollar = Rate(basisPoints: 200)
        let desk = Desk(limits: limits)
        desk.buy("1", at: "100")
        var wish = OrderRequest.stop(.sell, "1", "95")
        wish.type = .stopLimit
        wish.limitPrice = price("94")
        let stop = desk.submit(wish)
        desk.trade("80")
        #expect(desk.sent.last?.id == stop)
        wish.limitPrice = price("93")
        #expect(desk.act { $0.submit(wish) } == .denied(.priceCollar))
    }

    @Test("a strategy hears of an order that ended before the venue had it")
    func endsHere() throws {
        let desk = Desk()
        desk.buy("10", at: "100")
        let refused = desk.submit(.stop(.sell, "10", "95"))
        desk.submit(.limit(.sell, "6", "120"))
        desk.trade("95")
        #expect(desk.denials == [.insufficientBalance])
        #expect(desk.journals[0].ends.map(\.id) == [refused])
        #expect(desk.journals[0].ends.map(\.state) == [.rejected])
        let canceled = desk.submit(.stop(.sell, "4", "90"))
        desk.command(.cancelAll)
        #expect(desk.journals[0].ends.map(\.id) == [refused, canceled])
        #expect(desk.journals[0].ends.last?.state == .canceled)
        desk.trade("95")
        #expect(desk.journals[0].ends.count == 2)
    }

    @Test("one cancels the other: the first fill of either")
    func oneCancelsOther() throws {
        let desk = Desk(.linear)
        let result = desk.act { $0.submitOneCancelsOther(.limit(.buy, "1", "90"), .limit(.sell, "1", "110")) }
        let first = try #require(result.order)
        let second = desk.order(first).sibling
        desk.fill(second, "1", at: "110")
        #expect(desk.cancels == [first])
        desk.tell(first, .canceled)
        #expect(desk.bot.orders.activeCount == 0)
    }

    @Test("a pair whose second order is refused takes the first back")
    func refusedPair() {
        let desk = Desk(.linear)
        let result = desk.act { $0.submitOneCancelsOther(.limit(.buy, "1", "90"), .limit(.sell, "1", "110.001")) }
        #expect(result == .denied(.priceOffTick))
        #expect(desk.cancels == [desk.sent[0].id])
    }
}
