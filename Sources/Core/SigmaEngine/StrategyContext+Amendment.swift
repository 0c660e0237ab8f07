internal import BasicContainers
public import SigmaModel

extension StrategyContext {
    /// Asks for a change of one of the strategy's working limit orders: another limit, another quantity, or both.
    ///
    /// The order stands as it was until the venue says so (``Order/amendment``), and fills of it may come in between. Less
    /// quantity at the same price keeps the order's place in the queue; any other change loses it.
    ///
    /// - Parameters:
    ///   - quantity: of the whole order, what was executed of it included; nil to leave it.
    ///   - limitPrice: the new limit; nil to leave it.
    /// - Returns: the order's number, or why risk refused the change, which leaves the order as it is.
    public mutating func amend(_ id: OrderID, quantity: Quantity? = nil, limitPrice: Price? = nil) -> SubmitResult {
        if isWarming { return .denied(.halted) }
        guard let slot = orders.slot(of: id), orders[slot: slot].ticket.strategy == current else {
            let wish = OrderRequest.limit(.buy, quantity ?? .zero, at: limitPrice ?? .zero, of: instrument)
            return deny(wish, .orderNotAmendable)
        }
        let order = orders[slot: slot]
        let amendment = Amendment(
            order: id, strategy: current, time: now, quantity: quantity ?? order.request.quantity,
            limitPrice: limitPrice ?? order.request.limitPrice)
        let market = Int(order.request.instrument.index)
        markets[market].refreshRules(at: now)
        let decision = risk.approve(
            amendment, of: order, held: portfolio.position(of: current, in: order.request.instrument).quantity,
            market: markets[market], portfolio: portfolio, orders: orders)
        switch decision {
        case .denied(let code):
            var ticket = order.ticket
            ticket.time = now
            ticket.request = amendment.applied(to: order.request)
            deny(ticket, code)
            return .denied(code)
        case .approved(let approved):
            risk.rememberTime(now)
            hold(amendment, slot: slot)
            fold(amendment)
            effects.append(.amend(approved))
            return .accepted(id)
        }
    }

    /// Notes what the venue is asked for, and reserves enough for either answer.
    mutating func hold(_ amendment: Amendment, slot: Int) {
        let request = amendment.applied(to: orders[slot: slot].request)
        let extra = max(0, reservation(ofRest: request, slot: slot) - orders[slot: slot].locked)
        orders[slot: slot].amendment = PendingAmendment(
            quantity: amendment.quantity, limitPrice: amendment.limitPrice, locked: extra)
        lock(extra, slot: slot)
    }

    /// The venue changed an order: it stands with other terms, and reserves what is left of them.
    mutating func takeTerms(_ update: OrderUpdate, slot: Int) {
        orders[slot: slot].amendment = nil
        orders[slot: slot].ticket.request.quantity = update.quantity
        orders[slot: slot].ticket.request.limitPrice = update.limitPrice
        let due = reservation(ofRest: orders[slot: slot].request, slot: slot)
        lock(due - orders[slot: slot].locked, slot: slot)
        advance(slot: slot, .amended)
        completeIfFilled(slot: slot)
    }

    /// The venue refused a change: the order stands as it was.
    mutating func keepTerms(slot: Int) {
        if let pending = orders[slot: slot].amendment { release(slot: slot, upTo: pending.locked) }
        orders[slot: slot].amendment = nil
        advance(slot: slot, .amendRejected)
        completeIfFilled(slot: slot)
    }

    /// What an order with such terms would reserve for what is left to fill.
    private func reservation(ofRest request: OrderRequest, slot: Int) -> Int128 {
        let market = Int(request.instrument.index)
        guard markets[market].kind == .spot else { return 0 }
        var rest = request
        rest.quantity = max(.zero, request.quantity - orders[slot: slot].filledQuantity)
        return rest.quantity.raw == 0 ? 0 : reservation(of: rest, market: market)
    }

    private mutating func lock(_ amount: Int128, slot: Int) {
        guard amount != 0 else { return }
        let market = Int(orders[slot: slot].request.instrument.index)
        orders[slot: slot].locked += amount
        portfolio.lock(
            amount, of: orders[slot: slot].request.side == .sell ? markets[market].base : markets[market].quote)
    }

    /// Ends an order of which a fill had reached its quantity while a change was under way.
    private mutating func completeIfFilled(slot: Int) {
        if orders[slot: slot].isFilledWholly { finish(slot: slot, .completed) }
    }

    /// Folds a change into the effect hash.
    private mutating func fold(_ amendment: Amendment) {
        hash.combine(0x7 << 56 ^ amendment.order.raw)
        hash.combine(amendment.time.nanoseconds)
        hash.combine(amendment.quantity.raw)
        hash.combine(amendment.limitPrice.raw)
    }
}
