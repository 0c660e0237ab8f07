internal import BasicContainers
internal import SigmaEngine
public import SigmaModel

extension SimulatedVenue {
    /// A trade printed at the venue.
    @inline(__always)
    public mutating func onTrade(_ trade: Trade) {
        let market = Int(trade.instrument.index)
        markets[market].last = trade.price
        markets[market].volume = trade.quantity
        if !markets[market].isIdle { match(trade, market: market) }
    }

    private mutating func match(_ trade: Trade, market: Int) {
        markets[market].event &+= 1
        markets[market].refreshRules(at: trade.time)
        if markets[market].arrivals.count > 0 { resolveArrivals(price: trade.price, at: trade.time, market: market) }
        if markets[market].conditional.count > 0 { triggerConditionals(trade, market: market) }
        if trade.price >= markets[market].sells.low || trade.price <= markets[market].buys.high {
            matchResting(trade, market: market)
        }
    }

    /// Fills the resting orders that a trade reached.
    private mutating func matchResting(_ trade: Trade, market: Int) {
        let restingSide = trade.aggressor.opposite
        let hasBook = !markets[market].book.isEmpty
        var left = FixedPoint.double(trade.quantity.raw)
        var index = 0
        while index < markets[market].resting.count {
            let order = markets[market].resting[index]
            let limit = order.ticket.request.limitPrice
            let isThrough = order.side == .buy ? trade.price < limit : trade.price > limit
            if isThrough && (hasBook ? order.side == restingSide : true) {
                let before = markets[market].resting.count
                let most = reachableQuantity(order.remaining, of: order, market: market)
                if most.raw > 0 { _ = fillResting(index, upTo: most, time: trade.time, market: market) }
                if markets[market].resting.count == before { index += 1 }
                continue
            }
            if limit == trade.price && order.side == restingSide && (hasBook || settings.touchFills) {
                let filled = advanceQueue(index, by: left, time: trade.time, market: market)
                if settings.queue == .firstInFirstOut { left -= FixedPoint.double(filled.raw) }
                if markets[market].resting.count <= index || markets[market].resting[index].ticket.id != order.ticket.id
                {
                    continue
                }
            }
            index += 1
        }
    }

    /// Moves a resting order's queue position by a trade at its price and fills what the trade reached.
    private mutating func advanceQueue(_ index: Int, by quantity: Double, time: Timestamp, market: Int) -> Quantity {
        markets[market].resting[index].queue.trade(quantity)
        let reached = markets[market].resting[index].queue.reached(step: markets[market].step)
        guard reached > 0 else { return .zero }
        let order = markets[market].resting[index]
        let isAll = !settings.partialFills || reached >= FixedPoint.double(order.remaining.raw)
        let wanted = isAll ? order.remaining : Quantity(raw: Int128(Int64(reached)))
        let most = reachableQuantity(wanted, of: order, market: market)
        guard most.raw > 0 else { return .zero }
        return fillResting(index, upTo: most, time: time, market: market)
    }

    /// Activates the conditional orders that a trade triggers; they meet the book or the next trade.
    private mutating func triggerConditionals(_ trade: Trade, market: Int) {
        var index = 0
        while index < markets[market].conditional.count {
            let isTriggered = markets[market].conditional[index].isTriggered(high: trade.price, low: trade.price)
            guard isTriggered else {
                markets[market].conditional[index].follow(high: trade.price, low: trade.price)
                index += 1
                continue
            }
            let order = markets[market].conditional.remove(at: index)
            // Its sibling may have left the list as well.
            index = 0
            guard let active = trigger(order, at: trade.time, market: market) else { continue }
            if markets[market].book.isEmpty {
                markets[market].arrivals.append(active)
            } else {
                takeFromBook(active, at: trade.time, market: market)
            }
        }
    }

    /// A level of the venue's book changed.
    @inline(__always)
    public mutating func onBook(_ update: BookUpdate) {
        let market = Int(update.instrument.index)
        let previous = markets[market].book.apply(update)
        if markets[market].resting.count > 0 { matchBook(update, previous: previous, market: market) }
        if markets[market].arrivals.count > 0 && update.flags.contains(.last) {
            workArrivals(at: update.time, market: market)
        }
    }

    /// Lets orders that came while the book was empty walk it.
    private mutating func workArrivals(at time: Timestamp, market: Int) {
        guard !markets[market].book.isEmpty else { return }
        markets[market].refreshRules(at: time)
        for _ in 0..<markets[market].arrivals.count {
            takeFromBook(markets[market].arrivals.remove(at: 0), at: time, market: market)
        }
    }

    /// The venue's best bid and ask changed: a book of one level a side.
    public mutating func onQuote(_ quote: Quote) {
        onBook(
            BookUpdate(
                instrument: quote.instrument, time: quote.time, side: .buy, price: quote.bid,
                quantity: quote.bidQuantity,
                flags: .snapshot))
        onBook(
            BookUpdate(
                instrument: quote.instrument, time: quote.time, side: .sell, price: quote.ask,
                quantity: quote.askQuantity,
                flags: .last))
    }

    /// Moves queue positions at the level, and fills what the opposite touch now crosses.
    private mutating func matchBook(_ update: BookUpdate, previous: Quantity, market: Int) {
        let before = FixedPoint.double(previous.raw)
        let after = FixedPoint.double(update.quantity.raw)
        let isBid = update.side == .buy
        if isBid ? markets[market].buys.contains(update.price) : markets[market].sells.contains(update.price) {
            for index in 0..<markets[market].resting.count
            where markets[market].resting[index].side == update.side
                && markets[market].resting[index].ticket.request.limitPrice == update.price
            {
                markets[market].resting[index].queue.update(from: before, to: after, model: settings.queue)
            }
        }
        guard after > 0, isBid ? update.price >= markets[market].sells.low : update.price <= markets[market].buys.high
        else {
            return
        }
        var index = 0
        while index < markets[market].resting.count {
            let order = markets[market].resting[index]
            let limit = order.ticket.request.limitPrice
            if order.side != update.side && (isBid ? limit <= update.price : limit >= update.price) {
                let count = markets[market].resting.count
                _ = fillResting(index, upTo: order.remaining, time: update.time, market: market)
                if markets[market].resting.count == count { index += 1 }
            } else {
                index += 1
            }
        }
    }
}

extension VenueOrder {
    /// Whether prices between `low` and `high` reach the trigger.
    func isTriggered(high: Price, low: Price) -> Bool {
        ticket.request.isTriggered(high: high, low: low, extreme: extreme)
    }

    /// Where a trailing stop triggers now.
    var trailingTrigger: Price { ticket.request.trailingTrigger(extreme: extreme) }

    /// Lets a trailing stop follow the best price.
    mutating func follow(high: Price, low: Price) { extreme = ticket.request.following(extreme, high: high, low: low) }
}
