public import SigmaModel

/// Turns fills into round trips, for each strategy and instrument apart.
///
/// A position that leaves zero opens a trade, entries and partial exits accumulate in it, and the fill that brings it
/// back to zero closes it. A fill that goes through zero closes one trade and opens the next: the closing part takes
/// its share of notional and fee, rounded to the nearest 10⁻⁸, and the opening part takes the rest, so the two always
/// add up to the fill.
///
/// What a strategy could never sell closes its trade at cost and is kept with ``remainders``, which are no trades: they
/// are nobody's decision, and count only in sums of money.
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
        precondition(fill.netQuantity.raw >= 0, "a fee takes no more than was bought")
        precondition(fill.notional.raw >= 0, "a fill's notional is not negative")
        cash += (fill.side == .sell ? fill.notional : -fill.notional) - fill.fee
        let place = place(of: fill.strategy, in: fill.instrument)
        let finished = slots[place.instrument][place.slot].apply(fill.inQuote, traded: fill.notional)
        if let finished { closed.append(finished) }
    }

    /// Takes what a strategy could never sell, right after the fill that it names.
    public mutating func apply(_ remainder: Remainder) {
        let from = place(of: remainder.strategy, in: remainder.instrument)
        guard let price = slots[from.instrument][from.slot].trade?.last else {
            preconditionFailure("a remainder comes from a trade")
        }
        let finished = slots[from.instrument][from.slot].apply(
            Fill(leaving: remainder, at: price), traded: .zero, isRemainder: true)
        if let finished { closed.append(finished) }
        let to = place(of: .manual, in: remainder.instrument)
        let other = slots[to.instrument][to.slot].apply(
            Fill(keeping: remainder, at: price), traded: .zero, isRemainder: true)
        if let other { closed.append(other) }
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
    public var open: [RoundTrip] { valued { !$0.isRemainder } }

    /// What strategies could never sell, by instrument, each entered at its cost and valued as ``open`` trades are.
    public var remainders: [RoundTrip] { valued { $0.isRemainder } }

    /// Closed trades, then open ones.
    public var all: [RoundTrip] { closed + open }

    /// Traps unless the net profits of all trades and remainders equal the cash that the fills moved plus the value of
    /// what is held.
    public func checkInvariants() {
        let held = open + remainders
        let value = held.reduce(Money.zero) { $0 + ($1.direction == .long ? $1.openValue : -$1.openValue) }
        let unassigned = slots.joined().reduce(Money.zero) { $0 + $1.unassignedFees }
        let profit = (closed + held).reduce(Money.zero) { $0 + $1.netProfit } - unassigned
        precondition(profit == cash + value, "trades account for \(profit), the fills for \(cash + value)")
        precondition(closed.allSatisfy { !$0.isOpen }, "a closed trade holds nothing")
    }

    private func valued(where isWanted: (OpenTrade) -> Bool) -> [RoundTrip] {
        slots.flatMap { $0.compactMap { slot in slot.trade.flatMap { isWanted($0) ? $0.valued() : nil } } }
    }

    private mutating func place(of strategy: StrategyID, in instrument: InstrumentID) -> (instrument: Int, slot: Int) {
        let instrument = Int(instrument.index)
        while slots.count <= instrument { slots.append([]) }
        if let slot = slots[instrument].firstIndex(where: { $0.strategy == strategy }) { return (instrument, slot) }
        slots[instrument].append(PositionSlot(strategy: strategy))
        return (instrument, slots[instrument].count - 1)
    }
}

/// One strategy's position in one instrument.
private struct PositionSlot: Sendable {
    let strategy: StrategyID
    var trade: OpenTrade?
    /// Fees of fills that brought nothing, before the trade that they will belong to.
    private(set) var unassignedFees = Money.zero

    init(strategy: StrategyID) { self.strategy = strategy }

    /// Applies a fill whose whole fee is in the quote currency, split where it passes through flat; returns the trade that
    /// it finished.
    mutating func apply(_ fill: Fill, traded: Money, isRemainder: Bool = false) -> RoundTrip? {
        guard fill.quantity.raw > 0 else {
            if trade == nil { unassignedFees += fill.fee } else { trade?.pay(fill.fee) }
            return nil
        }
        guard var current = trade else {
            begin(fill, traded: traded, isRemainder: isRemainder)
            return nil
        }
        trade = nil
        let closes = RoundTrip.Direction(opening: fill.side) != current.direction
        guard closes, fill.quantity > current.openQuantity else {
            let finished = current.apply(fill, traded: traded, isRemainder: isRemainder)
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
        let share = traded.share(closing.quantity, of: fill.quantity)
        let finished = current.apply(closing, traded: share, isRemainder: isRemainder)
        begin(opening, traded: traded - share, isRemainder: isRemainder)
        return finished
    }

    private mutating func begin(_ fill: Fill, traded: Money, isRemainder: Bool) {
        var opened = OpenTrade(fill, traded: traded, isRemainder: isRemainder)
        opened.pay(unassignedFees)
        unassignedFees = .zero
        trade = opened
    }
}

extension Fill {
    /// What a remainder is to the trade that it leaves: an exit at its cost.
    fileprivate init(leaving remainder: Remainder, at price: Price) {
        self.init(remainder, side: remainder.quantity.raw > 0 ? .sell : .buy, of: remainder.strategy, at: price)
    }

    /// What a remainder is to the session's own position: an entry at its cost.
    fileprivate init(keeping remainder: Remainder, at price: Price) {
        self.init(remainder, side: remainder.quantity.raw > 0 ? .buy : .sell, of: .manual, at: price)
    }

    private init(_ remainder: Remainder, side: Side, of strategy: StrategyID, at price: Price) {
        self.init(
            id: remainder.fill, order: .none, strategy: strategy, instrument: remainder.instrument,
            time: remainder.time, side: side, price: price, quantity: remainder.quantity.magnitude,
            notional: remainder.quantity.raw > 0 ? remainder.cost : -remainder.cost, fee: .zero, liquidity: .taker)
    }
}
