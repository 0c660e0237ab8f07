public import SigmaModel

/// Turns fills into round trips, for each strategy and instrument apart.
///
/// A position that leaves zero opens a trade, entries and partial exits accumulate in it, and the fill that brings it
/// back to zero closes it. A fill that goes through zero closes one trade and opens the next: the closing part takes
/// its share of notional and fee, rounded to the nearest 10⁻⁸, and the opening part takes the rest, so the two always
/// add up to the fill.
public struct RoundTripBuilder: Sendable {
    /// The finished trades, in the order in which they closed.
    public private(set) var closed: [RoundTrip] = []
    /// Each instrument's strategies, in the order of their first fill.
    private var slots: [[PositionSlot]] = []
    /// Σ over all fills of what sales brought in, purchases took out and fees cost.
    private var cash = Money.zero

    public init() {}

    /// Takes the next fill; fills of one strategy and instrument come in the order of execution. O(strategies of the
    /// instrument).
    public mutating func apply(_ fill: Fill) {
        precondition(fill.quantity.raw > 0, "a fill has a positive quantity")
        precondition(fill.notional.raw >= 0, "a fill's notional is not negative")
        cash += (fill.side == .sell ? fill.notional : -fill.notional) - fill.fee
        let instrument = Int(fill.instrument.index)
        while slots.count <= instrument { slots.append([]) }
        let place = slots[instrument].firstIndex { $0.strategy == fill.strategy } ?? slots[instrument].count
        if place == slots[instrument].count {
            slots[instrument].append(PositionSlot(strategy: fill.strategy, trade: nil))
        }
        if let finished = slots[instrument][place].apply(fill) { closed.append(finished) }
    }

    /// Tells the prices seen since the last mark, for the excursions and the value of open trades.
    ///
    /// Mark after the fills of the bar. A bar counts whole: a fill inside it is charged with the extremes before it
    /// too.
    public mutating func mark(_ instrument: InstrumentID, high: Price, low: Price, close: Price, time: Timestamp) {
        let index = Int(instrument.index)
        guard index < slots.count else { return }
        for place in slots[index].indices {
            slots[index][place].trade?.mark(high: high, low: low, close: close, time: time)
        }
    }

    /// Marks with a closed candle, at its closing time.
    public mutating func mark(_ candle: Candle) {
        mark(candle.instrument, high: candle.high, low: candle.low, close: candle.close, time: candle.closeTime)
    }

    /// The trades still open, each valued at its last mark or fill, by instrument and first fill. O(open positions).
    public var open: [RoundTrip] { slots.flatMap { $0.compactMap { $0.trade?.valued() } } }

    /// Closed trades, then open ones.
    public var all: [RoundTrip] { closed + open }

    /// Traps unless the net profits of all trades equal the cash that the fills moved plus the value of what is held.
    public func checkInvariants() {
        let open = open
        let held = open.reduce(Money.zero) { $0 + ($1.direction == .long ? $1.openValue : -$1.openValue) }
        let profit = (closed + open).reduce(Money.zero) { $0 + $1.netProfit }
        precondition(profit == cash + held, "trades account for \(profit), the fills for \(cash + held)")
        precondition(closed.allSatisfy { !$0.isOpen }, "a closed trade holds nothing")
    }
}

/// One strategy's position in one instrument.
private struct PositionSlot: Sendable {
    let strategy: StrategyID
    var trade: OpenTrade?

    /// Applies a fill, split where it passes through flat; returns the trade that it finished.
    mutating func apply(_ fill: Fill) -> RoundTrip? {
        guard var current = trade else {
            trade = OpenTrade(fill)
            return nil
        }
        trade = nil
        let closes = RoundTrip.Direction(opening: fill.side) != current.direction
        guard closes, fill.quantity > current.openQuantity else {
            let finished = current.apply(fill)
            trade = finished == nil ? current : nil
            return finished
        }
        var closing = fill
        closing.quantity = current.openQuantity
        closing.notional = fill.notional.share(closing.quantity, of: fill.quantity)
        closing.fee = fill.fee.share(closing.quantity, of: fill.quantity)
        var opening = fill
        opening.quantity -= closing.quantity
        opening.notional -= closing.notional
        opening.fee -= closing.fee
        let finished = current.apply(closing)
        trade = OpenTrade(opening)
        return finished
    }
}
