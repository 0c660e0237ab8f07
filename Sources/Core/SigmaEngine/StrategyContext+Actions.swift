internal import BasicContainers
public import SigmaModel

extension StrategyContext {
    /// Submits an order in the strategy's name.
    ///
    /// - Returns: the order's number, or why risk refused it.
    public mutating func submit(_ request: OrderRequest) -> SubmitResult {
        place(request, exits: .none, parent: .none)
    }

    /// Submits an entry whose exits are placed when it is filled: a take-profit and a stop-loss that cancel each other.
    public mutating func submitBracket(_ entry: OrderRequest, exits: BracketExits) -> SubmitResult {
        place(entry, exits: exits, parent: .none)
    }

    /// Submits two orders of which the first to fill cancels the other.
    ///
    /// - Returns: the first refusal, or the number of the first order.
    public mutating func submitOneCancelsOther(_ first: OrderRequest, _ second: OrderRequest) -> SubmitResult {
        placePair(first, second, parent: .none)
    }

    /// Asks for a working order to be cancelled; of no effect when it has ended.
    public mutating func cancel(_ id: OrderID) {
        guard !isWarming, let slot = orders.slot(of: id) else { return }
        requestCancel(slot: slot)
    }

    /// Asks for all of the strategy's working orders to be cancelled.
    public mutating func cancelAll() {
        if isWarming { return }
        for slot in workingSlots(where: { $0.ticket.strategy == $1 }, current) { requestCancel(slot: slot) }
    }

    /// Buys the slot's size at market.
    public mutating func enterLong() -> SubmitResult { enter(.buy) }

    /// Sells the slot's size at market; only contracts can be sold short.
    public mutating func enterShort() -> SubmitResult { enter(.sell) }

    /// Closes the strategy's position at market, as far as the venue's step allows; nil when nothing can be closed.
    public mutating func closePosition() -> SubmitResult? { closePosition(isFollowUp: false) }

    /// Closes the strategy's position as its own wish or as a command's.
    mutating func closePosition(isFollowUp: Bool) -> SubmitResult? {
        let held = position.quantity
        let closing = held.magnitude.roundedDown(to: quantityStep(instrument))
        guard closing.raw > 0 else { return nil }
        return place(.market(held.raw > 0 ? .sell : .buy, closing, of: instrument), isFollowUp: isFollowUp)
    }

    /// The quantity of the slot's size at a price, rounded down to the venue's step.
    public func entryQuantity(at price: Price) -> Quantity {
        let rules = markets[Int(instrument.index)].rules(at: now)
        switch sizings[Int(current.index)] {
        case .quantity(let quantity): return quantity
        case .total, .share:
            guard price.raw > 0, let total = sizings[Int(current.index)].total(equity: equity, free: freeCash) else {
                return .zero
            }
            return Quantity(buying: rules.notional(within: total), at: price, rounding: .down)
                .roundedDown(to: rules.quantityStep)
        }
    }

    /// Reports a signal for charts and comparison; it trades nothing.
    public mutating func report(_ signal: Signal) {
        if isWarming { return }
        hash.combine(UInt64(signal.stage.rawValue) | 0x5 << 56 | UInt64(UInt32(bitPattern: signal.strategy.index)) << 8)
        hash.combine(signal.barTime.nanoseconds)
        hash.combine(signal.score.bitPattern)
        hash.combine(signal.probability.bitPattern)
        effects.append(.notify(.signal(signal)))
    }

    private mutating func enter(_ side: Side) -> SubmitResult {
        let instrument = instrument
        if case .quantity(let quantity) = sizings[Int(current.index)] {
            return submit(.market(side, quantity, of: instrument))
        }
        let market = Int(instrument.index)
        let reference = markets[market].reference(for: side)
        guard reference.raw > 0 else { return deny(.market(side, .zero, of: instrument), .noMarketPrice) }
        guard side == .buy, markets[market].kind == .spot else {
            return submit(.market(side, entryQuantity(at: reference), of: instrument))
        }
        guard let total = sizings[Int(current.index)].total(equity: equity, free: freeCash) else {
            preconditionFailure("only quantity sizing has no total")
        }
        let spent = markets[market].rules(at: now).notional(within: total)
        return submit(.marketBuy(spending: spent, on: instrument))
    }
}
