import SigmaModel

/// A round trip in the making.
///
/// Between two fills the position does not change, so the highest and lowest price of that stretch say all about
/// excursions; they are turned into money only when a fill ends the stretch. A mark is therefore two comparisons.
struct OpenTrade: Sendable {
    private var trade: RoundTrip
    private var lowest: Price
    private var highest: Price
    private(set) var last: Price
    private var lastMark: Timestamp?

    /// Whether nothing but remainders of strategies went into it.
    private(set) var isRemainder: Bool

    /// Opens a trade with its first entry, whose whole fee is in the quote currency; `traded` is what was traded for it.
    init(_ fill: Fill, traded: Money, isRemainder: Bool = false) {
        trade = RoundTrip(
            instrument: fill.instrument, strategy: fill.strategy, direction: RoundTrip.Direction(opening: fill.side),
            entryTime: fill.time, exitTime: fill.time, quantity: fill.quantity, openQuantity: fill.quantity,
            entryNotional: fill.notional, exitNotional: .zero, fees: fill.fee, tradedNotional: traded)
        lowest = fill.price
        highest = fill.price
        last = fill.price
        self.isRemainder = isRemainder
    }

    var direction: RoundTrip.Direction { trade.direction }
    var openQuantity: Quantity { trade.openQuantity }

    /// Takes note of the prices of a bar or a tick.
    mutating func mark(high: Price, low: Price, close: Price, time: Timestamp) {
        lowest = min(lowest, low, close)
        highest = max(highest, high, close)
        last = close
        if lastMark.map({ $0 < time }) ?? true { trade.barsHeld += 1 }
        lastMark = time
        trade.exitTime = max(trade.exitTime, time)
    }

    /// Adds a fee of a fill that changed no position.
    mutating func pay(_ fee: Money) { trade.fees += fee }

    /// Applies a fill that does not pass through flat; returns the finished trade when it reaches flat.
    mutating func apply(_ fill: Fill, traded: Money, isRemainder: Bool = false) -> RoundTrip? {
        self.isRemainder = self.isRemainder && isRemainder
        trade.tradedNotional += traded
        lowest = min(lowest, fill.price)
        highest = max(highest, fill.price)
        settleExcursions()
        (lowest, highest, last) = (fill.price, fill.price, fill.price)
        trade.exitTime = max(trade.exitTime, fill.time)
        trade.fees += fill.fee
        if RoundTrip.Direction(opening: fill.side) == trade.direction {
            trade.quantity += fill.quantity
            trade.openQuantity += fill.quantity
            trade.entryNotional += fill.notional
            return nil
        }
        precondition(fill.quantity <= trade.openQuantity, "an exit closes no more than is held")
        trade.openQuantity -= fill.quantity
        trade.exitNotional += fill.notional
        guard trade.openQuantity.raw == 0 else { return nil }
        trade.exitTime = fill.time
        return trade
    }

    /// The trade as if the part held were sold or bought back at the last price, free of fees.
    func valued() -> RoundTrip {
        var copy = self
        copy.settleExcursions()
        copy.trade.openValue = Money(price: last, quantity: trade.openQuantity, rounding: .nearest)
        copy.trade.exitNotional += copy.trade.openValue
        return copy.trade
    }

    private mutating func settleExcursions() {
        let entry = trade.entryNotional.share(trade.openQuantity, of: trade.quantity)
        let low = excursion(at: lowest, cost: entry)
        let high = excursion(at: highest, cost: entry)
        trade.maxAdverseExcursion.widen(to: direction == .long ? low.falling : high.rising)
        trade.maxFavourableExcursion.widen(to: direction == .long ? high.rising : low.falling)
    }

    /// How far a price is above or below the average entry; the side that does not apply is never positive.
    private func excursion(at price: Price, cost: Money) -> (rising: RoundTrip.Excursion, falling: RoundTrip.Excursion)
    {
        let value = Money(price: price, quantity: trade.openQuantity, rounding: .nearest)
        let average = trade.entryNotional.double / trade.quantity.double
        let fraction = average > 0 ? price.double / average - 1 : 0
        return (
            RoundTrip.Excursion(amount: value - cost, fraction: fraction),
            RoundTrip.Excursion(amount: cost - value, fraction: -fraction)
        )
    }
}
