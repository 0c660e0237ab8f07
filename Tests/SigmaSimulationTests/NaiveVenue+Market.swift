import SigmaModel

extension NaiveVenue {
    /// One candle: the open, then every stop in order of arrival, then the limits that rested before.
    mutating func candle(open: Int128, high: Int128, low: Int128, close: Int128, volume: Int128) {
        self.volume = volume
        freshShares()
        meetWaiting(open)
        for index in resting.indices { resting[index].restedBeforeThisCandle = true }
        var index = 0
        while index < stops.count {
            let stop = stops[index]
            guard stop.isBuy ? high >= stop.trigger : low <= stop.trigger else {
                index += 1
                continue
            }
            stops.remove(at: index)
            if let order = activate(stop) {
                meet(order, stop.isBuy ? max(open, stop.trigger) : min(open, stop.trigger))
            }
        }
        index = 0
        while index < resting.count {
            let order = resting[index]
            let distance = order.isBuy ? order.limit - low : high - order.limit
            let quantity = share(order, order.left)
            let isReached = order.restedBeforeThisCandle && (settings.touchFills ? distance >= 0 : distance > 0)
            if !isReached || quantity == 0 || !fillResting(index, quantity) { index += 1 }
        }
        last = close
    }

    /// One trade: what waited meets it, stops wake up, what rests is reached.
    mutating func trade(price: Int128, quantity: Int128, isBuy: Bool) {
        last = price
        volume = quantity
        freshShares()
        meetWaiting(price)
        var index = 0
        while index < stops.count {
            let stop = stops[index]
            guard stop.isBuy ? price >= stop.trigger : price <= stop.trigger else {
                index += 1
                continue
            }
            stops.remove(at: index)
            guard let order = activate(stop) else { continue }
            if hasBook { walk(order) } else { waiting.append(order) }
        }
        reach(price: price, quantity: quantity, isBuy: isBuy)
    }

    private mutating func reach(price: Int128, quantity: Int128, isBuy: Bool) {
        var available = quantity
        var index = 0
        while index < resting.count {
            let order = resting[index]
            let isThrough = order.isBuy ? price < order.limit : price > order.limit
            let isFarSide = order.isBuy != isBuy
            if isThrough && (isFarSide || !hasBook) {
                let most = share(order, order.left)
                if most == 0 || !fillResting(index, most) { index += 1 }
                continue
            }
            guard price == order.limit, isFarSide, hasBook || settings.touchFills else {
                index += 1
                continue
            }
            resting[index].ahead -= available
            let reached = max(0, -resting[index].ahead)
            let most = reached == 0 ? 0 : share(order, settings.partialFills ? min(reached, order.left) : order.left)
            if most > 0 && settings.sharesTrades { available -= most }
            if most == 0 || !fillResting(index, most) { index += 1 }
        }
    }

    /// One level of the book changed.
    mutating func level(isBid: Bool, price: Int128, quantity: Int128) {
        if isBid { bids[price] = quantity == 0 ? nil : quantity } else { asks[price] = quantity == 0 ? nil : quantity }
        for index in resting.indices where resting[index].isBuy == isBid && resting[index].limit == price {
            resting[index].ahead = min(resting[index].ahead, quantity)
        }
        var index = 0
        while quantity > 0 && index < resting.count {
            let order = resting[index]
            let isCrossed = order.isBuy != isBid && (isBid ? order.limit <= price : order.limit >= price)
            if !isCrossed || !fillResting(index, order.left) { index += 1 }
        }
        guard hasBook else { return }
        let late = waiting
        waiting = []
        for order in late { walk(order) }
    }

    /// An order takes the levels it may, best first.
    mutating func walk(_ order: Order) {
        var order = order
        let levels = (order.isBuy ? asks : bids).sorted { order.isBuy ? $0.key < $1.key : $0.key > $1.key }
            .filter {
                order.type == .market
                    || order.force != .postOnly && (order.isBuy ? order.limit >= $0.key : order.limit <= $0.key)
            }
        if levels.isEmpty && order.type == .market {
            unlock(order)
            return say(order.id, .expired, .noLiquidity)
        }
        let there = levels.reduce(Int128(0)) { $0 + $1.value }
        if order.force == .fillOrKill && !levels.isEmpty && settings.partialFills && there < order.quantity {
            unlock(order)
            return say(order.id, .expired, .cannotFillCompletely)
        }
        for (price, offered) in levels {
            let open = wanted(order, at: price)
            let quantity = settings.partialFills ? min(open, offered) : open
            if quantity == 0 { break }
            if !execute(&order, quantity, at: price, isMaker: false) { return }
        }
        guard order.type == .market, !order.isByTotal, order.left > 0 else { return remain(order) }
        unlock(order)
        say(order.id, .expired, .noLiquidity)
    }
}
