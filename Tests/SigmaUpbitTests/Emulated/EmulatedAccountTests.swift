import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaWire
import Synchronization
import TestServers
import Testing

@testable import SigmaUpbit

@Suite("An account over sockets", .serialized)
struct EmulatedAccountTests {
    private final class Heard: Sendable {
        private let list = Mutex<[VenueReport]>([])
        func take(_ report: VenueReport) { list.withLock { $0.append(report) } }
        var all: [VenueReport] { list.withLock { $0 } }
        var fills: [FillReport] { all.compactMap { if case .fill(let fill) = $0 { fill } else { nil } } }
        func orders(_ id: String) -> [OrderReport] {
            all.compactMap { if case .order(let order) = $0, order.clientID == id { order } else { nil } }
        }
        var connections: Int { all.count { if case .connected = $0 { true } else { false } } }
    }

    /// Listens to the account beside a body, which begins when the stream stands.
    private func listening(
        _ venue: EmulatedUpbit, _ body: (UpbitGateway, Heard) async throws -> Void
    ) async throws {
        let gateway = UpbitGateway(venue.rest, seed: 4)
        let heard = Heard()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await gateway.listen { heard.take($0) } }
            defer { group.cancelAll() }
            try await eventually("the account's stream") { heard.connections == 1 }
            try await body(gateway, heard)
        }
    }

    private func handle(_ id: String) -> OrderHandle {
        OrderHandle(clientID: id, venueID: nil, symbol: "KRW-BTC", kind: .spot)
    }

    private func order(_ request: OrderRequest, _ id: String) -> GatewayOrder {
        GatewayOrder(clientID: id, symbol: "KRW-BTC", kind: .spot, request: request)
    }

    /// A buy far below the market.
    private func resting(_ venue: EmulatedUpbit) async throws -> OrderRequest {
        let price = try await price(venue)
        let low = UpbitRules.krw.rules(at: .never).ticks.round(Price(raw: price.raw / 10 * 8), .down)
        return .limit(.buy, try Quantity("0.001"), at: low, of: InstrumentID(0))
    }

    private func price(_ venue: EmulatedUpbit) async throws -> Price {
        let prices = try await venue.rest.read(.open("/ticker", ["markets": "KRW-BTC"], UpbitLimits.tickers)) {
            (answer) throws(WireError) in try UpbitPriceAnswer.read(answer.body)
        }
        return try #require(prices["KRW-BTC"])
    }

    private func truth(_ venue: EmulatedUpbit) throws -> AccountTruth {
        try #require(venue.emulator.truth(of: "main", at: .upbit))
    }

    @Test("a limit order rests, is heard of, found, listed, and cancelled")
    func resting() async throws {
        try await EmulatedUpbit.run { venue in
            try await listening(venue) { gateway, heard in
                let request = try await resting(venue)
                let outcome = await gateway.place(order(request, "rest-1"))
                guard case .acknowledged(let venueID, let report?) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(report.status == .open && report.limitPrice == request.limitPrice)
                try await eventually("the order on the stream") { !heard.orders("rest-1").isEmpty }
                #expect(heard.orders("rest-1").first?.venueID == venueID)
                let found = try await gateway.find(handle("rest-1"))
                #expect(found?.venueID == venueID && found?.quantity == request.quantity)
                #expect(try await gateway.openOrders(in: ["KRW-BTC"]).map(\.clientID) == ["rest-1"])
                #expect(try await gateway.openOrders(in: ["KRW-ETH"]).isEmpty)
                #expect(try await gateway.find(identifiers: ["rest-1", "none"]).map(\.clientID) == ["rest-1"])
                let cancel = await gateway.cancel(handle("rest-1"))
                #expect("\(cancel)".hasPrefix("requested") || "\(cancel)".hasPrefix("done"), "\(cancel)")
                try await eventually("the order's end") { heard.orders("rest-1").last?.status == .canceled }
                #expect(try await gateway.openOrders(in: ["KRW-BTC"]).isEmpty)
                #expect(try await gateway.find(handle("rest-1"))?.status == .canceled)
                guard case .notWorking = await gateway.cancel(handle("never")) else {
                    Issue.record("an order that never was is not known")
                    return
                }
                #expect(try await gateway.find(handle("never")) == nil)
            }
        }
    }

    @Test("market orders execute; stream, answers and the venue's own books agree to the last unit")
    func executions() async throws {
        try await EmulatedUpbit.run { venue in
            try await listening(venue) { gateway, heard in
                let buy = order(.marketBuy(spending: try Money("3000000"), on: InstrumentID(0)), "buy-1")
                let sell = order(.market(.sell, try Quantity("0.0123"), of: InstrumentID(0)), "sell-1")
                for order in [buy, sell] {
                    guard case .acknowledged = await gateway.place(order) else {
                        Issue.record("\(order.clientID) was not taken")
                        return
                    }
                    try await eventually("the end of \(order.clientID)") {
                        heard.orders(order.clientID).last?.status.isTerminal ?? false
                    }
                    #expect(heard.orders(order.clientID).last?.status == .filled)
                    let truth = try truth(venue)
                    let known = try #require(truth.order(clientID: order.clientID))
                    let fills = heard.fills.filter { $0.clientID == order.clientID }
                    let asked = try await gateway.fills(of: handle(order.clientID))
                    #expect(fills.map(\.tradeID) == asked.map(\.tradeID) && !fills.isEmpty)
                    #expect(fills.map(\.quantity) == truth.fills(of: known.number).map(\.quantity))
                    #expect(fills.map(\.price) == truth.fills(of: known.number).map(\.price))
                    #expect(fills.map(\.notional) == asked.map(\.notional))
                    #expect(fills.allSatisfy { $0.liquidity == .taker && $0.feeAsset == "KRW" })
                    #expect(asked.reduce(0) { $0 + $1.fee } == known.fees.values.reduce(0) { $0 + $1.raw })
                    #expect(heard.orders(order.clientID).last?.filledQuantity == known.filled)
                }
                let balances = try await gateway.balances()
                for asset in ["KRW", "BTC"] {
                    let known = try #require(try truth(venue).balance(of: asset))
                    let told = try #require(balances.first { $0.asset == asset })
                    #expect(told.free == known.free && told.locked == known.locked)
                }
            }
        }
    }

    @Test("an answer that is cut off leaves the outcome unknown, and the order is found by its name")
    func unknownOutcomes() async throws {
        let quick: (inout UpbitSettings) -> Void = { $0.timeout = TimeSpan(seconds: 3) }
        try await EmulatedUpbit.run(change: quick) { venue in
            let gateway = UpbitGateway(venue.rest, seed: 4)
            let request = try await resting(venue)
            for (kind, id) in [(FaultRule.Kind.cutAfter, "cut-1"), (.silenceAfter, "silent-1")] {
                _ = venue.emulator.add(FaultRule(kind, venue: .upbit, method: "POST", path: "/v1/orders", count: 1))
                guard case .unknown = await gateway.place(order(request, id)) else {
                    Issue.record("\(kind) does not leave the outcome unknown")
                    return
                }
                #expect(try await gateway.find(handle(id))?.status == .open)
                guard case .acknowledged(_, let report?) = await gateway.place(order(request, id)) else {
                    Issue.record("the second use of \(id) is not looked up")
                    return
                }
                #expect(report.clientID == id)
            }
            let lost = [
                (FaultRule(.html, venue: .upbit, method: "POST", path: "/v1/orders", count: 1, status: 502), "html-1"),
                (
                    FaultRule(.status, venue: .upbit, method: "POST", path: "/v1/orders", count: 1, status: 500),
                    "five-1"
                ),
            ]
            for (fault, id) in lost {
                _ = venue.emulator.add(fault)
                guard case .unknown = await gateway.place(order(request, id)) else {
                    Issue.record("\(id) is not unknown")
                    return
                }
                #expect(try await gateway.find(handle(id)) == nil)
            }
            _ = venue.emulator.add(
                FaultRule(.status, venue: .upbit, method: "POST", path: "/v1/orders", count: 1, status: 429))
            guard case .refused = await gateway.place(order(request, "many-1")) else {
                Issue.record("too many requests do not refuse")
                return
            }
            #expect(try truth(venue).orders.compactMap(\.clientID).sorted() == ["cut-1", "silent-1"])
        }
    }

    @Test("the account's stream comes back after a cut and says so")
    func streamCut() async throws {
        try await EmulatedUpbit.run { venue in
            try await listening(venue) { gateway, heard in
                venue.emulator.endStreams(at: .upbit, path: "/websocket/v1/private", .cut)
                try await eventually("the second connection") { heard.connections == 2 }
                let kinds = heard.all.compactMap { report -> String? in
                    switch report {
                    case .connected: "connected"
                    case .disconnected: "disconnected"
                    case .order, .fill, .balances, .unreadable: nil
                    }
                }
                #expect(kinds == ["connected", "disconnected", "connected"])
                _ = await gateway.place(order(try await resting(venue), "after-1"))
                try await eventually("the order on the new connection") { !heard.orders("after-1").isEmpty }
            }
        }
    }

    @Test("a wrong secret is told as one that a person must mend, by requests and by the stream")
    func wrongSecret() async throws {
        let key = VenueKey(id: "key", secret: "wrong-secret-text")
        try await EmulatedUpbit.run(key: key) { venue in
            let gateway = UpbitGateway(venue.rest, seed: 4)
            let asked = await #expect(throws: GatewayError.self) { try await gateway.balances() }
            #expect(asked?.kind == .forbidden)
            let heard = await #expect(throws: GatewayError.self) { try await gateway.listen { _ in } }
            #expect(heard?.kind == .forbidden)
            for text in ["\(String(describing: asked))", "\(String(describing: heard))"] {
                #expect(!text.contains("wrong-secret-text"))
            }
        }
    }

    @Test("refusals of the venue are what they are")
    func refusals() async throws {
        try await EmulatedUpbit.run { venue in
            let gateway = UpbitGateway(venue.rest, seed: 4)
            let price = try await price(venue)
            var off = try await resting(venue)
            off.limitPrice = Price(raw: off.limitPrice.raw + 1)
            var small = try await resting(venue)
            small.quantity = Quantity(raw: 100)
            var large = try await resting(venue)
            large.quantity = try Quantity("4")
            var takes = try await resting(venue)
            takes.limitPrice = UpbitRules.krw.rules(at: .never).ticks.round(Price(raw: price.raw / 10 * 12), .down)
            takes.timeInForce = .postOnly
            for (request, id, reason) in [
                (off, "off-1", RejectReason.invalidPrice), (small, "small-1", .underMinimumNotional),
                (large, "large-1", .insufficientFunds),
            ] {
                let outcome = await gateway.place(order(request, id))
                guard case .refused(reason, _) = outcome else {
                    Issue.record("\(id) is not refused for \(reason): \(outcome)")
                    return
                }
            }
            let outcome = await gateway.place(order(takes, "takes-1"))
            switch outcome {
            case .refused: break
            case .acknowledged:
                let report = try await gateway.find(handle("takes-1"))
                #expect(report?.status.isTerminal == true && report?.filledQuantity == .zero)
            case .unknown: Issue.record("\(outcome)")
            }
        }
    }

    @Test("the catalog tells rules, fees, the time, and closed candles without a hole in the pages")
    func catalog() async throws {
        try await EmulatedUpbit.run { venue in
            let catalog = UpbitCatalog(venue.rest)
            let instruments = try await catalog.instruments(EmulatedUpbit.symbols, kind: .spot)
            #expect(instruments.map(\.instrument.symbol) == EmulatedUpbit.symbols)
            #expect(instruments.allSatisfy { $0.isOpen })
            #expect(
                instruments[0].instrument.rules.rules(at: venue.clock.now).ticks
                    == UpbitRules.krw.rules(at: venue.clock.now).ticks)
            let time = try await catalog.time()
            #expect(abs(time.offset.seconds) < 30)
            let end = venue.clock.now
            let start = end - TimeSpan(seconds: 12 * 3_600)
            var next: Timestamp? = start
            var candles: [Candle] = []
            while let begin = next {
                let page = try await catalog.candles(
                    of: "KRW-BTC", kind: .spot, timeframe: .oneMinute, from: begin, to: end)
                candles += page.candles
                next = page.next
            }
            #expect(candles.count > 600)
            #expect(zip(candles, candles.dropFirst()).allSatisfy { $0.openTime < $1.openTime })
            #expect(candles.allSatisfy { $0.isPossible && $0.openTime >= start && $0.closeTime <= venue.clock.now })
            #expect(try await UpbitGateway(venue.rest, seed: 4).account(of: ["KRW-BTC"]).fees["KRW-BTC"] != nil)
        }
    }
}
