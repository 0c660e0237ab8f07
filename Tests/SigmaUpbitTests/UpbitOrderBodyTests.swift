import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

@Suite("Order bodies")
struct UpbitOrderBodyTests {
    private static let instrument = InstrumentID(0)

    static func order(_ request: OrderRequest, id: String = "s1-42", kind: InstrumentKind = .spot) -> GatewayOrder {
        GatewayOrder(clientID: id, symbol: "KRW-BTC", kind: kind, request: request)
    }

    private func body(
        _ request: OrderRequest, id: String = "s1-42", _ prevention: UpbitSelfTradePrevention? = nil
    ) throws(UpbitOrderBody.Refusal) -> String {
        String(decoding: try UpbitOrderBody.members(Self.order(request, id: id), prevention).json, as: UTF8.self)
    }

    private static func limit(_ side: Side, _ timeInForce: TimeInForce) -> OrderRequest {
        .limit(
            side, Quantity(raw: 123_456), at: Price(raw: 10_047_300_000_000_000), of: instrument,
            timeInForce: timeInForce)
    }

    @Test(
        "limit orders with every time in force",
        arguments: [
            (TimeInForce.goodTilCancelled, ""), (.immediateOrCancel, #","time_in_force":"ioc""#),
            (.fillOrKill, #","time_in_force":"fok""#), (.postOnly, #","time_in_force":"post_only""#),
        ])
    func limits(timeInForce: TimeInForce, text: String) throws {
        for (side, name) in [(Side.buy, "bid"), (.sell, "ask")] {
            #expect(
                try body(Self.limit(side, timeInForce))
                    == #"{"market":"KRW-BTC","side":"\#(name)","volume":"0.00123456","price":"100473000","#
                    + #""ord_type":"limit"\#(text),"identifier":"s1-42"}"#)
        }
    }

    @Test("a market buy names its total, a market sell its quantity; wholly or not at all goes at the best price")
    func markets() throws {
        let total = try Money("12345.67890001")
        var buy = OrderRequest.marketBuy(spending: total, on: Self.instrument)
        #expect(
            try body(buy)
                == #"{"market":"KRW-BTC","side":"bid","price":"12345.67890001","ord_type":"price","identifier":"s1-42"}"#
        )
        buy.timeInForce = .immediateOrCancel
        #expect(try body(buy).contains(#""ord_type":"price""#))
        buy.timeInForce = .fillOrKill
        #expect(try body(buy).contains(#""price":"12345.67890001","ord_type":"best","time_in_force":"fok""#))
        var sell = OrderRequest.market(.sell, Quantity(raw: 1), of: Self.instrument)
        #expect(
            try body(sell)
                == #"{"market":"KRW-BTC","side":"ask","volume":"0.00000001","ord_type":"market","identifier":"s1-42"}"#)
        sell.timeInForce = .fillOrKill
        #expect(try body(sell).contains(#""volume":"0.00000001","ord_type":"best","time_in_force":"fok""#))
    }

    @Test("self-trade prevention is named where it may be")
    func prevention() throws {
        #expect(try body(Self.limit(.buy, .goodTilCancelled), .cancelTaker).contains(#""smp_type":"cancel_taker""#))
        #expect(try body(Self.limit(.buy, .goodTilCancelled), .allowed).contains(#""smp_type":"none""#))
        #expect(try !body(Self.limit(.buy, .postOnly), .cancelMaker).contains("smp_type"))
        #expect(try body(Self.limit(.buy, .postOnly), .allowed).contains(#""smp_type":"none""#))
    }

    @Test("amounts beyond a binary number's digits stay exact")
    func exact() throws {
        let request = OrderRequest.limit(
            .buy, try Quantity("1234567890123.12345678"), at: Price(raw: 1), of: Self.instrument)
        #expect(try body(request).contains(#""volume":"1234567890123.12345678","price":"0.00000001""#))
    }

    @Test("what Upbit does not have is refused before anything is sent")
    func refusals() {
        let instrument = Self.instrument
        let conditional = [OrderType.stop, .stopLimit, .takeProfit, .takeProfitLimit, .trailingStop].map {
            OrderRequest(
                instrument: instrument, side: .sell, type: $0, quantity: Quantity(raw: 1), triggerPrice: Price(raw: 1))
        }
        var postOnlyMarket = OrderRequest.market(.sell, Quantity(raw: 1), of: instrument)
        postOnlyMarket.timeInForce = .postOnly
        for request in conditional + [postOnlyMarket] {
            let refusal = #expect(throws: UpbitOrderBody.Refusal.self) { try body(request) }
            #expect(refusal?.reason == .unsupportedType)
        }
        let amounts = [
            OrderRequest.market(.buy, Quantity(raw: 1), of: instrument),
            OrderRequest.market(.sell, .zero, of: instrument),
            OrderRequest.limit(.buy, .zero, at: Price(raw: 1), of: instrument),
            OrderRequest.limit(.buy, Quantity(raw: 1), at: .zero, of: instrument),
        ]
        for request in amounts {
            let refusal = #expect(throws: UpbitOrderBody.Refusal.self) { try body(request) }
            #expect(refusal?.reason == .invalidQuantity)
        }
        for id in ["", String(repeating: "x", count: 65), "with space", "line\nfeed"] {
            #expect(throws: UpbitOrderBody.Refusal.self) { try body(Self.limit(.buy, .goodTilCancelled), id: id) }
        }
        #expect(throws: UpbitOrderBody.Refusal.self) {
            try UpbitOrderBody.members(Self.order(Self.limit(.buy, .goodTilCancelled), kind: .linear), nil)
        }
    }
}
