internal import BasicContainers
internal import SigmaEngine
public import SigmaModel

/// Matching against candles alone.
///
/// The order of prices inside a candle is not known, so the worse order is assumed: the open, then every stop, then limits. A limit
/// needs the price to trade through it (unless touches count) and fills at the limit, never better. An order that came to
/// rest inside the candle can be stopped out in it, but not take its profit.
extension SimulatedVenue {
    /// The candle opened: orders that waited for a price meet the open.
    @inline(__always)
    public mutating func openCandle(_ candle: Candle) {
        let market = Int(candle.instrument.index)
        markets[market].volume = candle.volume
        guard !markets[market].isIdle else { return }
        markets[market].refreshRules(at: candle.openTime)
        markets[market].event &+= 1
        markets[market].last = candle.open
        for index in 0..<markets[market].conditional.count { markets[market].conditional[index].isSeasoned = true }
        for index in 0..<markets[market].resting.count { markets[market].resting[index].isSeasoned = true }
        let rested = markets[market].resting.count
        resolveArrivals(price: candle.open, at: candle.openTime, market: market)
        for index in rested..<markets[market].resting.count { markets[market].resting[index].isSeasoned = true }
    }

    /// Matches one order against the candle's range; call until it returns false, letting the engine react in between.
    @inline(__always)
    public mutating func matchCandle(_ candle: Candle) -> Bool {
        let market = Int(candle.instrument.index)
        if markets[market].conditional.count + markets[market].resting.count == 0 { return false }
        return stopOut(candle, market: market) || takeRested(candle, market: market)
    }

    /// The candle is over.
    @inline(__always)
    public mutating func closeCandle(_ candle: Candle) {
        let market = Int(candle.instrument.index)
        markets[market].last = candle.close
        for index in 0..<markets[market].conditional.count {
            markets[market].conditional[index].follow(high: candle.high, low: candle.low)
        }
    }

    /// Executes the first conditional order that the candle triggers.
    private mutating func stopOut(_ candle: Candle, market: Int) -> Bool {
        for index in 0..<markets[market].conditional.count {
            let order = markets[market].conditional[index]
            guard let price = order.triggerPrice(in: candle) else { continue }
            markets[market].conditional.remove(at: index)
            markets[market].refreshRules(at: candle.openTime)
            if let active = trigger(order, at: candle.insideTime, market: market) {
                markets[market].last = price
                meet(active, price: price, at: candle.insideTime, market: market)
            }
            return true
        }
        return false
    }

    /// Fills the first seasoned limit order that the candle reaches.
    private mutating func takeRested(_ candle: Candle, market: Int) -> Bool {
        for index in 0..<markets[market].resting.count where markets[market].resting[index].isSeasoned {
            let order = markets[market].resting[index]
            let limit = order.ticket.request.limitPrice
            let distance = order.side == .buy ? limit - candle.low : candle.high - limit
            guard settings.touchFills ? distance.raw >= 0 : distance.raw > 0 else { continue }
            let most = reachableQuantity(order.remaining, of: order, market: market)
            markets[market].resting[index].isSeasoned = false
            guard most.raw > 0 else { continue }
            // Where the candle opened beyond the limit, the market never was at it.
            markets[market].last = min(max(limit, candle.low), candle.high)
            _ = fillResting(index, upTo: most, time: candle.insideTime, market: market)
            return true
        }
        return false
    }
}

extension Candle {
    /// When executions inside the candle are dated: just before its end, since the true instant is not known.
    var insideTime: Timestamp { closeTime - TimeSpan(milliseconds: 1) }
}

extension VenueOrder {
    /// The price at which a candle triggers the order, or nil.
    ///
    /// It is the trigger, or where the market already was beyond it, the worse of the trigger and the price then, which is
    /// the candle's open for an order that was there before.
    ///
    /// A trailing stop is first held against the low with its old trigger; only if it survives does it follow the high, and it
    /// is then hit if the close lies beyond the new trigger.
    func triggerPrice(in candle: Candle) -> Price? {
        let request = ticket.request
        var trigger = request.triggerPrice
        if request.type == .trailingStop {
            guard extreme.raw > 0 else { return nil }
            trigger = trailingTrigger
            if !isTriggered(high: candle.high, low: candle.low) {
                var moved = self
                moved.follow(high: candle.high, low: candle.low)
                return moved.isTriggered(high: candle.close, low: candle.close) ? moved.trailingTrigger : nil
            }
        } else if !isTriggered(high: candle.high, low: candle.low) {
            return nil
        }
        let isFavourable = request.type == .takeProfit || request.type == .takeProfitLimit
        if isFavourable { return request.side == .buy ? min(trigger, candle.high) : max(trigger, candle.low) }
        let start = isSeasoned || reference.raw == 0 ? candle.open : reference
        return request.side == .buy ? max(start, trigger) : min(start, trigger)
    }
}
