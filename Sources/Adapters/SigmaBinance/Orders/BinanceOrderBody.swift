package import SigmaModel
package import SigmaPorts
package import SigmaWire

/// An order as Binance wants it: exactly what was approved, or the reason why Binance has nothing like it.
///
/// Source: Binance "REST API", "New order (TRADE)".
package struct BinanceOrderBody: Sendable {
    /// What to send.
    package let members: WireMembers

    /// Writes an order's members; throws before anything is sent where Binance would not take it.
    package init(_ order: GatewayOrder) throws(BinanceOrderRefusal) {
        let request = order.request
        guard order.kind == .spot else {
            throw BinanceOrderRefusal(.unsupportedType, "this adapter trades spot; \(order.symbol) is a contract")
        }
        guard BinanceOrderBody.isClientID(order.clientID) else {
            throw BinanceOrderRefusal(.other, "the order's own name is not 1 to 36 letters, digits, - or _")
        }
        let type = try BinanceOrderBody.type(of: request)
        var members = WireMembers()
        members.add("symbol", order.symbol)
        members.add("side", request.side == .buy ? "BUY" : "SELL")
        members.add("type", type)
        if request.type.hasLimit, type != "LIMIT_MAKER" {
            members.add("timeInForce", try BinanceOrderBody.timeInForce(of: request))
        }
        try BinanceOrderBody.addAmount(of: request, to: &members)
        if request.type.hasLimit {
            guard request.limitPrice.raw > 0 else {
                throw BinanceOrderRefusal(.invalidPrice, "an order with a limit has a price above zero")
            }
            members.add("price", request.limitPrice.description)
        }
        if request.type.isConditional {
            guard request.triggerPrice.raw > 0 else {
                throw BinanceOrderRefusal(.invalidPrice, "a conditional order has a trigger above zero")
            }
            members.add("stopPrice", request.triggerPrice.description)
        }
        members.add("newClientOrderId", order.clientID)
        members.add("newOrderRespType", "RESULT")
        self.members = members
    }

    /// Binance's order types that the engine need not emulate, by name.
    package static let types: [(name: StaticString, type: OrderType)] = [
        ("MARKET", .market), ("LIMIT", .limit), ("STOP_LOSS", .stop), ("STOP_LOSS_LIMIT", .stopLimit),
        ("TAKE_PROFIT", .takeProfit), ("TAKE_PROFIT_LIMIT", .takeProfitLimit),
    ]

    /// The name of a type; a limit order that must rest has its own.
    private static func type(of request: OrderRequest) throws(BinanceOrderRefusal) -> String {
        if request.type == .limit, request.timeInForce == .postOnly { return "LIMIT_MAKER" }
        guard let row = types.first(where: { $0.type == request.type }) else {
            throw BinanceOrderRefusal(.unsupportedType, "Binance's trailing stops follow another rule")
        }
        return "\(row.name)"
    }

    private static func timeInForce(of request: OrderRequest) throws(BinanceOrderRefusal) -> String {
        switch request.timeInForce {
        case .goodTilCancelled: return "GTC"
        case .immediateOrCancel: return "IOC"
        case .fillOrKill: return "FOK"
        case .postOnly:
            throw BinanceOrderRefusal(.unsupportedType, "Binance has no conditional order that only rests")
        }
    }

    private static func addAmount(
        of request: OrderRequest, to members: inout WireMembers
    ) throws(BinanceOrderRefusal) {
        if request.quantity.raw > 0 {
            members.add("quantity", request.quantity.description)
        } else if request.type == .market, request.total.raw > 0 {
            members.add("quoteOrderQty", request.total.description)
        } else {
            throw BinanceOrderRefusal(.invalidQuantity, "an order has a quantity above zero, or a total at market")
        }
    }

    private static func isClientID(_ text: String) -> Bool {
        (1...36).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}

/// Why an order was not sent.
package struct BinanceOrderRefusal: Error, Hashable, Sendable {
    /// What kind of reason it is.
    package var reason: RejectReason
    /// The reason in words.
    package var text: String

    package init(_ reason: RejectReason, _ text: String) {
        self.reason = reason
        self.text = text
    }
}
