import SigmaBybit
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import Synchronization
import Testing

@testable import SigmaEmulator

/// Gateway and catalog against the emulator, over TLS: what they say is what the venue has in its books.
@Suite("Emulated account", .timeLimit(.minutes(10)))
struct EmulatedAccountTests {
    private final class Reports: Sendable {
        private let state = Mutex<[VenueReport]>([])
        private let bell = Doorbell()

        func add(_ report: VenueReport) {
            state.withLock { $0.append(report) }
            bell.ring()
        }

        var all: [VenueReport] { state.withLock { $0 } }
        var orders: [OrderReport] { all.compactMap { if case .order(let order) = $0 { order } else { nil } } }
        var fills: [FillReport] { all.compactMap { if case .fill(let fill) = $0 { fill } else { nil } } }

        func wait(_ condition: ([VenueReport]) -> Bool) async throws {
            while true {
                let rings = bell.rings
                if condition(all) { return }
                try Task.checkCancellation()
                await bell.wait(after: rings)
            }
        }
    }

    private func emulator(_ market: InstrumentID = InstrumentID(0)) throws -> Emulator {
        let emulator = try EmulatedBybit.emulator(MarketSettings(origin: .script([]), speed: 0))
        for (index, (side, price, quantity)) in [
            (Side.buy, "99999", "1"), (.buy, "99998", "1"), (.sell, "100000", "0.5"), (.sell, "100001", "1"),
        ].enumerated() {
            var flags: BookUpdate.Flags = index == 0 ? .snapshot : []
            if index == 3 { flags.insert(.last) }
            emulator.happen(
                .book(
                    BookUpdate(
                        instrument: market, time: emulator.marketTime, side: side, price: try Price(price),
                        quantity: try Quantity(quantity), flags: flags)))
        }
        return emulator
    }

    private func order(_ id: String, _ request: OrderRequest) -> GatewayOrder {
        GatewayOrder(clientID: id, symbol: "BTCUSDT", kind: .spot, request: request)
    }

    private func limit(_ side: Side, _ quantity: String, _ price: String) throws -> OrderRequest {
        .limit(side, try Quantity(quantity), at: try Price(price), of: InstrumentID(0))
    }

    private func handle(_ id: String) -> OrderHandle {
        OrderHandle(clientID: id, venueID: nil, symbol: "BTCUSDT", kind: .spot)
    }

