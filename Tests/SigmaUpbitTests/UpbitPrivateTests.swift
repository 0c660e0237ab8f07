import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

@Suite("Messages of an account")
struct UpbitPrivateTests {
    static func decode(_ bytes: [UInt8]) throws -> UpbitPrivateMessage {
        try bytes.withUnsafeBytes { try UpbitPrivateMessage(JSONCursor($0)) }
    }

    private func decode(_ text: String) throws -> UpbitPrivateMessage { try Self.decode(Array(text.utf8)) }

    static let order =
        #"{"type":"myOrder","code":"KRW-BTC","uuid":"ac2dc2a3-fce9-40a2-a4f6-5987c25c438f","ask_bid":"BID","#
        + #""order_type":"limit","state":"wait","trade_uuid":null,"price":100473000.0,"avg_price":0.0,"#
        + #""volume":0.0012,"remaining_volume":0.0009,"executed_volume":0.0003,"trades_count":1,"#
        + #""reserved_fee":60.2838,"remaining_fee":45.21285,"paid_fee":15.07095,"locked":90470.91285,"#
        + #""executed_funds":30141.9,"time_in_force":null,"trade_fee":null,"is_maker":null,"identifier":"s1-42","#
        + #""smp_type":"cancel_maker","prevented_volume":0.0,"prevented_locked":0.0,"trade_timestamp":1730336862047,"#
        + #""order_timestamp":1730336862000,"timestamp":1730336862048,"stream_type":"REALTIME"}"#
    static let trade =
        #"{"ty":"myOrder","cd":"KRW-BTC","uid":"ac2dc2a3","ab":"ASK","ot":"limit","s":"trade","tuid":"68315169","#
        + #""p":100473000.0,"v":0.00030001,"rv":0.0009,"ev":0.00030001,"tc":1,"pf":15.0711,"tif":"ioc","#
        + #""tf":15.071452365,"im":true,"id":"s1-42","smpt":null,"ttms":1730336862047,"otms":1730336862000,"#
        + #""tms":1730336862048,"st":"REALTIME"}"#

