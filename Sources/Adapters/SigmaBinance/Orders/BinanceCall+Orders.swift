package import SigmaModel
package import SigmaPorts
internal import SigmaWire

extension BinanceCall {
    /// Sends an order.
    package static func place(_ body: BinanceOrderBody) -> BinanceCall {
        BinanceCall(
            .post, "/api/v3/order", method: "order.place", body.members, security: .signed, purpose: .order, weight: 1)
    }

    /// Cancels an order, by the venue's name of it where it is known, which is the faster way.
    package static func cancel(_ handle: OrderHandle) -> BinanceCall {
        BinanceCall(
            .delete, "/api/v3/order", method: "order.cancel", members(of: handle), security: .signed, purpose: .cancel,
            weight: 1)
    }

    /// Takes from the quantity of a working order, which keeps its name and its place in the queue.
    ///
    /// Source: Binance "REST API", "Order Amend Keep Priority (TRADE)".
    package static func amend(_ handle: OrderHandle, quantity: Quantity) -> BinanceCall {
        var members = members(of: handle)
        // Without it the venue would give the order another name.
        members.add("newClientOrderId", handle.clientID)
        members.add("newQty", quantity.description)
        return BinanceCall(
            .put, "/api/v3/order/amend/keepPriority", method: "order.amend.keepPriority", members, security: .signed,
            purpose: .cancel, weight: 4)
    }

    /// Looks an order up.
    package static func find(_ handle: OrderHandle) -> BinanceCall {
        BinanceCall(
            .get, "/api/v3/order", method: "order.status", members(of: handle), security: .signed, purpose: .question,
            weight: 4)
    }

    /// The working orders of a symbol.
    package static func openOrders(_ symbol: String) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        return BinanceCall(
            .get, "/api/v3/openOrders", method: "openOrders.status", members, security: .signed, purpose: .question,
            weight: 6)
    }

    /// The account's executions of an order, from a number on.
    package static func trades(_ symbol: String, order: String, from id: UInt64?, limit: Int) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        members.add("orderId", .number(order))
        if let id { members.add("fromId", .number("\(id)")) }
        members.add("limit", .number("\(limit)"))
        return BinanceCall(
            .get, "/api/v3/myTrades", method: "myTrades", members, security: .signed, purpose: .question, weight: 5)
    }

    /// What the account owns and may do.
    package static var account: BinanceCall {
        var members = WireMembers()
        members.add("omitZeroBalances", .flag(true))
        return BinanceCall(
            .get, "/api/v3/account", method: "account.status", members, security: .signed, purpose: .question,
            weight: 20)
    }

    /// What the account pays for trades of a symbol.
    package static func commission(_ symbol: String) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        return BinanceCall(
            .get, "/api/v3/account/commission", method: "account.commission", members, security: .signed,
            purpose: .question, weight: 20)
    }

    /// What the key may do, which the account's own flags do not tell; REST only.
    package static let keyPermissions = BinanceCall(
        .get, "/sapi/v1/account/apiRestrictions", security: .signed, purpose: .question, weight: 1)

    private static func members(of handle: OrderHandle) -> WireMembers {
        var members = WireMembers()
        members.add("symbol", handle.symbol)
        if let id = handle.venueID {
            members.add("orderId", .number(id))
        } else {
            members.add("origClientOrderId", handle.clientID)
        }
        return members
    }
}
