import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@Suite("Order parameters")
struct OrderBodyTests {
    static let instrument = InstrumentID(0)

    static func order(_ request: OrderRequest, id: String = "s1-7", kind: InstrumentKind = .spot) -> GatewayOrder {
        GatewayOrder(clientID: id, symbol: "BTCUSDT", kind: kind, request: request)
    }

    static func request(
        _ type: OrderType, _ side: Side = .buy, quantity: String = "0.0015", total: String = "0",
        price: String = "0", trigger: String = "0", _ time: TimeInForce = .goodTilCancelled
    ) throws -> OrderRequest {
        OrderRequest(
            instrument: instrument, side: side, type: type, timeInForce: time, quantity: try Quantity(quantity),
            total: try Money(total), limitPrice: try Price(price), triggerPrice: try Price(trigger))
    }

    private static let end = "&newClientOrderId=s1-7&newOrderRespType=RESULT"

    @Test("each type has the members that Binance asks for, and no other")
    func members() throws {
        let rows: [(OrderRequest, String)] = [
            (
                try Self.request(.limit, price: "61837.64"),
                "side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.0015&price=61837.64"
            ),
            (
                try Self.request(.limit, .sell, price: "0.00000001", .immediateOrCancel),
                "side=SELL&type=LIMIT&timeInForce=IOC&quantity=0.0015&price=0.00000001"
            ),
            (
                try Self.request(.limit, quantity: "1000000000000", price: "1", .fillOrKill),
                "side=BUY&type=LIMIT&timeInForce=FOK&quantity=1000000000000&price=1"
            ),
            (
                try Self.request(.limit, price: "61837.6", .postOnly),
                "side=BUY&type=LIMIT_MAKER&quantity=0.0015&price=61837.6"
            ),
            (try Self.request(.market, .sell), "side=SELL&type=MARKET&quantity=0.0015"),
            (try Self.request(.market, quantity: "0", total: "25.5"), "side=BUY&type=MARKET&quoteOrderQty=25.5"),
            (
                try Self.request(.stop, .sell, trigger: "60000"),
                "side=SELL&type=STOP_LOSS&quantity=0.0015&stopPrice=60000"
            ),
            (
                try Self.request(.stopLimit, .sell, price: "59990", trigger: "60000"),
                "side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.0015&price=59990&stopPrice=60000"
            ),
            (
                try Self.request(.takeProfit, .sell, trigger: "70000"),
                "side=SELL&type=TAKE_PROFIT&quantity=0.0015&stopPrice=70000"
            ),
            (
                try Self.request(.takeProfitLimit, .sell, price: "69990", trigger: "70000"),
                "side=SELL&type=TAKE_PROFIT_LIMIT&timeInForce=GTC&quantity=0.0015&price=69990&stopPrice=70000"
            ),
        ]
        for (request, text) in rows {
            let body = try BinanceOrderBody(Self.order(request))
            #expect(body.members.query == "symbol=BTCUSDT&\(text)\(Self.end)")
        }
    }

    @Test("what Binance does not have is refused before anything is sent")
    func refusals() throws {
        let limit = try Self.request(.limit, price: "1")
        let rows: [(GatewayOrder, RejectReason)] = [
            (Self.order(limit, kind: .linear), .unsupportedType),
            (Self.order(try Self.request(.trailingStop)), .unsupportedType),
            (Self.order(try Self.request(.stopLimit, price: "1", trigger: "1", .postOnly)), .unsupportedType),
            (Self.order(try Self.request(.limit)), .invalidPrice),
            (Self.order(try Self.request(.stop)), .invalidPrice),
            (Self.order(try Self.request(.market, quantity: "0")), .invalidQuantity),
            (Self.order(try Self.request(.limit, quantity: "0", total: "5", price: "1")), .invalidQuantity),
            (Self.order(limit, id: ""), .other), (Self.order(limit, id: String(repeating: "a", count: 37)), .other),
            (Self.order(limit, id: "a b"), .other), (Self.order(limit, id: "주문"), .other),
        ]
        for (order, reason) in rows {
            let refusal = #expect(throws: BinanceOrderRefusal.self) { try BinanceOrderBody(order) }
            #expect(refusal?.reason == reason)
        }
        #expect((try? BinanceOrderBody(Self.order(limit, id: String(repeating: "Z", count: 36)))) != nil)
    }
}
