import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@testable import SigmaBybit

/// What the gateway says of every kind of answer, and what it asks.
@Suite("Gateway")
struct GatewayTests {
    private static let order = GatewayOrder(
        clientID: "s1-7", symbol: "BTCUSDT", kind: .spot,
        request: .limit(.buy, Quantity(raw: 1_000_000), at: Price(raw: 6_500_000_000_000), of: InstrumentID(0)))
    private static let handle = OrderHandle(clientID: "s1-7", venueID: nil, symbol: "BTCUSDT", kind: .spot)

    private static func refusal(_ code: Int) -> String { #"{"retCode":\#(code),"retMsg":"why","result":{},"time":1}"# }
    private static let taken = #"{"retCode":0,"retMsg":"OK","result":{"orderId":"77","orderLinkId":"s1-7"},"time":1}"#
    private static func list(_ items: String, next: String = "") -> String {
        #"{"retCode":0,"retMsg":"OK","result":{"list":[\#(items)],"nextPageCursor":"\#(next)","category":"spot"},"time":1}"#
    }
    private static func item(_ id: String, status: String = "New", link: String = "s1-7") -> String {
        #"{"orderId":"\#(id)","orderLinkId":"\#(link)","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","#
            + #""orderStatus":"\#(status)","price":"65000","qty":"0.01","cumExecQty":"0","updatedTime":"1700000000000"}"#
    }

    @Test("An acknowledgement; the request is signed over its body")
    func placed() async throws {
        let bench = GatewayBench(ScriptedExchange(Self.taken))
        #expect(await bench.gateway.place(Self.order) == .acknowledged(venueID: "77", nil))
        let call = try #require(bench.exchange.calls.first)
        #expect(bench.exchange.lines == ["POST /v5/order/create"])
        let body = String(decoding: call.body, as: UTF8.self)
        let signer = BybitSigner(key: GatewayBench.key, window: TimeSpan(seconds: 5))
        let headers = signer.headers(for: body, at: GatewayBench.now) + [("Content-Type", "application/json")]
        #expect(call.headers.map { "\($0.name)=\($0.value)" } == headers.map { "\($0.name)=\($0.value)" })
    }

    @Test("Refusals name the reason; a failure that says nothing leaves the outcome open")
    func refused() async throws {
        for (code, reason) in [
            (170131, RejectReason.insufficientFunds), (170140, .underMinimumNotional), (10006, .other),
        ] {
            let bench = GatewayBench(ScriptedExchange(Self.refusal(code)))
            guard case .refused(let found, let text) = await bench.gateway.place(Self.order) else {
                Issue.record("code \(code) is no refusal")
                continue
            }
            #expect(found == reason)
            #expect(text.contains("code \(code): why"))
        }
        let never = GatewayBench(ScriptedExchange([.failure(.notSent("refused"))]))
        guard case .refused(.other, _) = await never.gateway.place(Self.order) else {
            Issue.record("what never left is refused")
            return
        }
        let until = GatewayBench.now + TimeSpan(seconds: 6)
        let open: [Result<HTTPAnswer, TransportError>] = [
            .failure(.timedOut("no answer")), .failure(.interrupted("reset")), .failure(.cancelled),
            .success(HTTPAnswer(status: 502, body: Array("<html>".utf8))), .success(HTTPAnswerSample.ok("{")),
            .success(HTTPAnswerSample.ok(Self.refusal(10016))), .success(HTTPAnswerSample.ok(Self.refusal(10000))),
            .success(HTTPAnswerSample.ok(#"{"retCode":0,"result":{}}"#)),
        ]
        for answer in open {
            let bench = GatewayBench(ScriptedExchange([answer]))
            guard case .unknown(_, let end) = await bench.gateway.place(Self.order) else {
                Issue.record("\(answer) leaves the outcome open")
                continue
            }
            #expect(end == until)
            #expect(bench.exchange.calls.count == 1, "nothing is sent again")
        }
    }

    @Test("A name that exists is looked up")
    func duplicate() async throws {
        let found = GatewayBench(ScriptedExchange(Self.refusal(170141), Self.list(Self.item("77"))))
        guard case .acknowledged("77", let report?) = await found.gateway.place(Self.order) else {
            Issue.record("the order exists")
            return
        }
        #expect(report.status == .open)
        let empty = Self.list("")
        let absent = GatewayBench(ScriptedExchange(Self.refusal(110072), empty, empty, empty))
        guard case .unknown = await absent.gateway.place(Self.order) else {
            Issue.record("an order that cannot be found is not known")
            return
        }
    }

    @Test("Positions are signed, both sides of a hedged account are one, and an unknown side is refused")
    func positions() async throws {
        func item(_ side: String, _ size: String, _ value: String) -> String {
            #"{"symbol":"BTCUSDT","positionIdx":0,"side":"\#(side)","size":"\#(size)","positionValue":"\#(value)"}"#
        }
        func held(_ items: String...) async throws -> [PositionReport] {
            let bench = GatewayBench(ScriptedExchange(Self.list(items.joined(separator: ","))))
            defer { #expect(bench.exchange.lines == ["GET /v5/position/list?category=linear&symbol=BTCUSDT"]) }
            return try await bench.gateway.positions(in: ["BTCUSDT"])
        }
        #expect(try await held(item("", "0", "")) == [])
        let short = try PositionReport(symbol: "BTCUSDT", quantity: Quantity("-0.5"), cost: Money("-50000.25"))
        #expect(try await held(item("Sell", "0.5", "50000.25")) == [short])
        let both = try PositionReport(symbol: "BTCUSDT", quantity: Quantity("1.5"), cost: Money("149999.75"))
        #expect(try await held(item("Buy", "2", "200000"), item("Sell", "0.5", "50000.25")) == [both])
        await #expect(throws: GatewayError.self) { try await held(item("None", "1", "1")) }
        await #expect(throws: GatewayError.self) { try await held(item("Buy", "1", "")) }
    }

    @Test("A cancel is asked for; what has ended is told")
    func cancel() async throws {
        func outcome(_ answer: String) async -> CancelOutcome {
            await GatewayBench(ScriptedExchange(answer)).gateway.cancel(Self.handle)
        }
        #expect(await outcome(Self.taken) == .requested)
        #expect(await outcome(Self.refusal(170212)) == .requested)
        for code in [170213, 110001, 170139, 170142] {
            guard case .notWorking = await outcome(Self.refusal(code)) else {
                Issue.record("code \(code)")
                continue
            }
        }
        guard case .refused = await outcome(Self.refusal(10005)), case .unknown = await outcome(Self.refusal(10016)),
            case .unknown = await outcome("x")
        else {
            Issue.record("a refusal or an open end is told apart")
            return
        }
    }

    @Test("An order is looked for where it works, where it ended lately, in the archive")
    func find() async throws {
        let empty = Self.list("")
        let archive = GatewayBench(ScriptedExchange(empty, empty, Self.list(Self.item("5", status: "Cancelled"))))
        #expect(try await archive.gateway.find(Self.handle)?.status == .canceled)
        #expect(
            archive.exchange.lines == [
                "GET /v5/order/realtime?category=spot&symbol=BTCUSDT&orderLinkId=s1-7",
                "GET /v5/order/realtime?category=spot&symbol=BTCUSDT&orderLinkId=s1-7&openOnly=1",
                "GET /v5/order/history?category=spot&symbol=BTCUSDT&orderLinkId=s1-7",
            ])
        var handle = Self.handle
        handle.venueID = "77"
        let named = GatewayBench(ScriptedExchange(Self.list(Self.item("77"))))
        #expect(try await named.gateway.find(handle)?.venueID == "77")
        #expect(named.exchange.lines == ["GET /v5/order/realtime?category=spot&symbol=BTCUSDT&orderId=77"])
        let absent = GatewayBench(ScriptedExchange(empty, empty, empty))
        #expect(try await absent.gateway.find(Self.handle) == nil)
        let other = GatewayBench(ScriptedExchange(Self.list(Self.item("8", link: "x")), empty, empty))
        #expect(try await other.gateway.find(Self.handle) == nil, "another's order is not ours")
        let down = GatewayBench(ScriptedExchange(empty, Self.refusal(10016)))
        await #expect(throws: GatewayError.self) { try await down.gateway.find(Self.handle) }
    }

    @Test("Open orders come page by page; cursors go back as they came")
    func openOrders() async throws {
        let bench = GatewayBench(
            ScriptedExchange(
                Self.list(Self.item("1"), next: "page_args%3D1%26symbol%3D6%26"), Self.list(Self.item("2")),
                Self.list(Self.item("3", status: "Filled"))), kinds: [.spot, .linear])
        #expect(try await bench.gateway.openOrders(in: ["BTCUSDT"]).map(\.venueID) == ["1", "2"])
        #expect(
            bench.exchange.lines == [
                "GET /v5/order/realtime?category=spot&symbol=BTCUSDT&openOnly=0&limit=50",
                "GET /v5/order/realtime?category=spot&symbol=BTCUSDT&openOnly=0&limit=50"
                    + "&cursor=page_args%3D1%26symbol%3D6%26",
                "GET /v5/order/realtime?category=linear&symbol=BTCUSDT&openOnly=0&limit=50",
            ])
    }

    @Test("Executions come oldest first")
    func fills() async throws {
        func fill(_ id: Int, _ time: Int) -> String {
            #"{"symbol":"BTCUSDT","orderId":"77","orderLinkId":"s1-7","side":"Buy","execId":"\#(id)","execPrice":"1","#
                + #""execQty":"1","execType":"Trade","execFee":"0","feeCurrency":"BTC","isMaker":false,"execTime":"\#(time)"}"#
        }
        let first = [fill(4, 900), fill(3, 800)].joined(separator: ",")
        let second = [fill(2, 800), fill(1, 700)].joined(separator: ",")
        let bench = GatewayBench(ScriptedExchange(Self.list(first, next: "1%3A2"), Self.list(second)))
        #expect(try await bench.gateway.fills(of: Self.handle).map(\.tradeID) == ["1", "2", "3", "4"])
        #expect(
            bench.exchange.lines.last
                == "GET /v5/execution/list?category=spot&symbol=BTCUSDT&orderLinkId=s1-7&limit=100&cursor=1%3A2")
    }

    @Test("Balances, permissions and fees")
    func account() async throws {
        let wallet =
            #"{"retCode":0,"retMsg":"OK","result":{"list":[{"accountType":"UNIFIED","coin":["#
            + #"{"coin":"BTC","walletBalance":"0","locked":"0"},{"coin":"USDT","walletBalance":"10","locked":"4"}]}]}}"#
        let bench = GatewayBench(ScriptedExchange(wallet))
        #expect(
            try await bench.gateway.balances() == [BalanceReport(asset: "USDT", free: 600_000_000, locked: 400_000_000)]
        )
        #expect(bench.exchange.lines == ["GET /v5/account/wallet-balance?accountType=UNIFIED"])
        let key =
            #"{"retCode":0,"retMsg":"","result":{"readOnly":0,"permissions":{"Spot":["SpotTrade"],"#
            + #""Wallet":["AccountTransfer","Withdraw"]},"ips":["1.2.3.4"],"expiredAt":"1970-01-01T00:00:00Z"}}"#
        let fees =
            #"{"retCode":0,"retMsg":"OK","result":{"list":[{"symbol":"BTCUSDT","takerFeeRate":"0.001","#
            + #""makerFeeRate":"-0.0001"}]}}"#
        let spot = GatewayBench(ScriptedExchange(key, fees))
        let facts = try await spot.gateway.account(of: ["BTCUSDT"])
        #expect(facts.canTrade == true && facts.canWithdraw == true && facts.keyExpires == nil)
        #expect(facts.fees["BTCUSDT"]?.maker == Rate(raw: -10_000))
        #expect(
            spot.exchange.lines == [
                "GET /v5/user/query-api", "GET /v5/account/fee-rate?category=spot&symbol=BTCUSDT",
            ])
        let both = GatewayBench(ScriptedExchange(key, fees, fees), kinds: [.spot, .linear])
        #expect(try await both.gateway.account(of: ["BTCUSDT"]).canTrade == false, "contracts need a permission too")
    }

    @Test("Without a key nothing is asked")
    func noKey() async throws {
        let clock = ManualClock(GatewayBench.now)
        let exchange = ScriptedExchange()
        let budget = RateBudget(BybitLimits.all, clock: clock)
        let rest = BybitREST(BybitSettings(seed: 1), exchange: exchange, budget: budget, clock: clock)
        let gateway = BybitGateway(rest, kinds: [.spot])
        await #expect(throws: GatewayError.self) { try await gateway.balances() }
        guard case .refused(.other, let text) = await gateway.place(Self.order) else {
            Issue.record("no key, no order")
            return
        }
        #expect(text.contains("key"))
        #expect(exchange.calls.isEmpty)
    }
}