    private func listen(
        _ gateway: BybitGateway, _ body: (Reports) async throws -> Void
    ) async throws {
        let reports = Reports()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await gateway.listen { reports.add($0) } } catch is CancellationError {}
            }
            defer { group.cancelAll() }
            try await reports.wait { $0.contains { if case .connected = $0 { true } else { false } } }
            try await body(reports)
        }
    }

    @Test("A change keeps the order and its name; the stream tells its terms, and a refusal leaves it as it was")
    func amends() async throws {
        let emulator = try emulator()
        try await EmulatedBybit.run(emulator) { venue in
            let gateway = BybitGateway(venue.rest, kinds: [.spot])
            func change(_ name: String, _ quantity: String?, _ price: String?) async throws -> AmendmentOutcome {
                await gateway.amend(
                    GatewayAmendment(
                        handle: handle(name), quantity: try quantity.map { try Quantity($0) },
                        limitPrice: try price.map { try Price($0) }))
            }
            try await listen(gateway) { reports in
                _ = await gateway.place(order("a", try limit(.buy, "0.02", "90000")))
                guard case .requested = try await change("a", "0.01", "91000") else {
                    Issue.record("not taken")
                    return
                }
                let (quantity, price) = (try Quantity("0.01"), try Price("91000"))
                try await reports.wait { _ in
                    reports.orders.contains {
                        $0.clientID == "a" && $0.status == .open && $0.quantity == quantity && $0.limitPrice == price
                    }
                }
                let found = try #require(try await gateway.find(handle("a")))
                #expect(found.quantity == quantity && found.limitPrice == price)
                #expect(emulator.truth(of: "main", at: .bybit)?.orders.map(\.venueID) == [found.venueID])
                guard case .refused(.other, let text) = try await change("a", "0.01", "91000") else {
                    Issue.record("a change that changes nothing was taken")
                    return
                }
                #expect(text.contains("10001"))
                guard case .notWorking = try await change("never", "0.01", nil) else {
                    Issue.record("there is nothing to change")
                    return
                }
                _ = try await change("a", nil, "100000")
                try await reports.wait { _ in reports.orders.contains { $0.clientID == "a" && $0.status == .filled } }
                #expect(try reports.fills.map(\.price) == [Price("100000")])
                guard case .notWorking = try await change("a", "0.02", nil) else {
                    Issue.record("it is filled")
                    return
                }
            }
        }
    }

    @Test("Orders live and end; the stream, the look-up and the venue's books agree")
    func orders() async throws {
        let emulator = try emulator()
        try await EmulatedBybit.run(emulator) { venue in
            let gateway = BybitGateway(venue.rest, kinds: [.spot])
            try await listen(gateway) { reports in
                guard
                    case .acknowledged(let resting, _) = await gateway.place(
                        order("rest", try limit(.buy, "0.01", "90000")))
                else {
                    Issue.record("not taken")
                    return
                }
                try await reports.wait { _ in reports.orders.contains { $0.venueID == resting && $0.status == .open } }
                #expect(try await gateway.find(handle("rest"))?.venueID == resting)
                #expect(try await gateway.openOrders(in: ["BTCUSDT"]).map(\.clientID) == ["rest"])
                #expect(await gateway.cancel(handle("rest")) == .requested)
                try await reports.wait { _ in
                    reports.orders.contains { $0.clientID == "rest" && $0.status == .canceled }
                }
                guard case .notWorking = await gateway.cancel(handle("rest")) else {
                    Issue.record("there is nothing to cancel")
                    return
                }
                _ = await gateway.place(order("take", try limit(.buy, "0.75", "100001")))
                try await reports.wait { _ in reports.orders.contains { $0.clientID == "take" && $0.status == .filled }
                }
                let told = reports.fills.filter { $0.clientID == "take" }
                let asked = try await gateway.fills(of: handle("take"))
                #expect(told.map(\.tradeID) == asked.map(\.tradeID))
                #expect(asked.map(\.price) == [try Price("100000"), try Price("100001")])
                #expect(asked.map(\.quantity) == [try Quantity("0.5"), try Quantity("0.25")])
                let truth = try #require(emulator.truth(of: "main", at: .bybit))
                for balance in try await gateway.balances() {
                    #expect(truth.balance(of: balance.asset)?.free == balance.free)
                    #expect(truth.balance(of: balance.asset)?.locked == balance.locked)
                }
                #expect(try await gateway.find(handle("never")) == nil)
            }
        }
    }

    @Test("A contract's position is told with what it cost, by which the wallet is more than the books have")
    func contracts() async throws {
        let contract = InstrumentID(2)
        let emulator = try emulator(contract)
        // A contract without a price takes no market orders.
        emulator.happen(
            .trade(
                Trade(
                    instrument: contract, time: emulator.marketTime, price: try Price("100000"),
                    quantity: try Quantity("0.1"), aggressor: .buy)))
        try await EmulatedBybit.run(emulator) { venue in
            let gateway = BybitGateway(venue.rest, kinds: [.linear])
            #expect(try await gateway.positions(in: ["BTCUSDT"]).isEmpty)
            let sale = OrderRequest.market(.sell, try Quantity("0.5"), of: contract)
            let order = GatewayOrder(clientID: "short", symbol: "BTCUSDT", kind: .linear, request: sale)
            let outcome = await gateway.place(order)
            guard case .acknowledged = outcome else {
                Issue.record("not taken: \(outcome)")
                return
            }
            let held = try await gateway.positions(in: ["BTCUSDT"])
            #expect(
                try held == [
                    PositionReport(symbol: "BTCUSDT", quantity: Quantity("-0.5"), cost: Money("-49999.5"))
                ])
            let wallet = try #require(try await gateway.balances().first { $0.asset == "USDT" })
            // Only the fee of 5.5 basis points has gone.
            #expect(try Money(raw: wallet.free) == Money("99972.500275"))
        }
    }

    @Test("An order whose answer is lost is unknown, and found by its name; sent again it is the same one")
    func lostAnswer() async throws {
        let emulator = try emulator()
        var cut = FaultRule(.cutAfter)
        cut.path = "/v5/order/create"
        cut.count = 1
        _ = emulator.add(cut)
        try await EmulatedBybit.run(emulator) { venue in
            // Without a listener there is no order-entry stream: orders go over REST.
            let gateway = BybitGateway(venue.rest, kinds: [.spot])
            let request = order("lost", try limit(.buy, "0.01", "90000"))
            guard case .unknown(_, let until?) = await gateway.place(request) else {
                Issue.record("a lost answer leaves the outcome open")
                return
            }
            #expect(until > venue.clock.now)
            let found = try #require(try await gateway.find(handle("lost")))
            #expect(found.status == .open)
            guard case .acknowledged(found.venueID, let report?) = await gateway.place(request) else {
                Issue.record("the name exists")
                return
            }
            #expect(report.clientID == "lost")
            #expect(emulator.truth(of: "main", at: .bybit)?.orders.count == 1)
        }
    }

    @Test("A venue that restarts cuts the listener, which comes back and says so")
    func restart() async throws {
        let emulator = try emulator()
        try await EmulatedBybit.run(emulator) { venue in
            let gateway = BybitGateway(venue.rest, kinds: [.spot])
            try await listen(gateway) { reports in
                emulator.restart(.bybit, for: TimeSpan(milliseconds: 200))
                try await reports.wait { reports in
                    reports.count { if case .connected = $0 { true } else { false } } == 2
                }
                #expect(reports.all.contains { if case .disconnected = $0 { true } else { false } })
                _ = await gateway.place(order("after", try limit(.buy, "0.01", "90000")))
                try await reports.wait { _ in reports.orders.contains { $0.clientID == "after" } }
            }
        }
    }

    @Test("Refusals come with their reasons")
    func refusals() async throws {
        let emulator = try emulator()
        try await EmulatedBybit.run(emulator) { venue in
            let gateway = BybitGateway(venue.rest, kinds: [.spot])
            for (id, request, reason) in [
                ("price", try limit(.buy, "0.01", "90000.01"), RejectReason.invalidPrice),
                ("money", try limit(.buy, "1.9", "99000"), .insufficientFunds),
                ("value", try limit(.buy, "0.00001", "90000"), .underMinimumNotional),
                ("step", try limit(.buy, "0.01000001", "90000"), .invalidQuantity),
            ] {
                guard case .refused(let found, let text) = await gateway.place(order(id, request)) else {
                    Issue.record("\(id) is refused")
                    continue
                }
                #expect(found == reason, "\(id): \(text)")
            }
        }
    }

    @Test("The catalog tells rules, time and candles")
    func catalog() async throws {
        let emulator = try EmulatedBybit.emulator(
            MarketSettings(origin: .generated(eventsPerSecond: 20), history: TimeSpan(seconds: 7_200)))
        try await EmulatedBybit.run(emulator) { venue in
            let catalog = BybitCatalog(venue.rest)
            let spot = try await catalog.instruments(["BTCUSDT", "ETHUSDT"], kind: .spot)
            #expect(spot.map(\.isOpen) == [true, true])
            #expect(spot.first?.instrument.rules.periods.first?.rules.feeAsset == .received)
            let linear = try await catalog.instruments(["BTCUSDT"], kind: .linear)
            #expect(linear.first?.instrument.rules.periods.first?.rules.quantityStep == (try Quantity("0.001")))
            let time = try await catalog.time()
            #expect(time.answered >= time.asked)
            let to = venue.clock.now.floored(to: TimeSpan(seconds: 60))
            let page = try await catalog.candles(
                of: "BTCUSDT", kind: .spot, timeframe: .oneMinute, from: to - TimeSpan(seconds: 3_600), to: to)
            #expect(page.candles.count == 60 && page.next == nil)
            #expect(zip(page.candles, page.candles.dropFirst()).allSatisfy { $0.closeTime == $1.openTime })
            let facts = try await BybitGateway(venue.rest, kinds: [.spot, .linear]).account(of: ["BTCUSDT"])
            #expect(facts.canTrade == true && facts.canWithdraw == false && facts.fees["BTCUSDT"] != nil)
        }
    }
}
