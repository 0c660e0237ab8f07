import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import Testing

@Suite("The gateway at the emulator")
struct GatewayEmulationTests {
    @Test("an order rests, is found, listed and cancelled; balances follow")
    func resting() async throws {
        let scene = try BinanceScene()
        try scene.book()
        let placed = await scene.gateway.place(try scene.limit(.buy, 50_000, "0.01", id: "s1-1"))
        guard case .acknowledged(let id, let report?) = placed else {
            Issue.record("\(placed)")
            return
        }
        #expect(try report.status == .open && report.clientID == "s1-1" && report.limitPrice == Price("50000"))
        let found = try #require(try await scene.gateway.find(scene.handle("s1-1")))
        #expect(found.venueID == id && found.status == .open && found.side == .buy)
        #expect(try await scene.gateway.openOrders(in: [BinanceScene.symbol]).map(\.clientID) == ["s1-1"])
        let locked = try await scene.gateway.balances().first { $0.asset == "USDT" }
        #expect(locked.map { $0.locked > 0 && $0.free + $0.locked == 10_000 * Int128(FixedPoint.one) } == true)
        guard case .done(let ended) = await scene.gateway.cancel(scene.handle("s1-1")) else {
            Issue.record("it was not cancelled")
            return
        }
        #expect(ended.status == .canceled && ended.clientID == "s1-1")
        guard case .notWorking = await scene.gateway.cancel(scene.handle("s1-1")) else {
            Issue.record("it was cancelled twice")
            return
        }
        #expect(try await scene.gateway.find(scene.handle("s1-1"))?.status == .canceled)
        #expect(try await scene.gateway.find(scene.handle("nobody")) == nil)
        #expect(try await scene.gateway.openOrders(in: [BinanceScene.symbol]).isEmpty)
    }

    @Test("orders at market, by quantity and by total, and their executions")
    func taking() async throws {
        let scene = try BinanceScene()
        try scene.book()
        // The value of an order at market is judged by the latest trades.
        try scene.trade(60_000, "0.1", .buy)
        let rows: [(OrderRequest, String)] = [
            (.market(.buy, try Quantity("0.01"), of: BinanceScene.market), "s1-1"),
            (.marketBuy(spending: try Money("600"), on: BinanceScene.market), "s1-2"),
            (.market(.sell, try Quantity("0.02"), of: BinanceScene.market), "s1-3"),
        ]
        for (request, name) in rows {
            let order = GatewayOrder(clientID: name, symbol: BinanceScene.symbol, kind: .spot, request: request)
            let outcome = await scene.gateway.place(order)
            guard case .acknowledged(_, let report?) = outcome else {
                Issue.record("\(name) was not taken: \(outcome)")
                return
            }
            #expect(report.status == .filled && report.filledQuantity.raw > 0, "\(name)")
            let fills = try await scene.gateway.fills(of: scene.handle(name))
            #expect(fills.map(\.quantity.raw).reduce(0, +) == report.filledQuantity.raw)
            let asset = request.side == .buy ? "BTC" : "USDT"
            #expect(fills.allSatisfy { $0.feeAsset == asset && $0.fee > 0 && $0.liquidity == .taker })
            #expect(fills.allSatisfy { $0.side == request.side && $0.clientID == name })
        }
        let truth = try #require(scene.emulator.truth(of: "main", at: .binance))
        #expect(truth.orders.count == 3 && truth.orders.allSatisfy { $0.state == .filled })
    }

    @Test("refusals come with their reasons")
    func refusals() async throws {
        let scene = try BinanceScene()
        try scene.book()
        try scene.trade(60_000, "0.1", .buy)
        let rows: [(GatewayOrder, RejectReason)] = [
            (try scene.limit(.buy, 50_000, "1", id: "a"), .insufficientFunds),
            (try scene.limit(.buy, 50_000, "0.00001", id: "b"), .underMinimumNotional),
            (try scene.limit(.buy, 50_000, "0.000001", id: "c"), .invalidQuantity),
            (try scene.limit(.buy, 61_000, "0.01", id: "d", .postOnly), .wouldTake),
            (
                GatewayOrder(
                    clientID: "e", symbol: BinanceScene.symbol, kind: .spot,
                    request: .limit(.buy, try Quantity("0.01"), at: try Price("50000.001"), of: BinanceScene.market)),
                .invalidPrice
            ),
            (
                GatewayOrder(
                    clientID: "f", symbol: BinanceScene.symbol, kind: .spot,
                    request: OrderRequest(
                        instrument: BinanceScene.market, side: .sell, type: .stop, quantity: try Quantity("0.01"),
                        triggerPrice: try Price("61000"))), .invalidPrice
            ),
        ]
        for (order, expected) in rows {
            guard case .refused(let reason, let text) = await scene.gateway.place(order) else {
                Issue.record("\(order.clientID) was taken")
                continue
            }
            #expect(reason == expected, "\(order.clientID): \(text)")
        }
        _ = await scene.gateway.place(try scene.limit(.buy, 50_000, "0.01", id: "twice"))
        guard case .acknowledged = await scene.gateway.place(try scene.limit(.buy, 50_000, "0.01", id: "twice")) else {
            Issue.record("a name in use was not looked up")
            return
        }
        #expect(scene.emulator.truth(of: "main", at: .binance)?.orders.count == 1)
    }

