import Foundation
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization
import TestVenues
import Testing

@testable import SigmaUpbit

@Suite("Gateway")
struct UpbitGatewayTests {
    private static let working =
        #"{"uuid":"cdd92199","side":"bid","ord_type":"limit","price":"100473000","state":"wait","market":"KRW-BTC","#
        + #""created_at":"2024-10-31T10:07:42+09:00","volume":"0.0012","remaining_volume":"0.0012","#
        + #""executed_volume":"0","paid_fee":"0","trades_count":0,"identifier":"s1-42"}"#
    private static let order = UpbitOrderBodyTests.order(
        .limit(.buy, Quantity(raw: 120_000), at: Price(raw: 10_047_300_000_000_000), of: InstrumentID(0)))
    private static let handle = OrderHandle(clientID: "s1-42", venueID: nil, symbol: "KRW-BTC", kind: .spot)

    private static func refusal(_ name: String) -> String { #"{"error":{"name":"\#(name)","message":"words"}}"# }

    private func gateway(_ exchange: ScriptedExchange, hasKey: Bool = true) -> UpbitGateway {
        UpbitGateway(.scripted(exchange, hasKey: hasKey), seed: 1)
    }

    @Test("an order goes out once, signed, as JSON; its answer acknowledges it", arguments: [201, 200])
    func placed(status: Int) async throws {
        let exchange = ScriptedExchange(status, Self.working)
        let outcome = await gateway(exchange).place(Self.order)
        guard case .acknowledged(venueID: "cdd92199", let report?) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(report.status == .open && report.clientID == "s1-42" && report.quantity == Quantity(raw: 120_000))
        #expect(exchange.requests == ["POST /orders"])
        let call = exchange.calls[0]
        let body =
            #"{"market":"KRW-BTC","side":"bid","volume":"0.0012","price":"100473000","ord_type":"limit","identifier":"s1-42"}"#
        #expect(String(decoding: call.body, as: UTF8.self) == body)
        let headers = Dictionary(call.headers.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(headers["Authorization"]?.hasPrefix("Bearer ey") ?? false)
        let claims = try #require(headers["Authorization"]?.split(separator: ".").dropFirst().first)
        let padded = claims + String(repeating: "=", count: (4 - claims.count % 4) % 4)
        let text = String(decoding: Data(base64Encoded: String(padded)) ?? Data(), as: UTF8.self)
        let plain = "market=KRW-BTC&side=bid&volume=0.0012&price=100473000&ord_type=limit&identifier=s1-42"
        #expect(text.contains(UpbitSigner.hash(plain)))
    }

    @Test(
        "a refusal is final; what may have come through is unknown",
        arguments: [
            (400, refusal("insufficient_funds_bid"), PlacementOutcome.refused(.insufficientFunds, "")),
            (400, refusal("under_min_total_bid"), .refused(.underMinimumNotional, "")),
            (400, refusal("invalid_price_bid"), .refused(.invalidPrice, "")),
            (401, refusal("expired_access_key"), .refused(.other, "")),
            (403, refusal("market_offline"), .refused(.marketClosed, "")),
            (429, "Too many API requests.", .refused(.other, "")), (418, "teapot", .refused(.other, "")),
            (500, refusal("internal_server_error"), .unknown("", until: nil)),
            (502, "<html>", .unknown("", until: nil)), (503, "", .unknown("", until: nil)),
            (403, "<html>", .unknown("", until: nil)), (201, "<html>", .unknown("", until: nil)),
            (201, #"{"uuid":"x"}"#, .unknown("", until: nil)), (201, "", .unknown("", until: nil)),
            (302, "", .unknown("", until: nil)),
        ])
    func outcomes(status: Int, body: String, expected: PlacementOutcome) async {
        let exchange = ScriptedExchange(status, body)
        switch (await gateway(exchange).place(Self.order), expected) {
        case (.refused(let reason, let text), .refused(let other, _)):
            #expect(reason == other && !text.isEmpty)
        case (.unknown(let text, let until), .unknown): #expect(!text.isEmpty && until == nil)
        case (let outcome, _): Issue.record("\(status) \(body) gave \(outcome)")
        }
        #expect(exchange.calls.count == 1, "nothing is sent again")
    }

    @Test(
        "a failure before anything was sent is final, any other unknown",
        arguments: [
            TransportError.notSent("no route"), .timedOut("10 s"), .interrupted("reset"), .tooLarge("32 MiB"),
            .cancelled,
        ])
    func transport(error: TransportError) async {
        let outcome = await gateway(ScriptedExchange { _ in .failure(error) }).place(Self.order)
        switch (outcome, error) {
        case (.refused(.other, _), .notSent), (.unknown, .timedOut), (.unknown, .interrupted), (.unknown, .tooLarge),
            (.unknown, .cancelled):
            break
        default: Issue.record("\(error) gave \(outcome)")
        }
    }

    @Test("what Upbit has not, and an account without a key, are refused without a request")
    func notSent() async {
        let exchange = ScriptedExchange(201, Self.working)
        let stop = UpbitOrderBodyTests.order(
            OrderRequest(
                instrument: InstrumentID(0), side: .sell, type: .stop, quantity: Quantity(raw: 1),
                triggerPrice: Price(raw: 1)))
        guard case .refused(.unsupportedType, _) = await gateway(exchange).place(stop) else {
            Issue.record("a stop was not refused")
            return
        }
        guard case .refused(.other, let text) = await gateway(exchange, hasKey: false).place(Self.order) else {
            Issue.record("an order without a key was not refused")
            return
        }
        #expect(text.contains("key") && exchange.calls.isEmpty)
    }

    @Test("a second use of an identifier means that the first came through: it is looked up")
    func duplicate() async {
        let found = ScriptedExchange(inTurn: [(400, Self.refusal("duplicated_identifier")), (200, Self.working)])
        guard case .acknowledged(venueID: "cdd92199", let report?) = await gateway(found).place(Self.order) else {
            Issue.record("the order was not found")
            return
        }
        #expect(report.status == .open)
        #expect(found.requests == ["POST /orders", "GET /order?identifier=s1-42"])
        let burnt = ScriptedExchange(inTurn: [
            (400, Self.refusal("duplicated_identifier")), (404, Self.refusal("order_not_found")),
        ])
        guard case .unknown(let text, until: nil) = await gateway(burnt).place(Self.order) else {
            Issue.record("a burnt identifier is not unknown")
            return
        }
        #expect(text.contains("duplicated_identifier"))
    }

    @Test(
        "a cancel is a request; its answer tells more only where the order has ended",
        arguments: [
            (200, working, "requested"), (200, working.replacing("wait", with: "cancel"), "done"),
            (404, refusal("order_not_found"), "notWorking"), (400, refusal("validation_error"), "refused"),
            (401, refusal("out_of_scope"), "refused"), (429, "", "refused"), (500, "", "unknown"),
            (200, "<html>", "unknown"), (504, "<html>", "unknown"),
        ])
    func cancels(status: Int, body: String, expected: String) async {
        let exchange = ScriptedExchange(status, body)
        let outcome = await gateway(exchange).cancel(Self.handle)
        #expect("\(outcome)".hasPrefix(expected), "\(outcome)")
        #expect(exchange.requests == ["DELETE /order?identifier=s1-42"])
        #expect(exchange.calls[0].body.isEmpty)
    }

    @Test("the venue's name of an order goes before the session's")
    func names() async throws {
        let exchange = ScriptedExchange(200, Self.working)
        var handle = Self.handle
        handle.venueID = "cdd92199"
        _ = await gateway(exchange).cancel(handle)
        _ = try await gateway(exchange).find(handle)
        #expect(exchange.requests == ["DELETE /order?uuid=cdd92199", "GET /order?uuid=cdd92199"])
    }

    @Test("an order is not there only when Upbit says so")
    func find() async throws {
        #expect(try await gateway(ScriptedExchange(200, Self.working)).find(Self.handle)?.venueID == "cdd92199")
        let missing = ScriptedExchange(404, Self.refusal("order_not_found"))
        #expect(try await gateway(missing).find(Self.handle) == nil)
        for (status, body) in [(404, "<html>"), (500, Self.refusal("order_not_found")), (404, Self.refusal("404"))] {
            await #expect(throws: GatewayError.self) {
                try await gateway(ScriptedExchange(status, body)).find(Self.handle)
            }
        }
        await #expect(throws: GatewayError.self) { try await gateway(missing).fills(of: Self.handle) }
    }

    @Test("working orders are read page by page, and twice where an order may have moved between pages")
    func openOrders() async throws {
        let all = (0..<130).map { index in
            Self.working.replacing("cdd92199", with: "u\(index)").replacing("s1-42", with: "s1-\(index)")
        }
        // In the first pass an order of the first page ends before the second is asked for, and u100 moves over the edge.
        let asked = Mutex(0)
        let exchange = ScriptedExchange { call in
            let count = asked.withLock { asked in
                asked += 1
                return asked
            }
            let list = count == 1 ? all : Array(all.dropFirst())
            let page = call.url.contains("page=2") ? list.dropFirst(100) : list.prefix(100)
            return .success(HTTPAnswer(status: 200, body: Array("[\(page.joined(separator: ","))]".utf8)))
        }
        let orders = try await gateway(exchange).openOrders(in: ["KRW-BTC"])
        #expect(Set(orders.map(\.venueID)) == Set((0..<130).map { "u\($0)" }))
        #expect(exchange.calls.count == 4)
        #expect(
            exchange.requests[0]
                == "GET /orders/open?market=KRW-BTC&states[]=wait&states[]=watch&page=1&limit=100&order_by=asc")
        let few = ScriptedExchange(200, "[\(Self.working)]")
        #expect(try await gateway(few).openOrders(in: ["KRW-BTC", "KRW-ETH"]).count == 2)
        #expect(few.calls.count == 2)
    }

    @Test("many orders are looked up a hundred at a time")
    func batch() async throws {
        let exchange = ScriptedExchange(200, "[\(Self.working)]")
        let found = try await gateway(exchange).find(identifiers: (0..<150).map { "s1-\($0)" })
        #expect(found.count == 2 && exchange.calls.count == 2)
        #expect(exchange.requests[1].hasPrefix("GET /orders/uuids?identifiers[]=s1-100&identifiers[]=s1-101"))
    }

    @Test("fees by market, and the key's end where Upbit tells it")
    func account() async throws {
        let chance = #"{"bid_fee":"0.0005","ask_fee":"0.0005","market":{"id":"KRW-BTC","state":"active"}}"#
        let exchange = ScriptedExchange { call in
            let body =
                call.url.contains("api_keys")
                ? #"[{"access_key":"other","expire_at":"2020-01-01T00:00:00+09:00"},"#
                    + #"{"access_key":"test-access","expire_at":"2026-03-01T09:00:00+09:00"}]"# : chance
            return .success(HTTPAnswer(status: 200, body: Array(body.utf8)))
        }
        let facts = try await gateway(exchange).account(of: ["KRW-BTC", "KRW-ETH"])
        #expect(facts.fees["KRW-ETH"] == AccountFacts.Fees(maker: Rate(basisPoints: 5), taker: Rate(basisPoints: 5)))
        #expect(facts.canRead == true && facts.canTrade == true && facts.canWithdraw == nil)
        #expect(exchange.requests.contains { $0.hasPrefix("POST /orders/test") })
        #expect(facts.keyExpires == (try Timestamp("2026-03-01T00:00:00Z")))
        let silent = ScriptedExchange { call in
            let isKeys = call.url.contains("api_keys")
            return .success(HTTPAnswer(status: isKeys ? 404 : 200, body: Array((isKeys ? "" : chance).utf8)))
        }
        #expect(try await gateway(silent).account(of: ["KRW-BTC"]).keyExpires == nil)
    }

    @Test(
        "an order that is only checked tells whether the key may trade",
        arguments: [
            (201, "{}", true), (401, refusal("out_of_scope"), false), (400, refusal("insufficient_funds_bid"), true),
            (400, refusal("under_min_total_bid"), true), (404, "no route", nil), (503, "<html>", nil),
        ] as [(Int, String, Bool?)])
    func mayTrade(status: Int, body: String, answer: Bool?) async throws {
        let chance = #"{"bid_fee":"0.0005","ask_fee":"0.0005","market":{"id":"KRW-BTC","state":"active"}}"#
        let exchange = ScriptedExchange { call in
            let isTest = call.url.hasSuffix("/orders/test")
            return .success(HTTPAnswer(status: isTest ? status : 200, body: Array((isTest ? body : chance).utf8)))
        }
        #expect(try await gateway(exchange).account(of: ["KRW-BTC"]).canTrade == answer)
    }

    @Test("a wrong key is told as one that a person must mend")
    func wrongKey() async {
        let exchange = ScriptedExchange(401, Self.refusal("no_authorization_ip"))
        let error = await #expect(throws: GatewayError.self) { try await gateway(exchange).balances() }
        #expect(error?.kind == .forbidden && error?.isPassing == false)
        #expect(error?.description.contains("test-secret") == false)
    }
}

@Suite("Budget of requests")
struct UpbitBudgetTests {
    private static let refusal = #"{"error":{"name":"x","message":"y"}}"#

