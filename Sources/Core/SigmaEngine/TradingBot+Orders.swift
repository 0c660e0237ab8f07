internal import BasicContainers
public import SigmaModel

extension TradingBot {
    /// A venue executed an order, wholly or in part.
    ///
    /// Booked once as long as the order is in the table, however often it comes. A fill of an order that has left the
    /// table is booked each time, and named in a notice: it gets no exits, as nothing is known of its bracket.
    public mutating func onFill(_ fill: Fill) {
        advance(to: fill.time)
        guard context.book(fill) else { return }
        if let slot = context.orders.slot(of: fill.order) {
            let order = context.orders[slot: slot]
            if order.sibling != .none || order.exits != .none {
                context.settleContingents(afterFillOf: slot, fill.quantity)
            }
        }
        strategies.onFill(fill, &context)
        tellEnds()
        if isFlattening { continueFlattening() }
    }

    /// A venue said something about an order.
    public mutating func onOrderUpdate(_ update: OrderUpdate) {
        advance(to: update.time)
        if let slot = context.apply(update) {
            context.settleContingents(afterEndOf: slot)
            strategies.onOrderEnd(context.orders[slot: slot], &context)
        }
        tellEnds()
        if isFlattening { continueFlattening() }
    }

    /// Money came in or went out.
    public mutating func onTransfer(_ transfer: Transfer) {
        advance(to: transfer.time)
        context.portfolio.apply(transfer)
        context.risk.rebase(by: transfer, currency: context.portfolio.currency)
    }

    /// A person or the guardian commands.
    public mutating func onCommand(_ command: Command, at time: Timestamp) {
        advance(to: time)
        switch command {
        case .setTradingState(let state): setTradingState(state)
        case .cancelAll: cancelEverything()
        case .flatten: flatten(all: false)
        case .kill:
            setTradingState(.halted)
            cancelEverything()
            flatten(all: true)
        case .setOpen(let instrument, let isOpen): context.markets[Int(instrument.index)].isOpen = isOpen
        }
        tellEnds()
    }

    /// Tells strategies of their orders that ended inside the engine: cancelled or refused before the venue had them.
    @inline(__always)
    mutating func tellEnds() {
        if context.hasEnded { drainEnds() }
    }

    private mutating func drainEnds() {
        var index = 0
        while index < context.ended.count {
            strategies.onOrderEnd(context.ended[index], &context)
            index += 1
        }
        context.ended.removeAll(keepingCapacity: true)
        context.hasEnded = false
    }

    private mutating func setTradingState(_ state: TradingState) {
        context.risk.tradingState = state
        context.effects.append(.notify(.tradingState(state)))
    }

    private mutating func cancelEverything() {
        for slot in context.workingSlots(where: { _, _ in true }, ()) { context.requestCancel(slot: slot) }
    }

    /// Begins to bring strategies flat: those with a position, or all, since entries under way may still fill.
    private mutating func flatten(all: Bool) {
        for index in flattening.indices {
            context.current = StrategyID(index)
            guard all || !context.position.isFlat else { continue }
            flattening[index] = Quantity(raw: .max)
            isFlattening = true
            context.cancelAll()
        }
        continueFlattening()
    }

    /// Closes what strategies hold once their orders have left the venue, which reserve what is to be sold.
    ///
    /// Repeated as long as each attempt lowers the position; a closing order that is refused is not sent again.
    mutating func continueFlattening() {
        isFlattening = false
        for index in flattening.indices {
            guard let last = flattening[index] else { continue }
            context.current = StrategyID(index)
            let held = context.position.quantity.magnitude
            if context.hasWorkingOrder {
                isFlattening = true
            } else if held < last, case .accepted? = context.closePosition(isFollowUp: true) {
                flattening[index] = held
                isFlattening = true
            } else {
                flattening[index] = nil
            }
        }
    }
}