    @Test("a cut behind the order leaves it unknown, and the look-up finds it; a cut before it does not")
    func cuts() async throws {
        for (kind, isThere) in [
            (FaultRule.Kind.cutAfter, true), (.cut, false), (.silenceAfter, true), (.silence, false),
        ] {
            let scene = try BinanceScene()
            try scene.book()
            _ = scene.emulator.add(FaultRule(kind, venue: .binance, method: "POST", count: 1))
            let outcome = await scene.gateway.place(try scene.limit(.buy, 50_000, "0.01", id: "s1-1"))
            guard case .unknown(_, let until?) = outcome else {
                Issue.record("\(kind): \(outcome)")
                continue
            }
            #expect(until == BinanceScene.start + TimeSpan(milliseconds: 5_000))
            #expect((try await scene.gateway.find(scene.handle("s1-1")) != nil) == isThere)
        }
    }

    @Test(
        "faults of servers and firewalls are what they are",
        arguments: [(504, true), (503, true), (403, false), (418, false), (429, false)])
    func statuses(status: Int, isUnknown: Bool) async throws {
        let scene = try BinanceScene()
        try scene.book()
        _ = scene.emulator.add(FaultRule(.status, venue: .binance, method: "POST", count: 1, status: status))
        switch await scene.gateway.place(try scene.limit(.buy, 50_000, "0.01", id: "s1-1")) {
        case .unknown(_, _?): #expect(isUnknown)
        case .refused(.other, _): #expect(!isUnknown)
        default: Issue.record("\(status)")
        }
        #expect(scene.emulator.truth(of: "main", at: .binance)?.orders.isEmpty == true)
    }

    @Test("a wrong secret, a key without permission and a clock that is off are told apart")
    func keys() async throws {
        let wrong = try BinanceScene(secret: "another")
        let error = await #expect(throws: GatewayError.self) { try await wrong.gateway.balances() }
        #expect(error?.kind == .forbidden && error?.text.contains("-1022") == true)
        let reader = try BinanceScene(permissions: .read)
        try reader.book()
        guard
            case .refused(.other, let text) = await reader.gateway.place(
                try reader.limit(.buy, 50_000, "0.01", id: "x"))
        else {
            Issue.record("a reader traded")
            return
        }
        #expect(text.contains("-2015"))
        let facts = try await reader.gateway.account(of: [BinanceScene.symbol])
        #expect(facts.canRead == true && facts.canTrade == false && facts.canWithdraw == false)
        #expect(facts.fees[BinanceScene.symbol] == .init(maker: Rate(basisPoints: 10), taker: Rate(basisPoints: 10)))
    }

    @Test("the catalog reads rules, the clock and candles page by page")
    func catalog() async throws {
        let scene = try BinanceScene()
        try scene.book()
        for minute in 0..<5 {
            try scene.trade(60_000 + Int64(minute), "0.1", .buy, after: TimeSpan(seconds: minute == 0 ? 1 : 60))
        }
        scene.clock.advance(by: TimeSpan(seconds: 600))
        let listed = try await scene.catalog.instruments([BinanceScene.symbol], kind: .spot)
        let rules = listed[0].instrument.rules.rules(at: BinanceScene.start)
        #expect(try listed[0].isOpen && rules.ticks.tick(at: .zero) == Price("0.01"))
        #expect(try rules.quantityStep == Quantity("0.00001") && rules.minNotional == Money("5"))
        let error = await #expect(throws: GatewayError.self) {
            try await scene.catalog.instruments([BinanceScene.symbol, "NOSUCH"], kind: .spot)
        }
        #expect(error?.kind == .unknownMarket && error?.text.contains("NOSUCH") == true)
        #expect(try await scene.catalog.time().offset == .zero)
        let page = try await scene.catalog.candles(
            of: BinanceScene.symbol, kind: .spot, timeframe: .oneMinute, from: BinanceScene.start,
            to: BinanceScene.start + TimeSpan(seconds: 3_600))
        #expect(page.next == nil && page.candles.count == 5)
        #expect(page.candles.map(\.close.raw) == (0..<5).map { (60_000 + Int64($0)) * FixedPoint.one })
        #expect(page.candles.allSatisfy { $0.isPossible && $0.volume == (try? Quantity("0.1")) })
    }
}
