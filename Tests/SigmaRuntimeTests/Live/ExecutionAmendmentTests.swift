import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaPorts
import Testing

@testable import SigmaRuntime

@Suite("Changes of orders through a venue that fails")
struct ExecutionAmendmentTests {
    private static let id = OrderID(raw: 7)
    private static let start = Timestamp(seconds: 1_000)
    private static let end = start + TimeSpan(seconds: 5)

    /// A table with one order of ten at 100 that works.
    private struct Scene {
        var table: ExecutionTable
        let name: String

        init() throws {
            var generator = SplitMix64(seed: 5)
            table = ExecutionTable(
                names: ClientOrderID(.random(using: &generator)),
                instruments: [try Instrument(venue: .bybit, symbol: "BTCUSDT")])
            name = table.names.text(id)
            let request = OrderRequest.limit(.buy, Quantity(raw: 10), at: Price(raw: 100), of: InstrumentID(0))
            let ticket = OrderTicket(id: id, strategy: StrategyID(0), time: start, request: request)
            _ = table.submit(ticket, sentAt: start)
            _ = table.placed(id, .acknowledged(venueID: "v", nil), at: start)
        }

        func report(
            _ quantity: Int128, _ price: Int64, _ status: OrderReport.Status = .open, filled: Int128 = 0,
            at time: Timestamp = start
        ) -> OrderReport {
            OrderReport(
                clientID: name, venueID: "v", symbol: "BTCUSDT", side: .buy, status: status,
                quantity: Quantity(raw: quantity), limitPrice: Price(raw: price), filledQuantity: Quantity(raw: filled),
                time: time)
        }

        func fill(_ number: Int, _ quantity: Int128) -> FillReport {
            FillReport(
                tradeID: "\(number)", clientID: name, venueID: "v", symbol: "BTCUSDT", side: .buy,
                price: Price(raw: 100), quantity: Quantity(raw: quantity), notional: Money(raw: 1), fee: 0,
                feeAsset: "USDT", liquidity: .maker, time: start)
        }

        mutating func amend(_ quantity: Int128 = 6, _ price: Int64 = 100) -> [ExecutionStep] {
            let wish = Amendment(
                order: id, strategy: StrategyID(0), time: start, quantity: Quantity(raw: quantity),
                limitPrice: Price(raw: price))
            return table.amend(wish, sentAt: start, at: start)
        }

        mutating func look(_ report: OrderReport, asked: Timestamp = start) -> [ExecutionStep] {
            table.looked(id, .success(report), asked: asked, at: asked)
        }
    }

    private func news(_ steps: [ExecutionStep]) -> [OrderUpdate.Status] {
        steps.compactMap { if case .tell(.orderUpdate(let update)) = $0 { update.status } else { nil } }
    }

    private func asks(_ steps: [ExecutionStep]) -> Bool {
        steps.contains { if case .lookUp = $0 { true } else { false } }
    }

    @Test("names only what changes, once, and is under way until the venue shows it")
    func acknowledged() throws {
        var scene = try Scene()
        let steps = scene.amend()
        guard case .amend(Self.id, let change)? = steps.first, steps.count == 1 else {
            Issue.record("\(steps)")
            return
        }
        #expect(change.quantity == Quantity(raw: 6) && change.limitPrice == nil && change.handle.venueID == "v")
        #expect(!scene.table.isQuiet)
        #expect(asks(scene.table.amended(Self.id, .requested(until: Self.end), at: Self.start)))
        #expect(news(scene.table.heard(scene.report(10, 100))).isEmpty, "a report of before")
        #expect(news(scene.table.heard(scene.report(6, 100))) == [.amended])
        #expect(scene.table.isQuiet)
        #expect(news(scene.table.heard(scene.report(6, 100))).isEmpty, "told once")
        #expect(news(scene.look(scene.report(6, 100))).isEmpty)
    }

