internal import BasicContainers
internal import SigmaEngine
internal import SigmaModel

extension SimulatedVenue {
    /// Matches an order without a book against a price that the market just made.
    mutating func meet(_ order: consuming VenueOrder, price: Price, at time: Timestamp, market: Int) {
        var order = order
        guard limitToReduction(&order, at: time, market: market) else { return }
        let request = order.ticket.request
        let isBetter = request.side == .buy ? price < request.limitPrice : price > request.limitPrice
        // A post-only order rested when it arrived, so it never takes: what crosses it fills it at its limit.
        if request.type == .limit && (!isBetter || request.timeInForce == .postOnly) {
            settleRemainder(order, at: time, market: market)
            return
        }
        let open = openQuantity(order, at: price, market: market)
        let reachable = reachableQuantity(open, of: order, market: market)
        if request.timeInForce == .fillOrKill && reachable < open {
            end(order, .expired, .cannotFillCompletely, time: time, market: market)
            return
        }
        var paid = settings.slippage.price(
            price, side: request.side, quantity: reachable, volume: markets[market].volume)
        if request.type == .limit {
            paid = request.side == .buy ? min(paid, request.limitPrice) : max(paid, request.limitPrice)
        }
        let quantity = order.isByTotal ? min(reachable, openQuantity(order, at: paid, market: market)) : reachable
        guard quantity.raw > 0 else {
            settleRemainder(order, at: time, market: market)
            return
        }
        guard execute(&order, quantity, at: paid, .taker, time: time, market: market) else {
            end(order, .expired, .insufficientFunds, time: time, market: market)
            return
        }
        settleRemainder(order, at: time, market: market)
    }

    /// Shortens a reduce-only order to the contract position that is there; ends it and returns false where there is none.
    private mutating func limitToReduction(_ order: inout VenueOrder, at time: Timestamp, market: Int) -> Bool {
        guard order.ticket.request.reduceOnly, markets[market].kind == .linear else { return true }
        let held = account.owned(markets[market].base)
        let open = Quantity(raw: order.side == .sell ? max(held, 0) : max(-held, 0))
        guard order.remaining > open else { return true }
        guard open.raw > 0 else {
            end(order, order.filled.raw > 0 ? .completed : .expired, .other, time: time, market: market)
            return false
        }
        order.ticket.request.quantity = order.filled + open
        order.isReduced = true
        return true
    }

    /// What an order still wants at a price, in whole steps.
    private func openQuantity(_ order: VenueOrder, at price: Price, market: Int) -> Quantity {
        guard order.isByTotal else { return order.remaining }
        return Quantity(buying: order.ticket.request.total - order.spent, at: price, rounding: .down)
            .roundedDown(to: markets[market].rules.quantityStep)
    }

    /// How much of a quantity the market's volume allows an order now.
    func reachableQuantity(_ quantity: Quantity, of order: VenueOrder, market: Int) -> Quantity {
        guard let share = settings.participation else { return quantity }
        guard order.served != markets[market].event else { return .zero }
        let most = markets[market].volume.applying(share, .down).roundedDown(to: markets[market].rules.quantityStep)
        return min(quantity, most)
    }

    /// Decides what becomes of an order's unfilled part.
    func remainderIsDone(_ order: VenueOrder, market: Int) -> Bool { !order.isByTotal && order.remaining.raw == 0 }

    private mutating func settleRemainder(_ order: consuming VenueOrder, at time: Timestamp, market: Int) {
        if remainderIsDone(order, market: market) {
            complete(order, at: time, market: market)
            return
        }
        if order.isByTotal && order.filled.raw > 0 {
            end(order, .completed, time: time, market: market)
            return
        }
        switch order.ticket.request.timeInForce {
        case .immediateOrCancel, .fillOrKill:
            end(order, .expired, .cannotFillCompletely, time: time, market: market)
        case .goodTilCancelled, .postOnly:
            if order.ticket.request.type == .limit {
                markets[market].rest(order)
            } else if order.isByTotal {
                end(order, .expired, .cannotFillCompletely, time: time, market: market)
            } else {
                markets[market].arrivals.append(order)
            }
        }
    }

