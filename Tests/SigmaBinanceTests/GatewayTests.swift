import Foundation
import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import Synchronization
import Testing

@Suite("The gateway over REST")
struct GatewayTests {
    private static let filled =
        #"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"s1-7","transactTime":1700000000010,"price":"0.00000000","origQty":"0.00150000","executedQty":"0.00150000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"92.75","status":"FILLED","timeInForce":"GTC","type":"MARKET","side":"BUY","workingTime":1700000000010,"selfTradePreventionMode":"NONE"}"#

    private let order = OrderBodyTests.order(
        OrderRequest.market(.buy, Quantity(raw: 150_000), of: OrderBodyTests.instrument))
    private let handle = OrderHandle(clientID: "s1-7", venueID: nil, symbol: "BTCUSDT", kind: .spot)
    private let deadline = venueNow + TimeSpan(milliseconds: 5_000)

    private func gateway(
        _ answer: @escaping @Sendable (HTTPCall) throws(TransportError) -> HTTPAnswer
    ) -> (BinanceGateway, FakeServer) {
        let server = FakeServer(answer)
        return (BinanceGateway(client(server)), server)
    }

    @Test("an order goes out once, in a form, signed with the venue's time, and its answer is told")
    func placing() async throws {
        let (gateway, server) = gateway { (_) throws(TransportError) in json(Self.filled) }
        let outcome = await gateway.place(order)
        guard case .acknowledged("28", let report?) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(report.status == .filled && report.filledQuantity.raw == 150_000 && report.clientID == "s1-7")
        let call = try #require(server.calls.first)
        #expect(server.calls.count == 1)
        #expect(call.method == .post && call.url == "https://api.binance.com/api/v3/order")
        #expect(call.headers.contains { $0 == ("X-MBX-APIKEY", TestKey.id) })
        let form = String(decoding: call.body, as: UTF8.self)
        #expect(
            form.hasPrefix(
                "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0015&newClientOrderId=s1-7&newOrderRespType=RESULT"
                    + "&recvWindow=5000&timestamp=1700000000000&signature="))
        #expect(!"\(call)".contains("signature"))
    }

    @Test(
        "an answer that leaves the outcome open makes it unknown until the window's end",
        arguments: [500, 502, 503, 504, 408])
    func unknownByStatus(status: Int) async throws {
        let (gateway, server) = gateway { (_) throws(TransportError) in
            json(#"{"code":-1007,"msg":"Timeout waiting for response from backend server."}"#, status: status)
        }
        guard case .unknown(let text, deadline) = await gateway.place(order) else {
            Issue.record("it is not unknown")
            return
        }
        #expect(text.contains("-1007"))
        #expect(server.calls.count == 1)
    }

    @Test("cuts, time-outs and answers that cannot be read are unknown; what was not sent is refused")
    func unknownByTransport() async {
        let errors: [(TransportError, Bool)] = [
            (.interrupted("cut"), true), (.timedOut("12 s"), true), (.tooLarge("33 MiB"), true), (.cancelled, true),
            (.notSent("no address"), false),
        ]
        for (error, isUnknown) in errors {
            let (gateway, server) = gateway { (_) throws(TransportError) in throw error }
            switch await gateway.place(order) {
            case .unknown(_, deadline): #expect(isUnknown)
            case .refused(.other, _): #expect(!isUnknown)
            default: Issue.record("\(error)")
            }
            #expect(server.calls.count == 1)
        }
        for body in ["<html></html>", "{}", Self.filled.replacing("FILLED", with: "STRANGE"), ""] {
            let (gateway, _) = gateway { (_) throws(TransportError) in json(body) }
            guard case .unknown(_, deadline) = await gateway.place(order) else {
                Issue.record("\(body)")
                return
            }
        }
    }

    @Test("refusals have their reason")
    func refusals() async {
        let rows: [(Int, String, RejectReason)] = [
            (-2010, "Account has insufficient balance for requested action.", .insufficientFunds),
            (-1013, "Filter failure: NOTIONAL", .underMinimumNotional), (-1022, "Signature", .other),
        ]
        for (code, message, reason) in rows {
            let (gateway, _) = gateway { (_) throws(TransportError) in
                json(#"{"code":\#(code),"msg":"\#(message)"}"#, status: 400)
            }
            guard case .refused(reason, let text) = await gateway.place(order) else {
                Issue.record("\(code)")
                continue
            }
            #expect(text.contains("\(code)") && !text.contains(TestKey.secret) && !text.contains("signature="))
        }
        let (firewall, _) = gateway { (_) throws(TransportError) in
            HTTPAnswer(status: 403, headers: [("Content-Type", "text/html")], body: Array("<html>".utf8))
        }
        guard case .refused = await firewall.place(order) else {
            Issue.record("the firewall lets nothing through")
            return
        }
    }

    @Test("a name in use belongs to the order sent before, which is looked up once")
    func duplicates() async {
        let found = Self.filled.replacing("transactTime", with: "updateTime")
        for (status, body, isFound) in [(200, found, true), (400, #"{"code":-2013,"msg":"no"}"#, false)] {
            let (gateway, server) = gateway { (call) throws(TransportError) in
                if call.method == .post { return json(#"{"code":-2010,"msg":"Duplicate order sent."}"#, status: 400) }
                return json(body, status: status)
            }
            switch await gateway.place(order) {
            case .acknowledged("28", _?): #expect(isFound)
            case .unknown(_, deadline): #expect(!isFound)
            default: Issue.record("neither acknowledged nor unknown")
            }
            #expect(server.calls.count == 2)
            #expect(server.calls[1].url.contains("origClientOrderId=s1-7"))
        }
    }

    @Test("a cancel ends the order, finds nothing to end, is refused, or stays unknown")
    func cancelling() async {
        let done =
            #"{"symbol":"BTCUSDT","origClientOrderId":"s1-7","orderId":28,"orderListId":-1,"clientOrderId":"x","transactTime":1700000000010,"price":"1","origQty":"2","executedQty":"0.5","status":"CANCELED","side":"BUY"}"#
        let rows: [(Result<(Int, String), TransportError>, String)] = [
            (.success((200, done)), "done"),
            (.success((400, #"{"code":-2011,"msg":"Unknown order sent."}"#)), "notWorking"),
            (
                .success((400, #"{"code":-2011,"msg":"Order was not canceled due to cancel restrictions."}"#)),
                "refused"
            ),
            (.success((400, #"{"code":-1021,"msg":"Timestamp"}"#)), "refused"),
            (.success((503, "")), "unknown"), (.success((200, "{")), "unknown"),
            (.failure(.notSent("")), "refused"), (.failure(.timedOut("")), "unknown"),
        ]
        for (answer, expected) in rows {
            let (gateway, server) = gateway { (_) throws(TransportError) in
                let (status, body) = try answer.get()
                return json(body, status: status)
            }
            let named = OrderHandle(clientID: "s1-7", venueID: "28", symbol: "BTCUSDT", kind: .spot)
            let outcome: String
            switch await gateway.cancel(named) {
            case .done(let report):
                #expect(
                    report.clientID == "s1-7" && report.status == .canceled && report.filledQuantity.raw == 50_000_000)
                outcome = "done"
            case .requested: outcome = "requested"
            case .notWorking: outcome = "notWorking"
            case .refused: outcome = "refused"
            case .unknown: outcome = "unknown"
            }
            #expect(outcome == expected)
            #expect(server.calls.count == 1 && server.calls[0].method == .delete)
            #expect(server.calls[0].url.contains("?symbol=BTCUSDT&orderId=28&recvWindow=5000&timestamp="))
        }
    }

    @Test("a look-up is nil only where the venue says that it knows no such order")
    func finding() async throws {
        let (unknown, _) = gateway { (_) throws(TransportError) in
            json(#"{"code":-2013,"msg":"Order does not exist."}"#, status: 400)
        }
        #expect(try await unknown.find(handle) == nil)
        for (status, kind) in [(502, GatewayError.Kind.unavailable), (403, .limited)] {
            let (broken, _) = gateway { (_) throws(TransportError) in json("<html>", status: status) }
            let error = await #expect(throws: GatewayError.self) { try await broken.find(handle) }
            #expect(error?.kind == kind)
        }
    }

    @Test("executions are paged by their numbers, each once")
    func paging() async throws {
        let (gateway, server) = gateway { (call) throws(TransportError) in
            let from = call.url.firstRange(of: "fromId=").map {
                Int(call.url[$0.upperBound...].prefix { $0.isNumber }) ?? 0
            }
            let first = from ?? 1
            let rows = (first..<min(first + 1_000, 1_501)).map { id in
                #"{"symbol":"BTCUSDT","id":\#(id),"orderId":28,"price":"1","qty":"1","quoteQty":"1","commission":"0.001","commissionAsset":"BNB","time":1700000000000,"isBuyer":true,"isMaker":true}"#
            }
            return json("[\(rows.joined(separator: ","))]")
        }
        let named = OrderHandle(clientID: "s1-7", venueID: "28", symbol: "BTCUSDT", kind: .spot)
        let fills = try await gateway.fills(of: named)
        #expect(fills.map(\.tradeID) == (1...1_500).map { "\($0)" })
        #expect(fills.allSatisfy { $0.feeAsset == "BNB" && $0.fee == 100_000 && $0.liquidity == .maker })
        #expect(server.calls.count == 2)
    }

    @Test("what the key may do, with the fees of symbols, also where the list of restrictions is missing")
    func facts() async throws {
        for isThere in [true, false] {
            let (gateway, _) = gateway { (call) throws(TransportError) in
                if call.url.contains("apiRestrictions") {
                    return isThere
                        ? json(
                            #"{"enableReading":true,"enableWithdrawals":true,"enableSpotAndMarginTrading":true,"tradingAuthorityExpirationTime":1800000000000}"#
                        ) : json("", status: 404)
                }
                if call.url.contains("commission") {
                    return json(#"{"symbol":"X","standardCommission":{"maker":"0.00075","taker":"0.001"}}"#)
                }
                return json(#"{"canTrade":true,"canWithdraw":true,"balances":[{"asset":"A","free":"1","locked":"0"}]}"#)
            }
            let facts = try await gateway.account(of: ["BTCUSDT"])
            #expect(facts.canRead == true && facts.canTrade == true && facts.canWithdraw == (isThere ? true : nil))
            #expect(facts.keyExpires == (isThere ? Timestamp(milliseconds: 1_800_000_000_000) : nil))
            #expect(facts.fees == ["BTCUSDT": .init(maker: Rate(raw: 75_000), taker: Rate(raw: 100_000))])
            #expect(try await gateway.balances() == [BalanceReport(asset: "A", free: 100_000_000, locked: 0)])
        }
    }

    @Test("without a key nothing is sent, and the mend is told")
    func noKey() async throws {
        let server = FakeServer { (_) throws(TransportError) in json("{}") }
        let gateway = BinanceGateway(client(server, hasKey: false))
        guard case .refused(.other, let text) = await gateway.place(order) else {
            Issue.record("it was sent")
            return
        }
        #expect(text.contains("no key is set for Binance"))
        let error = await #expect(throws: GatewayError.self) { try await gateway.balances() }
        #expect(error?.kind == .forbidden)
        await #expect(throws: GatewayError.self) { try await gateway.listen { _ in } }
        #expect(server.calls.isEmpty)
    }
}
