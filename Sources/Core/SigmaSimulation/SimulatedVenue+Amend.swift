internal import BasicContainers
internal import SigmaEngine
public import SigmaModel

extension SimulatedVenue {
    /// Changes a resting limit order as the venue would, or refuses, which leaves the order as it is.
    ///
    /// Less quantity at the same price keeps the order's place in the queue. Any other change puts it behind what is there,
    /// or executes it where its new price crosses the market.
    ///
    /// - Parameter isOwn: the venue itself changes the order, whatever it offers to traders.
    public mutating func amend(_ amendment: Amendment, at time: Timestamp, isOwn: Bool = false) {
        var reason = RejectReason.unknownOrder
        for market in 0..<markets.count {
            guard let order = markets[market].limitOrder(amendment.order) else { continue }
            markets[market].refreshRules(at: time)
            guard let refusal = change(order, amendment, at: time, market: market, isOwn: isOwn) else { return }
            reason = refusal
        }
        outbox.append(
            .update(OrderUpdate(order: amendment.order, time: time, status: .amendRejected, reason: reason)))
    }

    /// Changes an order; returns why not.
    private mutating func change(
        _ order: VenueOrder, _ amendment: Amendment, at time: Timestamp, market: Int, isOwn: Bool
    ) -> RejectReason? {
        let old = order.ticket.request
        guard isOwn || markets[market].rules.amendments.admits(amendment, of: old) else { return .unsupportedType }
        var changed = order
        changed.ticket.request = amendment.applied(to: old)
        changed.isReduced = false
        guard changed.remaining.raw > 0 else { return .invalidQuantity }
        if let reason = refusal(of: changed.ticket.request, market: market) { return reason }
        let keepsPlace = amendment.isReduction(of: old)
        if !keepsPlace, old.timeInForce == .postOnly, wouldTake(changed.ticket.request, market: market) {
            return .wouldTake
        }
        guard relock(&changed, market: market) else { return .insufficientFunds }
        outbox.append(
            .update(
                OrderUpdate(
                    order: amendment.order, time: time, status: .amended, quantity: amendment.quantity,
                    limitPrice: amendment.limitPrice)))
        if keepsPlace {
            markets[market].replace(changed)
        } else {
            _ = markets[market].remove(amendment.order)
            changed.isSeasoned = false
            work(changed, at: time, market: market)
        }
        return nil
    }

    /// Locks what an order may still use with its new terms; false where the account has not enough.
    private mutating func relock(_ order: inout VenueOrder, market: Int) -> Bool {
        guard markets[market].kind == .spot else { return true }
        let isSell = order.side == .sell
        let asset = isSell ? markets[market].base : markets[market].quote
        let notional = Money(price: order.ticket.request.limitPrice, quantity: order.remaining, rounding: .up)
        let amount = isSell ? order.remaining.raw : markets[market].rules.outlay(for: notional).raw
        guard account.free(asset) + order.locked >= amount else { return false }
        account.lock(amount - order.locked, of: asset)
        order.locked = amount
        return true
    }
}

extension VenueMarket {
    /// A limit order that rests or is about to, by number.
    fileprivate func limitOrder(_ id: OrderID) -> VenueOrder? {
        for index in 0..<resting.count where resting[index].ticket.id == id { return resting[index] }
        for index in 0..<arrivals.count where arrivals[index].ticket.id == id {
            let request = arrivals[index].ticket.request
            let rests = request.timeInForce == .goodTilCancelled || request.timeInForce == .postOnly
            return request.type == .limit && rests ? arrivals[index] : nil
        }
        return nil
    }

    /// Puts a changed order where it stood.
    fileprivate mutating func replace(_ order: VenueOrder) {
        for index in 0..<resting.count where resting[index].ticket.id == order.ticket.id { resting[index] = order }
        for index in 0..<arrivals.count where arrivals[index].ticket.id == order.ticket.id { arrivals[index] = order }
    }
}
