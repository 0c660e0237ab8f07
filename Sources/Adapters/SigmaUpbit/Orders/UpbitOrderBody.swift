package import SigmaModel
package import SigmaPorts
package import SigmaWire

/// Writes an order as Upbit takes it, with exact decimals as text; what Upbit does not have is refused here.
///
/// Source: docs.upbit.com, reference/new-order (2026-11-04).
package enum UpbitOrderBody {
    /// The most characters of an identifier.
    private static let identifierLimit = 64

    /// Why an order cannot be written.
    package struct Refusal: Error, Hashable, Sendable {
        /// What it counts as.
        package var reason: RejectReason
        /// What is wrong and what to do.
        package var text: String
    }

    /// The members of `POST /orders`, in the documented order.
    package static func members(
        _ order: GatewayOrder, _ prevention: UpbitSelfTradePrevention?
    ) throws(Refusal) -> WireMembers {
        guard order.kind == .spot else {
            throw Refusal(reason: .unsupportedType, text: "Upbit trades spot only; use another venue for contracts")
        }
        guard (1...identifierLimit).contains(order.clientID.utf8.count), order.clientID.utf8.allSatisfy({ $0 > 0x20 })
        else { throw Refusal(reason: .other, text: "an identifier has 1 to 64 characters without spaces; report it") }
        var members = WireMembers()
        members.add("market", order.symbol)
        members.add("side", order.request.side == .buy ? "bid" : "ask")
        try addAmounts(order.request, to: &members)
        members.add("identifier", order.clientID)
        // A post-only order takes nothing that it could trade with, and Upbit refuses the two together.
        if let prevention, order.request.timeInForce != .postOnly || prevention == .allowed {
            members.add("smp_type", prevention.rawValue)
        }
        return members
    }

    private static func addAmounts(_ request: OrderRequest, to members: inout WireMembers) throws(Refusal) {
        switch request.type {
        case .limit: try addLimit(request, to: &members)
        case .market: try addMarket(request, to: &members)
        case .stop, .stopLimit, .takeProfit, .takeProfitLimit, .trailingStop:
            throw Refusal(
                reason: .unsupportedType, text: "Upbit has no conditional orders; let the engine watch the trigger")
        }
    }

    private static func addLimit(_ request: OrderRequest, to members: inout WireMembers) throws(Refusal) {
        guard request.limitPrice.raw > 0, request.quantity.raw > 0 else { throw missing("a price and a quantity") }
        members.add("volume", request.quantity.description)
        members.add("price", request.limitPrice.description)
        members.add("ord_type", "limit")
        switch request.timeInForce {
        case .goodTilCancelled: break
        case .immediateOrCancel: members.add("time_in_force", "ioc")
        case .fillOrKill: members.add("time_in_force", "fok")
        case .postOnly: members.add("time_in_force", "post_only")
        }
    }

    /// A market buy names its total, a market sell its quantity.
    ///
    /// An order that must be filled wholly or not at all goes at the best price of the other side, the only way in which
    /// Upbit can promise that; every other market order cancels what it cannot fill by itself.
    private static func addMarket(_ request: OrderRequest, to members: inout WireMembers) throws(Refusal) {
        guard request.timeInForce != .postOnly else {
            throw Refusal(reason: .unsupportedType, text: "a market order takes; use a limit order for post-only")
        }
        let isWhole = request.timeInForce == .fillOrKill
        switch request.side {
        case .buy:
            guard request.total.raw > 0 else { throw missing("the total to spend, since Upbit has no quantity for it") }
            members.add("price", request.total.description)
            members.add("ord_type", isWhole ? "best" : "price")
        case .sell:
            guard request.quantity.raw > 0 else { throw missing("a quantity") }
            members.add("volume", request.quantity.description)
            members.add("ord_type", isWhole ? "best" : "market")
        }
        if isWhole { members.add("time_in_force", "fok") }
    }

    private static func missing(_ what: String) -> Refusal {
        Refusal(reason: .invalidQuantity, text: "the order needs \(what)")
    }
}
