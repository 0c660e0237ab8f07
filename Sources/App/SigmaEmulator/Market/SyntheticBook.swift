internal import SigmaHistory
internal import SigmaModel

/// The order book of a market of which only trades are known: invented, and in accord with every trade.
///
/// Before a trade the best opposite level is moved to its price and holds at least its quantity; after it the level has lost
/// that quantity. Bids stay below asks, prices obey the tick table, each side has the same number of levels.
struct SyntheticBook {
    private struct Level {
        var price: Price
        var quantity: Quantity
    }

    private let instrument: InstrumentID
    private let rules: DatedRules
    private let depth: Int
    private var random: SplitMix64
    /// Best first.
    private var asks: [Level] = []
    private var bids: [Level] = []

    init(_ instrument: InstrumentID, rules: DatedRules, depth: Int, seed: UInt64) {
        self.instrument = instrument
        self.rules = rules
        self.depth = depth
        random = SplitMix64(seed: seed)
    }

    /// What the book shows right before a trade, as changes.
    mutating func prepare(for trade: Trade) -> [BookUpdate] {
        let isFirst = asks.isEmpty
        let before = (asks: asks, bids: bids)
        let isBuy = trade.aggressor == .buy
        let step = step(at: trade)
        move(isBuy ? .sell : .buy, bestTo: trade.price, step: step, like: trade.quantity)
        let best = isBuy ? asks[0] : bids[0]
        if best.quantity <= trade.quantity {
            set(isBuy ? .sell : .buy, trade.quantity + draw(like: trade.quantity))
        }
        let other: Side = isBuy ? .buy : .sell
        let touch = other == .buy ? bids.first?.price : asks.first?.price
        let near = trade.price + step * (isBuy ? -1 : 1)
        let isCrossed = touch.map { isBuy ? $0 >= trade.price : $0 <= trade.price } ?? true
        let isFar = touch.map { abs($0.raw - trade.price.raw) > 4 * step.raw } ?? true
        if isCrossed || isFar { move(other, bestTo: near, step: step, like: trade.quantity) }
        return changes(from: before, at: trade.time, isSnapshot: isFirst)
    }

    /// What the book shows right after the trade, as changes.
    mutating func settle(_ trade: Trade) -> [BookUpdate] {
        let before = (asks: asks, bids: bids)
        let side = trade.aggressor.opposite
        let best = side == .sell ? asks[0] : bids[0]
        set(side, best.quantity - trade.quantity)
        return changes(from: before, at: trade.time, isSnapshot: false)
    }

    /// The distance of neighbouring levels: a tick, or half a basis point where ticks are finer.
    private func step(at trade: Trade) -> Price {
        let tick = rules.rules(at: trade.time).ticks.tick(at: trade.price)
        return Price(raw: max(tick.raw, Price(raw: trade.price.raw / 20_000).rounded(to: tick, .down).raw))
    }

    private mutating func set(_ side: Side, _ quantity: Quantity) {
        if side == .sell { asks[0].quantity = quantity } else { bids[0].quantity = quantity }
    }

    /// Makes a price the best of a side: better levels go, missing ones come.
    private mutating func move(_ side: Side, bestTo price: Price, step: Price, like quantity: Quantity) {
        var levels = side == .sell ? asks : bids
        levels.removeAll { side == .sell ? $0.price < price : $0.price > price }
        let sign: Int64 = side == .sell ? 1 : -1
        if levels.first?.price != price {
            var fresh = [Level(price: price, quantity: draw(like: quantity))]
            while fresh.count < depth, let last = fresh.last {
                let next = last.price + step * sign
                guard next.raw > 0 else { break }
                if let known = levels.first, sign * (known.price.raw - next.raw) <= 0 { break }
                fresh.append(Level(price: next, quantity: draw(like: quantity)))
            }
            levels = Array((fresh + levels).prefix(depth))
        }
        while levels.count < depth, let last = levels.last, last.price.raw > step.raw {
            levels.append(Level(price: last.price + step * sign, quantity: draw(like: quantity)))
        }
        if side == .sell { asks = levels } else { bids = levels }
    }

    /// A positive quantity of the order of another one.
    private mutating func draw(like quantity: Quantity) -> Quantity {
        let tenths = Int128(random.next() % 40) + 5
        return Quantity(raw: max(1, quantity.raw * tenths / 10))
    }

    private func changes(
        from before: (asks: [Level], bids: [Level]), at time: Timestamp, isSnapshot: Bool
    ) -> [BookUpdate] {
        var updates: [BookUpdate] = []
        for (side, old, new) in [(Side.sell, before.asks, asks), (Side.buy, before.bids, bids)] {
            for level in old where !new.contains(where: { $0.price == level.price }) {
                updates.append(update(side, level.price, .zero, time))
            }
            for level in new where level.quantity.raw != 0 || old.contains(where: { $0.price == level.price }) {
                guard !old.contains(where: { $0.price == level.price && $0.quantity == level.quantity }) else {
                    continue
                }
                updates.append(update(side, level.price, level.quantity, time))
            }
        }
        if isSnapshot, !updates.isEmpty { updates[0].flags.insert(.snapshot) }
        if !updates.isEmpty { updates[updates.count - 1].flags.insert(.last) }
        return updates
    }

    private func update(_ side: Side, _ price: Price, _ quantity: Quantity, _ time: Timestamp) -> BookUpdate {
        BookUpdate(instrument: instrument, time: time, side: side, price: price, quantity: quantity, flags: [])
    }
}