    /// Walks the book with an order that just arrived.
    mutating func takeFromBook(_ order: consuming VenueOrder, at time: Timestamp, market: Int) {
        var order = order
        guard limitToReduction(&order, at: time, market: market) else { return }
        let request = order.ticket.request
        guard let touch = markets[market].touch(for: request.side),
            request.type == .market
                || (request.timeInForce != .postOnly && markets[market].isMarketable(request, at: touch))
        else {
            if request.type == .market {
                end(order, .expired, .noLiquidity, time: time, market: market)
            } else {
                settleRemainder(order, at: time, market: market)
            }
            return
        }
        if request.timeInForce == .fillOrKill && settings.partialFills && !canFillWholly(request, market: market) {
            end(order, .expired, .cannotFillCompletely, time: time, market: market)
            return
        }
        var depth = 0
        while let level = level(depth, for: request, market: market) {
            let open = openQuantity(order, at: level.price, market: market)
            let quantity = settings.partialFills ? min(open, level.quantity) : open
            guard quantity.raw > 0 else { break }
            guard execute(&order, quantity, at: level.price, .taker, time: time, market: market) else {
                end(order, .expired, .insufficientFunds, time: time, market: market)
                return
            }
            depth += 1
        }
        if request.type == .market && !order.isByTotal && order.remaining.raw > 0 {
            end(order, .expired, .noLiquidity, time: time, market: market)
        } else {
            settleRemainder(order, at: time, market: market)
        }
    }

    /// The level at a depth that an order may take.
    private func level(_ depth: Int, for request: OrderRequest, market: Int) -> (price: Price, quantity: Quantity)? {
        let isBuy = request.side == .buy
        let count = isBuy ? markets[market].book.asks.count : markets[market].book.bids.count
        guard depth < count else { return nil }
        let price = isBuy ? markets[market].book.asks.price(at: depth) : markets[market].book.bids.price(at: depth)
        guard request.type == .market || markets[market].isMarketable(request, at: price) else { return nil }
        let quantity =
            isBuy ? markets[market].book.asks.quantity(at: depth) : markets[market].book.bids.quantity(at: depth)
        return (price, quantity)
    }

    private func canFillWholly(_ request: OrderRequest, market: Int) -> Bool {
        var available = Quantity.zero
        var depth = 0
        while available < request.quantity, let level = level(depth, for: request, market: market) {
            available += level.quantity
            depth += 1
        }
        return available >= request.quantity
    }

    /// Matches waiting arrivals against a price.
    mutating func resolveArrivals(price: Price, at time: Timestamp, market: Int) {
        let count = markets[market].arrivals.count
        for _ in 0..<count {
            let order = markets[market].arrivals.remove(at: 0)
            meet(order, price: price, at: time, market: market)
        }
    }

    /// Fills a resting order as maker, wholly or up to a quantity; drops it when done.
    mutating func fillResting(_ index: Int, upTo most: Quantity, time: Timestamp, market: Int) -> Quantity {
        var order = markets[market].resting[index]
        guard limitToReduction(&order, at: time, market: market) else {
            _ = markets[market].resting.remove(at: index)
            markets[market].refreshRanges()
            return .zero
        }
        let quantity = min(order.remaining, most)
        let isPaid = execute(&order, quantity, at: order.ticket.request.limitPrice, .maker, time: time, market: market)
        if isPaid && order.remaining.raw > 0 {
            order.queue.ahead = 0
            markets[market].resting[index] = order
            return quantity
        }
        _ = markets[market].resting.remove(at: index)
        markets[market].refreshRanges()
        if isPaid {
            complete(order, at: time, market: market)
        } else {
            end(order, .expired, .insufficientFunds, time: time, market: market)
        }
        return isPaid ? quantity : .zero
    }
}
