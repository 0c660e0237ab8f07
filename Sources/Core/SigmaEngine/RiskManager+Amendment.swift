internal import SigmaModel

extension RiskManager {
    /// The first reason to refuse a change of an order, or nil.
    ///
    /// The venue's rules are asked of the whole order, cash and exposure of what would be left to fill.
    func refuse(
        _ amendment: Amendment, of order: Order, held: Quantity, market: borrowing MarketState,
        portfolio: borrowing Portfolio, orders: borrowing OrderTable
    ) -> DenialCode? {
        if tradingState == .halted { return .halted }
        if let denial = RiskManager.refuseKind(amendment, of: order, market: market) { return denial }
        var whole = order.ticket
        whole.time = amendment.time
        whole.request = amendment.applied(to: order.request)
        var open = whole
        open.request.quantity -= order.filledQuantity
        let isReduction = amendment.isReduction(of: order.request)
        let lowers = isReduction || RiskManager.lowers(open, held: held, orders: orders)
        if let denial = refuseState(open.request, lowers: lowers, market: market, isFollowUp: false) { return denial }
        if let denial = RiskManager.refuseShape(whole.request) { return denial }
        let price = amendment.limitPrice
        // What only becomes less stands at a price that was approved before.
        let denial = refuseRules(whole.request, price: price, market: market, isFollowUp: isReduction)
        if let denial { return denial }
        let value = Money(price: price, quantity: whole.request.quantity, rounding: .up)
        if value < market.rules.minNotional { return .notionalBelowMinimum }
        if value > market.rules.maxNotional { return .notionalAboveMaximum }
        if let denial = refuseRate(at: amendment.time) { return denial }
        let left = Money(price: price, quantity: open.request.quantity, rounding: .up)
        if isReduction {
            let isExit = RiskManager.lowers(open, held: held, orders: orders)
            return isExit ? nil : refuseExit(open.request, price: price, notional: left, held: held, market: market)
        }
        if !lowers {
            if let most = limits.maxOrderNotional, value > most { return .orderExposure }
            let denial = refuseEntry(
                open, price: price, notional: left, held: held, market: market, portfolio: portfolio, orders: orders)
            if let denial { return denial }
        }
        return RiskManager.refuseBalance(
            open, notional: left, held: held, market: market, portfolio: portfolio, orders: orders,
            freed: order.locked)
    }

    /// Whether an order can be changed at all, and so.
    private static func refuseKind(
        _ amendment: Amendment, of order: Order, market: borrowing MarketState
    ) -> DenialCode? {
        if market.rules.amendments == .none { return .amendmentNotOffered }
        guard order.isAmendable else { return .orderNotAmendable }
        let request = order.request
        if amendment.quantity == request.quantity && amendment.limitPrice == request.limitPrice {
            return .amendmentUnchanged
        }
        guard market.rules.amendments.admits(amendment, of: request) else { return .amendmentNotOffered }
        // What is tied to another order follows that one's quantity.
        if order.isTied && amendment.quantity != request.quantity { return .orderNotAmendable }
        return amendment.quantity <= order.filledQuantity ? .amendmentBelowFilled : nil
    }
}

extension Order {
    /// Whether it is a limit order that rests at the venue, with nothing asked about it that is not answered.
    fileprivate var isAmendable: Bool {
        let rests = request.timeInForce == .goodTilCancelled || request.timeInForce == .postOnly
        return rests && request.type == .limit && (state == .open || state == .partiallyFilled) && !isCancelRequested
            && amendment == nil
    }

    /// Whether its quantity is another order's business as well.
    fileprivate var isTied: Bool { sibling != .none || parent != .none }
}