    @Test("an outcome that is not known is resolved by what the venue shows, never sent again")
    func unknown() throws {
        for shown in [Int128(6), 10] {
            var scene = try Scene()
            _ = scene.amend()
            let steps = scene.table.amended(Self.id, .unknown("cut", until: Self.end), at: Self.start)
            #expect(news(steps) == [.unknown] && asks(steps))
            let early = scene.look(scene.report(shown, 100))
            #expect(news(early) == (shown == 6 ? [.amended] : []))
            let late = scene.look(scene.report(shown, 100), asked: Self.end + TimeSpan(nanoseconds: 1))
            #expect(news(late) == (shown == 6 ? [] : [.amendRejected]))
            for step in steps + early + late { if case .amend = step { Issue.record("sent again") } }
            #expect(scene.table.isQuiet)
        }
    }

    @Test("where the venue sets no limit, it is asked several times over a while")
    func unlimited() throws {
        var scene = try Scene()
        _ = scene.amend()
        _ = scene.table.amended(Self.id, .unknown("cut", until: nil), at: Self.start)
        for number in 1...2 {
            let steps = scene.look(scene.report(10, 100), asked: Self.start + TimeSpan(seconds: Int64(30 * number)))
            #expect(news(steps).isEmpty && asks(steps))
        }
        #expect(
            news(scene.look(scene.report(10, 100), asked: Self.start + TimeSpan(seconds: 61))) == [.amendRejected])
    }

    @Test("a change that turns up after it was taken for refused is told all the same")
    func late() throws {
        var scene = try Scene()
        _ = scene.amend()
        #expect(
            news(scene.table.amended(Self.id, .refused(.other, "busy"), at: Self.start)) == [.amendRejected])
        #expect(news(scene.table.heard(scene.report(6, 100))) == [.amended])
    }

    @Test("an order that ended is told with what it was, before its end")
    func ended() throws {
        var taken = try Scene()
        _ = taken.amend()
        #expect(news(taken.table.heard(taken.report(6, 100, .canceled))) == [.amended, .canceled])
        var refused = try Scene()
        _ = refused.amend()
        #expect(news(refused.table.heard(refused.report(10, 100, .canceled))) == [.amendRejected, .canceled])
        #expect(refused.table.amended(Self.id, .notWorking("gone"), at: Self.start).isEmpty)
        #expect(news(refused.amend()) == [.amendRejected], "nothing is sent of what has ended")
    }

    @Test("an order that is complete as it was waits for the answer before it is")
    func completed() throws {
        var scene = try Scene()
        _ = scene.amend(12)
        #expect(scene.table.heard(scene.fill(1, 10), at: Self.start).count == 1)
        #expect(scene.table.open == [Self.id])
        #expect(asks(scene.table.amended(Self.id, .notWorking("gone"), at: Self.start)))
        #expect(news(scene.look(scene.report(10, 100, .filled, filled: 10))) == [.amendRejected])
        #expect(scene.table.open.isEmpty)
        var raised = try Scene()
        _ = raised.amend(12)
        let steps = raised.table.heard(raised.fill(1, 12), at: Self.start)
        #expect(!steps.contains { if case .contradiction = $0 { true } else { false } }, "it may be twelve by now")
    }

    @Test("what an earlier process asked for is looked up")
    func restored() throws {
        var scene = try Scene()
        let request = OrderRequest.limit(.buy, Quantity(raw: 10), at: Price(raw: 100), of: InstrumentID(0))
        var bot = TradingBot(
            table: { () -> InstrumentTable in
                var table = InstrumentTable()
                _ = table.add(scene.table.instruments[0])
                return table
            }(), slots: [])
        bot.adopt(OrderTicket(id: Self.id, strategy: .manual, time: Self.start, request: request))
        bot.adopt(
            Amendment(
                order: Self.id, strategy: .manual, time: Self.start, quantity: Quantity(raw: 6),
                limitPrice: Price(raw: 100)))
        guard let slot = bot.orders.slot(of: Self.id) else {
            Issue.record("not adopted")
            return
        }
        let order = bot.orders[slot: slot]
        scene.table = ExecutionTable(names: scene.table.names, instruments: scene.table.instruments)
        let steps = scene.table.restore(order, known: [], sentAt: Self.start, at: Self.start)
        #expect(asks(steps) && !steps.contains { if case .amend = $0 { true } else { false } })
        #expect(news(scene.look(scene.report(6, 100))).contains(.amended))
    }
}