    @Test("a working order")
    func orders() throws {
        let expected = UpbitOrder(
            uuid: "ac2dc2a3-fce9-40a2-a4f6-5987c25c438f", identifier: "s1-42", market: "KRW-BTC", side: .buy,
            kind: .limit, state: .wait, timeInForce: nil, price: 10_047_300_000_000_000, volume: 120_000,
            executed: 30_000, paidFee: 1_507_095_000,
            time: Timestamp(milliseconds: 1_730_336_862_048))
        #expect(try decode(Self.order) == .order(expected))
        #expect(
            expected.report
                == OrderReport(
                    clientID: "s1-42", venueID: "ac2dc2a3-fce9-40a2-a4f6-5987c25c438f", symbol: "KRW-BTC", side: .buy,
                    status: .open, quantity: Quantity(raw: 120_000), limitPrice: Price(raw: 10_047_300_000_000_000),
                    filledQuantity: Quantity(raw: 30_000), time: Timestamp(milliseconds: 1_730_336_862_048)))
    }

    @Test("an execution, with its fee rounded up and its worth exact")
    func fills() throws {
        let expected = FillReport(
            tradeID: "68315169", clientID: "s1-42", venueID: "ac2dc2a3", symbol: "KRW-BTC", side: .sell,
            price: Price(raw: 10_047_300_000_000_000), quantity: Quantity(raw: 30_001),
            notional: try Money("30142.90473"), fee: 1_507_145_237, feeAsset: "KRW", liquidity: .maker,
            time: Timestamp(milliseconds: 1_730_336_862_047))
        #expect(try decode(Self.trade) == .fill(expected))
    }

    @Test(
        "how far an order has come, by state, type and time in force",
        arguments: [
            ("wait", "limit", "null", "0", OrderReport.Status.open), ("watch", "limit", "null", "0", .open),
            ("done", "limit", "null", "0.0012", .filled), ("cancel", "limit", "null", "0", .canceled),
            ("cancel", "limit", "\"post_only\"", "0", .canceled), ("cancel", "limit", "\"ioc\"", "0.0003", .expired),
            ("cancel", "limit", "\"fok\"", "0", .expired), ("done", "market", "null", "0.0012", .filled),
            ("cancel", "price", "null", "0.0003", .filled), ("cancel", "price", "null", "0", .expired),
            ("cancel", "market", "null", "0.0003", .filled), ("cancel", "best", "\"ioc\"", "0.0003", .expired),
        ])
    func statuses(
        state: String, kind: String, timeInForce: String, executed: String, status: OrderReport.Status
    ) throws {
        let text = Self.order.replacing(#""state":"wait""#, with: #""state":"\#(state)""#)
            .replacing(#""order_type":"limit""#, with: #""order_type":"\#(kind)""#)
            .replacing(#""time_in_force":null"#, with: #""time_in_force":\#(timeInForce)"#)
            .replacing(#""executed_volume":0.0003"#, with: #""executed_volume":\#(executed)"#)
        guard case .order(let order) = try decode(text) else {
            Issue.record("\(text) is no order")
            return
        }
        #expect(order.report.status == status)
        #expect((order.report.limitPrice == .zero) == (kind != "limit"))
        #expect((order.report.quantity == .zero) == (kind == "price"))
    }

    @Test("what the stream cannot tell exactly is asked for")
    func questions() throws {
        let uuid = "ac2dc2a3-fce9-40a2-a4f6-5987c25c438f"
        let prevented = Self.order.replacing(#""state":"wait""#, with: #""state":"prevented""#)
        guard case .askAbout(uuid, "KRW-BTC", _) = try decode(prevented) else {
            Issue.record("a prevented order is not asked about")
            return
        }
        // Beyond 2⁵³ × 10⁻⁸ neighbouring doubles are more than 10⁻⁸ apart.
        let long = Self.order.replacing(#""volume":0.0012"#, with: #""volume":90071992.54740992"#)
        guard case .askAbout(uuid, "KRW-BTC", _) = try decode(long) else {
            Issue.record("a quantity beyond the doubles' exactness is not asked about")
            return
        }
        let last = Self.order.replacing(#""volume":0.0012"#, with: #""volume":90071992.54740991"#)
        guard case .order(let order) = try decode(last) else {
            Issue.record("a quantity within the doubles' exactness is asked about")
            return
        }
        #expect(order.volume == 9_007_199_254_740_991)
    }

    @Test("balances of the currencies that changed, never more than there is")
    func balances() throws {
        let message = try decode(
            #"{"type":"myAsset","asset_uuid":"e635f223","assets":[{"currency":"KRW","balance":1386929.3723106678,"#
                + #""locked":10329.670127489597},{"currency":"BTC","balance":0,"locked":1e-8}],"#
                + #""asset_timestamp":1710146517259,"timestamp":1710146517267,"stream_type":"REALTIME"}"#)
        #expect(
            message
                == .balances([
                    BalanceReport(asset: "KRW", free: 138_692_937_231_066, locked: 1_032_967_012_748),
                    BalanceReport(asset: "BTC", free: 0, locked: 1),
                ]))
    }

    @Test("lists of subscriptions, refusals, and what nobody asked for")
    func control() throws {
        #expect(
            try decode(#"{"mthd":"LIST_SUBSCRIPTIONS","rslt":[{"ty":"myOrder","cds":[]},{"ty":"myAsset"}],"tckt":"t"}"#)
                == .subscribed(["myOrder", "myAsset"]))
        #expect(
            try decode(#"{"method":"LIST_SUBSCRIPTIONS","result":[{"type":"myOrder"}],"ticket":"t"}"#)
                == .subscribed(["myOrder"]))
        #expect(
            try decode(#"{"error":{"name":"INVALID_AUTH","message":"m"}}"#)
                == .refused(UpbitRefusal(name: "INVALID_AUTH", message: "m")))
        #expect(try decode(#"{"status":"UP"}"#) == .alive)
        #expect(try decode(#"{"type":"announcement","title":"점검"}"#) == .unwanted)
    }

    @Test(
        "a message with a value that is not known is an error that names it, never another state",
        arguments: [
            (#""state":"wait""#, #""state":"Wait""#, "state"), (#""state":"wait""#, #""state":null"#, "state"),
            (#""order_type":"limit""#, #""order_type":"stop""#, "order_type"),
            (#""time_in_force":null"#, #""time_in_force":"gtc""#, "time_in_force"),
            (#""ask_bid":"BID""#, #""ask_bid":"bid""#, "ask_bid"),
            (#""executed_volume":0.0003"#, #""executed_volume":-0.0003"#, "executed_volume"),
            (#""executed_volume":0.0003"#, #""executed_volume":0.000300001"#, "executed_volume"),
            (#""volume":0.0012"#, #""volume":true"#, "volume"), (#""uuid":"ac"#, #""uuid":5,"x":"ac"#, "uuid"),
            (#""type":"myOrder""#, #""type":"myorder""#, "type"), (#""type":"myOrder","#, "", "type"),
            (#""timestamp":1730336862048"#, #""other":1"#, "timestamp"),
            (#""price":100473000.0"#, #""price":"x""#, "price"),
        ])
    func wrong(part: String, replacement: String, field: String) {
        let text = Self.order.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.order)
        let error = #expect(throws: WireError.self) { try decode(text) }
        #expect(error?.field == field)
    }

    @Test(
        "an execution without what makes it one is an error",
        arguments: [
            (#""tf":15.071452365"#, #""tf":null"#, "trade_fee"), (#""im":true"#, #""im":null"#, "is_maker"),
            (#""tuid":"68315169""#, #""tuid":null"#, "trade_uuid"), (#""p":100473000.0"#, #""p":null"#, "price"),
            (#""v":0.00030001"#, #""v":0"#, "volume"), (#""ttms":1730336862047"#, #""x":1"#, "trade_timestamp"),
        ])
    func wrongFill(part: String, replacement: String, field: String) {
        let text = Self.trade.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.trade)
        let error = #expect(throws: WireError.self) { try decode(text) }
        #expect(error?.field == field)
    }
}

@Suite("Samples of an account", .enabled(if: SharedData.isPresent, "the folder ../shared/data is absent"))
struct UpbitPrivateSampleTests {
    @Test("the documented samples read as they say")
    func samples() throws {
        let samples = try SharedData.samples("ccxt_upbit_ws.jsonl")
        let order = try #require(samples.first { $0.function == "parse_ws_order" }?.bytes)
        guard case .fill(let fill) = try UpbitPrivateTests.decode(order) else {
            Issue.record("the sample is an execution")
            return
        }
        #expect(fill.tradeID == "68315169-fba4-4175-ade3-aff14a616657" && fill.clientID == "test-1")
        #expect(try fill.quantity == Quantity("30925891.29839369") && fill.price == Price("0.001453"))
        #expect(fill.fee == 2_246_766_003 && fill.feeAsset == "SGD" && fill.liquidity == .maker)
        let balance = try #require(samples.first { $0.function == "handle_balance" }?.bytes)
        guard case .balances(let balances) = try UpbitPrivateTests.decode(balance) else {
            Issue.record("the sample is of balances")
            return
        }
        #expect(balances == [BalanceReport(asset: "SGD", free: 138_692_937_231_066, locked: 1_032_967_012_748)])
    }
}
