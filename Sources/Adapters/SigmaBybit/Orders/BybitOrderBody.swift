internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

/// Writes orders as Bybit takes them.
///
/// Source: Bybit "Place Order", "Cancel Order", "Amend Order".
enum BybitOrderBody {
    /// Why an order cannot be sent.
    struct Refusal: Error, Hashable {
        let reason: RejectReason
        let text: String
    }

    /// The longest name that a client may give an order.
    static let nameLimit = 36

    /// The body that places an order.
    ///
    /// Market orders of spot always say what their quantity counts, since the venue's default for a buy is the quote
    /// currency. Contracts are held in one position for each symbol (`positionIdx` 0).
    static func place(_ order: GatewayOrder) throws(Refusal) -> WireMembers {
        let request = order.request
        try check(order)
        let category = BybitCategory(order.kind)
        var body = WireMembers()
        body.add("category", category.rawValue)
        body.add("symbol", order.symbol)
        body.add("side", request.side == .buy ? "Buy" : "Sell")
        body.add("orderType", request.type == .market ? "Market" : "Limit")
        let isByTotal = request.total.raw > 0
        body.add("qty", isByTotal ? "\(request.total)" : "\(request.quantity)")
        if request.type == .limit {
            body.add("price", "\(request.limitPrice)")
            body.add("timeInForce", timeInForce(request.timeInForce))
        } else if category == .spot {
            body.add("marketUnit", isByTotal ? "quoteCoin" : "baseCoin")
        }
        body.add("orderLinkId", order.clientID)
        if category == .linear {
            body.add("reduceOnly", .flag(request.reduceOnly))
            body.add("positionIdx", .number("0"))
        }
        return body
    }

    /// The body that cancels an order; the venue's own name of it goes before the client's.
    static func cancel(_ handle: OrderHandle) -> WireMembers {
        var body = WireMembers()
        body.add("category", BybitCategory(handle.kind).rawValue)
        body.add("symbol", handle.symbol)
        name(handle, in: &body)
        return body
    }

    /// The body that changes an order; what stays is left out.
    static func amend(_ amendment: GatewayAmendment) -> WireMembers {
        var body = cancel(amendment.handle)
        if let quantity = amendment.quantity { body.add("qty", "\(quantity)") }
        if let price = amendment.limitPrice { body.add("price", "\(price)") }
        return body
    }

    /// Names an order in a request.
    static func name(_ handle: OrderHandle, in members: inout WireMembers) {
        if let venueID = handle.venueID {
            members.add("orderId", venueID)
        } else {
            members.add("orderLinkId", handle.clientID)
        }
    }

    private static func check(_ order: GatewayOrder) throws(Refusal) {
        let request = order.request
        guard isName(order.clientID) else {
            throw Refusal(
                reason: .other,
                text: "the order's name is not 1 to \(nameLimit) letters, digits, '-' or '_'; report it as an error")
        }
        guard request.type == .market || request.type == .limit else {
            throw Refusal(
                reason: .unsupportedType, text: "\(request.type) is not sent to Bybit; let the engine emulate it")
        }
        if request.type == .limit {
            guard request.limitPrice.raw > 0 else { throw Refusal(reason: .invalidPrice, text: "a limit is positive") }
        } else if request.timeInForce == .fillOrKill || request.timeInForce == .postOnly {
            throw Refusal(reason: .unsupportedType, text: "a market order takes what there is; use a limit order")
        }
        if request.total.raw != 0 {
            guard request.type == .market, request.side == .buy, order.kind == .spot, request.total.raw > 0 else {
                throw Refusal(reason: .unsupportedType, text: "only a spot market buy names a total")
            }
        } else if request.quantity.raw <= 0 {
            throw Refusal(reason: .invalidQuantity, text: "a quantity is positive")
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...nameLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    private static func timeInForce(_ time: TimeInForce) -> String {
        switch time {
        case .goodTilCancelled: "GTC"
        case .immediateOrCancel: "IOC"
        case .fillOrKill: "FOK"
        case .postOnly: "PostOnly"
        }
    }
}