    private func order(_ index: Int) -> GatewayOrder {
        UpbitOrderBodyTests.order(
            .limit(.buy, Quantity(raw: 120_000), at: Price(raw: 10_047_300_000_000_000), of: InstrumentID(0)),
            id: "s1-\(index)")
    }

    @Test("an order that the budget would make late is refused and never sent")
    func late() async {
        let exchange = ScriptedExchange(400, Self.refusal)
        let gateway = UpbitGateway(.scripted(exchange) { $0.orderPatience = .zero }, seed: 1)
        for index in 0..<12 { _ = await gateway.place(order(index)) }
        guard case .refused(.other, let text) = await gateway.place(order(12)) else {
            Issue.record("the thirteenth order of a second was not refused")
            return
        }
        #expect(exchange.calls.count == 12 && text.contains("budget"))
    }

    @Test("what the venue says of a ban and of what is left is kept")
    func told() async {
        let banned = ScriptedExchange(418, "Blocked for 90 seconds")
        let gateway = UpbitGateway(.scripted(banned) { $0.orderPatience = .zero }, seed: 1)
        _ = await gateway.place(order(0))
        guard case .refused(.other, _) = await gateway.place(order(1)) else {
            Issue.record("an order was sent during a ban")
            return
        }
        #expect(banned.calls.count == 1)
        let full = ScriptedExchange(
            400, Self.refusal, headers: [("remaining-req", "group=order; min=199; sec=0")])
        let limited = UpbitGateway(.scripted(full) { $0.orderPatience = .zero }, seed: 1)
        _ = await limited.place(order(0))
        guard case .refused(.other, _) = await limited.place(order(1)) else {
            Issue.record("an order was sent though nothing was left")
            return
        }
        #expect(full.calls.count == 1)
    }
}
