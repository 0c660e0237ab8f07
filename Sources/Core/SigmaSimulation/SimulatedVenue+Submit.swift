internal import BasicContainers
internal import SigmaEngine
public import SigmaModel

extension SimulatedVenue {
    /// Takes an order as the venue would: refuses what breaks its rules, works the rest.
    public mutating func submit(_ ticket: OrderTicket, at time: Timestamp) {
        let market = Int(ticket.request.instrument.index)
        markets[market].refreshRules(at: time)
        if let reason = refusal(of: ticket.request, market: market) {
            outbox.append(.update(OrderUpdate(order: ticket.id, time: time, status: .rejected, reason: reason)))
            return
        }
        var order = VenueOrder(ticket)
        guard lock(&order, market: market) else {
            outbox.append(
                .update(OrderUpdate(order: ticket.id, time: time, status: .rejected, reason: .insufficientFunds)))
            return
        }
        if ticket.request.type.isConditional {
            order.extreme = markets[market].last
            order.reference = markets[market].last
            markets[market].conditional.append(order)
            outbox.append(.update(OrderUpdate(order: ticket.id, time: time, status: .accepted)))
        } else {
            activate(order, at: time, market: market)
        }
    }

    /// Works a market or limit order from now on.
    mutating func activate(_ order: consuming VenueOrder, at time: Timestamp, market: Int) {
        let request = order.ticket.request
        if request.type == .limit, request.timeInForce == .postOnly, wouldTake(request, market: market) {
            end(order, .rejected, .wouldTake, time: time, market: market)
            return
        }
        outbox.append(.update(OrderUpdate(order: order.ticket.id, time: time, status: .accepted)))
        work(order, at: time, market: market)
    }

    /// Lets an order that came or changed meet the market.
    mutating func work(_ order: consuming VenueOrder, at time: Timestamp, market: Int) {
        if !markets[market].book.isEmpty {
            takeFromBook(order, at: time, market: market)
        } else if settings.fillRule == .sameClose && markets[market].last.raw > 0 {
            meet(order, price: markets[market].last, at: time, market: market)
        } else {
            markets[market].arrivals.append(order)
        }
    }

    /// Whether a limit order would trade at once.
    func wouldTake(_ request: OrderRequest, market: Int) -> Bool {
        if let touch = markets[market].touch(for: request.side) {
            return markets[market].isMarketable(request, at: touch)
        }
        let last = markets[market].last
        guard markets[market].book.isEmpty, last.raw > 0 else { return false }
        return request.side == .buy ? request.limitPrice > last : request.limitPrice < last
    }

    /// Why the venue's rules refuse a request, or nil.
    func refusal(of request: OrderRequest, market: Int) -> RejectReason? {
        let reference = markets[market].touch(for: request.side) ?? markets[market].last
        let price =
            request.type.hasLimit ? request.limitPrice : request.triggerPrice.raw > 0 ? request.triggerPrice : reference
        guard markets[market].rules.nativeTypes.contains(request.type) else { return .unsupportedType }
        if request.type.hasLimit
            && (request.limitPrice.raw <= 0 || !markets[market].rules.ticks.holds(request.limitPrice))
        {
            return .invalidPrice
        }
        if request.triggerPrice.raw > 0 && !markets[market].rules.ticks.holds(request.triggerPrice) {
            return .invalidPrice
        }
        let isMarketBuy = request.type == .market && request.side == .buy
        if isMarketBuy && markets[market].rules.marketBuysByTotal && request.quantity.raw != 0 {
            return .invalidQuantity
        }
        if request.quantity.raw == 0 {
            guard isMarketBuy && request.total.raw > 0 else { return .invalidQuantity }
        } else if request.quantity < markets[market].rules.minQuantity
            || request.quantity > markets[market].rules.maxQuantity
            || request.quantity.roundedDown(to: markets[market].rules.quantityStep) != request.quantity
        {
            return .invalidQuantity
        }
        guard price.raw > 0 else { return nil }
        let notional =
            request.quantity.raw == 0 ? request.total : Money(price: price, quantity: request.quantity, rounding: .up)
        if notional < markets[market].rules.minNotional { return .underMinimumNotional }
        return notional > markets[market].rules.maxNotional ? .overMaximumNotional : nil
    }

    /// Locks what an order may use; a market buy by quantity is checked when it trades.
    private mutating func lock(_ order: inout VenueOrder, market: Int) -> Bool {
        guard markets[market].kind == .spot, !order.ticket.request.type.isConditional else { return true }
        let request = order.ticket.request
        let asset = request.side == .sell ? markets[market].base : markets[market].quote
        let amount: Int128
        if request.side == .sell {
            amount = request.quantity.raw
        } else if request.type == .limit || request.quantity.raw == 0 {
            let notional =
                request.quantity.raw == 0
                ? request.total : Money(price: request.limitPrice, quantity: request.quantity, rounding: .up)
            amount = markets[market].rules.outlay(for: notional).raw
        } else {
            return true
        }
        guard account.free(asset) >= amount else { return false }
        account.lock(amount, of: asset)
        order.locked = amount
        return true
    }

    /// Activates a conditional order whose trigger was reached; nil when it ends instead.
    mutating func trigger(_ order: consuming VenueOrder, at time: Timestamp, market: Int) -> VenueOrder? {
        var order = order
        order.ticket.request.type = order.ticket.request.type.triggered
        order.ticket.request.triggerPrice = .zero
        order.ticket.request.trail = .zero
        order.isSeasoned = false
        if let sibling = markets[market].removeSibling(of: order.ticket) {
            end(sibling, .canceled, time: time, market: market)
            order.isReduced = sibling.filled.raw > 0
            order.ticket.request.quantity -= sibling.filled
        }
        guard order.remaining.raw > 0 else {
            end(order, .canceled, time: time, market: market)
            return nil
        }
        if lock(&order, market: market) { return order }
        end(order, .expired, .insufficientFunds, time: time, market: market)
        return nil
    }

    /// Ends an order that did all it was to do, and the trigger that was paired with it.
    mutating func complete(_ order: VenueOrder, at time: Timestamp, market: Int) {
        unlock(order, market: market)
        if order.isReduced {
            outbox.append(.update(OrderUpdate(order: order.ticket.id, time: time, status: .completed)))
        }
        if let sibling = markets[market].removeConditionalSibling(of: order.ticket) {
            end(sibling, .canceled, time: time, market: market)
        }
    }
}
