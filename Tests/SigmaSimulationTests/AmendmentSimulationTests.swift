import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// Changed orders at the simulated venue: their place in the queue, their money, their executions.
@Suite("Amended orders at the simulated venue")
struct AmendmentSimulationTests {
    private static func floor(
        _ scope: AmendmentScope = .priceAndQuantity, cash: String = "100000",
        _ change: (inout SimulationSettings) -> Void = { _ in }
    ) -> Floor {
        Floor(.spot, .plain { $0.amendments = scope }, cash: cash, change)
    }

    /// A buy of two at 100 behind five, and what is asked of it while three of them trade.
    private func queued(
        _ force: TimeInForce = .goodTilCancelled, _ change: @escaping (inout StrategyContext, OrderID) -> Void
    ) -> Floor {
        let floor = Self.floor()
        floor.thenSubmit(.limit(.buy, "2", "100", force))
        floor.book(bids: [("100", "5")], asks: [("101", "5")])
        floor.then { change(&$0, OrderID(raw: 1)) }
        floor.trade("100", "3", .sell)
        return floor
    }

    /// Asks for a change, which must be approved.
    private static func ask(_ context: inout StrategyContext, _ id: OrderID, _ amount: Quantity?, _ limit: Price?) {
        let result = context.amend(id, quantity: amount, limitPrice: limit)
        precondition(result == .accepted(id), "denied: \(result)")
    }

    private func compareLocks(_ floor: Floor) {
        for asset in [AssetID(0), AssetID(1)] {
            let own = floor.session.bot.portfolio.ledger.balance(.locked, of: asset)
            #expect(own == floor.session.venue.lockedBalance(of: asset))
        }
    }

    @Test("less quantity at the same price keeps its place")
    func keepsPlace() {
        let floor = queued { Self.ask(&$0, $1, quantity("1"), nil) }
        #expect(floor.session.venue.lockedBalance(of: AssetID(1)) == money("100.1").raw)
        compareLocks(floor)
        floor.trade("100", "3", .sell)
        #expect(floor.fills == ["buy 1 at 100 maker"] && floor.states == [.filled])
        compareLocks(floor)
    }

    @Test("more quantity, and the same price anew, go to the back")
    func losesPlace() {
        let floor = queued { Self.ask(&$0, $1, quantity("3"), nil) }
        compareLocks(floor)
        floor.trade("100", "4", .sell)
        #expect(floor.fills.isEmpty, "it stands behind five again")
        floor.trade("100", "4", .sell)
        #expect(floor.fills == ["buy 3 at 100 maker"])
        let moved = queued { _ = $0.amend($1, limitPrice: price("99")) }
        moved.then { _ = $0.amend(OrderID(raw: 1), limitPrice: price("100")) }
        moved.trade("101", "1", .buy)
        moved.trade("100", "4", .sell)
        #expect(moved.fills.isEmpty)
        compareLocks(moved)
    }

    @Test("a price that crosses executes, at the book's prices")
    func crosses() {
        let floor = queued { _ = $0.amend($1, limitPrice: price("102")) }
        #expect(floor.fills == ["buy 2 at 101 taker"] && floor.states == [.filled])
        compareLocks(floor)
    }

    @Test("a post-only order that would take stays as it was")
    func postOnly() {
        let floor = queued(.postOnly) { Self.ask(&$0, $1, nil, price("101")) }
        #expect(floor.fills.isEmpty && floor.session.bot.orders[slot: 1].request.limitPrice == price("100"))
        #expect(floor.session.bot.orders[slot: 1].amendment == nil && floor.states == [.open])
        compareLocks(floor)
        floor.trade("100", "4", .sell)
        #expect(floor.fills == ["buy 2 at 100 maker"], "it kept its place")
    }

    @Test("without a book an amended order meets the next price as a new one does")
    func candles() {
        let floor = Self.floor()
        floor.thenSubmit(.limit(.buy, "1", "90"))
        floor.still("100")
        floor.then { _ = $0.amend(OrderID(raw: 1), limitPrice: price("105")) }
        floor.still("100")
        compareLocks(floor)
        floor.candle("100", "101", "99", "100")
        #expect(floor.fills == ["buy 1 at 100 taker"])
    }

