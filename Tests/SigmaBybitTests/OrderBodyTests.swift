import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaBybit

/// Orders as they leave, byte for byte, and what is not sent at all.
@Suite("Order bodies")
struct OrderBodyTests {
    private static let instrument = InstrumentID(0)

    private static func order(
        _ request: OrderRequest, _ kind: InstrumentKind = .spot, id: String = "s1-7"
    ) -> GatewayOrder {
        GatewayOrder(clientID: id, symbol: "BTCUSDT", kind: kind, request: request)
    }

    private static func quantity(_ text: String) throws -> Quantity { try Quantity(text) }

    @Test("Limit orders name price and time in force", arguments: TimeInForce.allCases)
    func limits(_ time: TimeInForce) throws {
        let words = [
            TimeInForce.goodTilCancelled: "GTC", .immediateOrCancel: "IOC", .fillOrKill: "FOK", .postOnly: "PostOnly",
        ]
        let request = OrderRequest.limit(
            .buy, try Quantity("0.00000001"), at: try Price("65000.5"), of: Self.instrument, timeInForce: time)
        let word = try #require(words[time])
        #expect(
            try BybitOrderBody.place(Self.order(request)).json.text
                == #"{"category":"spot","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.00000001","#
                + #""price":"65000.5","timeInForce":"\#(word)","orderLinkId":"s1-7"}"#)
        #expect(
            try BybitOrderBody.place(Self.order(request, .linear)).json.text
                == #"{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.00000001","#
                + #""price":"65000.5","timeInForce":"\#(word)","orderLinkId":"s1-7","reduceOnly":false,"positionIdx":0}"#
        )
    }

    @Test("A spot market order always says what its quantity counts")
    func markets() throws {
        let sell = OrderRequest.market(.sell, try Quantity("1.25"), of: Self.instrument)
        #expect(
            try BybitOrderBody.place(Self.order(sell)).json.text
                == #"{"category":"spot","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"1.25","#
                + #""marketUnit":"baseCoin","orderLinkId":"s1-7"}"#)
        let buy = OrderRequest.market(.buy, try Quantity("1.25"), of: Self.instrument)
        #expect(try BybitOrderBody.place(Self.order(buy)).json.text.contains(#""qty":"1.25","marketUnit":"baseCoin""#))
        let total = OrderRequest.marketBuy(spending: try Money("100.5"), on: Self.instrument)
        #expect(
            try BybitOrderBody.place(Self.order(total)).json.text.contains(#""qty":"100.5","marketUnit":"quoteCoin""#))
        var closing = sell
        closing.reduceOnly = true
        #expect(
            try BybitOrderBody.place(Self.order(closing, .linear)).json.text
                == #"{"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"1.25","#
                + #""orderLinkId":"s1-7","reduceOnly":true,"positionIdx":0}"#)
    }

    @Test("A cancel names the order by the venue's name where it is known")
    func cancels() {
        var handle = OrderHandle(clientID: "s1-7", venueID: nil, symbol: "BTCUSDT", kind: .linear)
        #expect(
            BybitOrderBody.cancel(handle).json.text
                == #"{"category":"linear","symbol":"BTCUSDT","orderLinkId":"s1-7"}"#)
        handle.venueID = "c6f055d9"
        #expect(
            BybitOrderBody.cancel(handle).json.text == #"{"category":"linear","symbol":"BTCUSDT","orderId":"c6f055d9"}"#
        )
    }

    @Test("What Bybit has not is refused before it is sent")
    func refusals() throws {
        func reason(_ order: GatewayOrder) -> RejectReason? {
            do {
                _ = try BybitOrderBody.place(order)
                return nil
            } catch { return error.reason }
        }
        let one = try Quantity("1")
        let price = try Price("10")
        for type in OrderType.allCases where type.isConditional {
            let request = OrderRequest(
                instrument: Self.instrument, side: .buy, type: type, quantity: one, limitPrice: price,
                triggerPrice: price)
            #expect(reason(Self.order(request)) == .unsupportedType, "\(type)")
        }
        for time in [TimeInForce.fillOrKill, .postOnly] {
            var request = OrderRequest.market(.buy, one, of: Self.instrument)
            request.timeInForce = time
            #expect(reason(Self.order(request)) == .unsupportedType)
        }
        let total = OrderRequest.marketBuy(spending: try Money("10"), on: Self.instrument)
        #expect(reason(Self.order(total, .linear)) == .unsupportedType)
        var selling = total
        selling.side = .sell
        #expect(reason(Self.order(selling)) == .unsupportedType)
        #expect(reason(Self.order(.market(.buy, .zero, of: Self.instrument))) == .invalidQuantity)
        #expect(reason(Self.order(.limit(.buy, one, at: .zero, of: Self.instrument))) == .invalidPrice)
        let fine = OrderRequest.market(.buy, one, of: Self.instrument)
        for name in ["", "a b", "ä", "a.b", String(repeating: "x", count: 37)] {
            #expect(reason(Self.order(fine, id: name)) == .other, "\(name)")
        }
        #expect(reason(Self.order(fine, id: String(repeating: "Zz0-_", count: 7))) == nil)
    }
}

extension [UInt8] {
    /// The bytes as text.
    var text: String { String(decoding: self, as: UTF8.self) }
}
