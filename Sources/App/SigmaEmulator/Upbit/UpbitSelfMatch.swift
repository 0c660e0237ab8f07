internal import SigmaModel

/// Upbit's self-match prevention: an order does not meet the account's own resting orders.
///
/// Own orders count as met when they lie within the prices that the new order reaches in the book as it is.
struct UpbitSelfMatch {
    let site: VenueSite
    let account: EmulatedAccount
    let board: MarketBoard

    /// What of a new order is kept from matching.
    enum Outcome {
        /// Nothing.
        case none
        /// A part; the request is shorter by it.
        case part(Quantity)
        /// All of it.
        case all
    }

    /// Ends or shortens what would meet itself.
    func resolve(_ request: inout OrderRequest, by type: String) -> Outcome {
        guard type != "none", request.timeInForce != .postOnly, let reach = reach(of: request) else { return .none }
        let own = account.openOrders.filter { order in
            guard order.request.instrument == board.id, order.request.side != request.side,
                order.request.type == .limit
            else { return false }
            let price = order.request.limitPrice
            return request.side == .buy ? price <= reach : price >= reach
        }
        guard !own.isEmpty else { return .none }
        switch type {
        case "cancel_maker":
            for order in own { prevent(order) }
            return .none
        case "cancel_taker": return .all
        default:
            // A buy by total has no quantity to reduce by.
            guard request.quantity.raw > 0 else { return .all }
            var left = request.quantity
            for order in own where left.raw > 0 {
                let met = min(left, order.remaining)
                left -= met
                reduce(order, by: met)
            }
            guard left.raw > 0 else { return .all }
            defer { request.quantity = left }
            return .part(request.quantity - left)
        }
    }

    /// The worst price that an order gets to in the book as it is.
    private func reach(of request: OrderRequest) -> Price? {
        if request.type == .limit { return request.limitPrice }
        var money = request.total
        var quantity = request.quantity
        var reached: Price?
        for (price, available) in board.levels(request.side.opposite, limit: .max) {
            guard money.raw > 0 || quantity.raw > 0 else { break }
            reached = price
            money -= Money(price: price, quantity: available, rounding: .up)
            quantity -= available
        }
        return reached
    }

    private func prevent(_ order: EmulatedOrder) {
        account.mark(order.number, "prevented_volume", order.remaining.description)
        account.mark(order.number, "prevented_locked", Money(raw: order.locked).description)
        _ = account.cancel(order.number, at: site.marketTime)
    }

    private func reduce(_ order: EmulatedOrder, by quantity: Quantity) {
        guard quantity < order.remaining else { return prevent(order) }
        account.mark(order.number, "prevented_volume", quantity.description)
        _ = account.amend(
            order.number, quantity: order.request.quantity - quantity, price: nil, at: site.marketTime)
    }
}