    @Test("a change travels like a cancel: what was filled before it arrives decides")
    func latency() {
        for wanted in ["1.5", "3"] {
            let floor = Self.floor { $0.entryLatency = .constant(TimeSpan(seconds: 1)) }
            floor.thenSubmit(.limit(.buy, "2", "100"))
            floor.trade("101")
            floor.trade("101", after: TimeSpan(seconds: 2))
            floor.then { Self.ask(&$0, OrderID(raw: 1), quantity(wanted), nil) }
            floor.trade("101")
            floor.trade("99", "9", .sell)
            floor.trade("101", after: TimeSpan(seconds: 2))
            let order = floor.session.bot.orders[slot: 1]
            #expect(floor.fills == ["buy 2 at 100 maker"])
            #expect(order.state == .filled && order.amendment == nil, "\(wanted)")
            compareLocks(floor)
        }
    }

    @Test("the venue refuses what it does not offer, what it does not have and what cannot be paid")
    func refusals() {
        var venue = SimulatedVenue(
            table: .one(.spot, DatedRules(.plain { $0.amendments = .quantityReduction })),
            settings: SimulationSettings())
        let time = Timestamp(seconds: 1)
        venue.transfer(Transfer(asset: AssetID(1), time: time, amount: money("200").raw))
        let id = OrderID(raw: 1)
        venue.submit(OrderTicket(id: id, strategy: .manual, time: time, request: .limit(.buy, "2", "90")), at: time)
        venue.clearOutbox()
        func answer(_ id: OrderID, _ amount: String, _ text: String, isOwn: Bool = false) -> OrderUpdate? {
            venue.amend(
                Amendment(
                    order: id, strategy: .manual, time: time, quantity: quantity(amount), limitPrice: price(text)),
                at: time, isOwn: isOwn)
            defer { venue.clearOutbox() }
            guard venue.outboxCount == 1, case .update(let update) = venue.message(0) else { return nil }
            return update
        }
        let rows: [(OrderID, String, String, Bool, RejectReason)] = [
            (OrderID(raw: 2), "1", "90", false, .unknownOrder), (id, "3", "90", false, .unsupportedType),
            (id, "2", "91", false, .unsupportedType), (id, "2", "100", true, .insufficientFunds),
            (id, "2", "90.001", true, .invalidPrice), (id, "1.0001", "90", false, .invalidQuantity),
            (id, "0.01", "90", false, .underMinimumNotional),
        ]
        for (order, amount, text, isOwn, reason) in rows {
            let update = answer(order, amount, text, isOwn: isOwn)
            #expect(update?.status == .amendRejected && update?.reason == reason, "\(amount) at \(text)")
        }
        #expect(venue.lockedBalance(of: AssetID(1)) == money("180.18").raw)
        #expect(answer(id, "1", "90")?.status == .amended)
        #expect(venue.lockedBalance(of: AssetID(1)) == money("90.09").raw)
    }

    @Test("a saved session goes on with a change under way")
    func saved() throws {
        let floor = Self.floor { $0.entryLatency = .constant(TimeSpan(seconds: 1)) }
        floor.thenSubmit(.limit(.buy, "2", "100"))
        floor.trade("101")
        floor.trade("101", after: TimeSpan(seconds: 2))
        floor.then { _ = $0.amend(OrderID(raw: 1), limitPrice: price("99")) }
        floor.trade("101")
        var archive = StateArchive()
        try archive.field(&floor.session)
        let other = Self.floor { $0.entryLatency = .constant(TimeSpan(seconds: 1)) }
        var reading = try StateArchive(reading: archive.bytes)
        try reading.field(&other.session)
        try reading.finish()
        other.trade("101", after: TimeSpan(seconds: 9))
        #expect(other.session.bot.orders[slot: 1].request.limitPrice == price("99"))
        compareLocks(other)
    }
}
