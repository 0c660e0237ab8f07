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
        guard markets[market].arrivals.count > 0 else { return }
        markets[market].refreshRules(at: candle.openTime)
        markets[market].last = candle.open
        resolveArrivals(price: candle.open, at: candle.openTime, market: market)
        for index in 0..<markets[market].resting.count { markets[market].resting[index].isSeasoned = true }
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
        for index in 0..<markets[market].resting.count { markets[market].resting[index].isSeasoned = true }
        for index in 0..<markets[market].conditional.count { markets[market].conditional[index].isSeasoned = true }
    }

    /// Executes the first conditional order that the candle triggers.
    private mutating func stopOut(_ candle: Candle, market: Int) -> Bool {
        for index in 0..<markets[market].conditional.count {
            let order = markets[market].conditional[index]
            guard let price = order.triggerPrice(in: candle) else {
                markets[market].conditional[index].follow(high: candle.high, low: candle.low)
                continue
            }
            markets[market].conditional.remove(at: index)
            markets[market].refreshRules(at: candle.openTime)
            if let active = trigger(order, at: candle.insideTime, market: market) {
                if active.ticket.request.type == .limit {
                    meetTriggered(active, price: price, at: candle.insideTime, market: market)
                } else {
                    meet(active, price: price, at: candle.insideTime, market: market)
                }
            }
            return true
        }
        return false
    }

    /// A triggered limit order takes at the trigger's price if its limit allows, else rests unseasoned.
    private mutating func meetTriggered(_ order: consuming VenueOrder, price: Price, at time: Timestamp, market: Int) {
        if markets[market].isMarketable(order.ticket.request, at: price), order.ticket.request.limitPrice != price {
            meet(order, price: price, at: time, market: market)
        } else {
            markets[market].rest(order)
        }
    }

    /// Fills the first seasoned limit order that the candle reaches.
    private mutating func takeRested(_ candle: Candle, market: Int) -> Bool {
        for index in 0..<markets[market].resting.count where markets[market].resting[index].isSeasoned {
            let order = markets[market].resting[index]
            let limit = order.ticket.request.limitPrice
            let distance = order.side == .buy ? limit - candle.low : candle.high - limit
            guard settings.touchFills ? distance.raw >= 0 : distance.raw > 0 else { continue }
            var most = order.remaining
            if let share = settings.participation {
                most = candle.volume.applying(share, .down).roundedDown(to: markets[market].rules.quantityStep)
            }
            markets[market].resting[index].isSeasoned = false
            guard most.raw > 0 else { continue }
            markets[market].refreshRules(at: candle.openTime)
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
    /// The price at which a candle triggers the order, or nil: the open where it gapped past the trigger, else the trigger.
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
        guard isSeasoned, !isFavourable else { return trigger }
        return request.side == .buy ? max(candle.open, trigger) : min(candle.open, trigger)
    }
}
