internal import BasicContainers
public import SigmaModel

extension TradingBot {
    /// A venue executed an order, wholly or in part.
    public mutating func onFill(_ fill: Fill) {
        advance(to: fill.time)
        guard context.book(fill) else { return }
        if let slot = context.orders.slot(of: fill.order) {
            let order = context.orders[slot: slot]
            if order.sibling != .none || order.exits != .none { context.settleContingents(afterFillOf: slot, fill.quantity) }
        }
        strategies.onFill(fill, &context)
    }

    /// A venue said something about an order.
    public mutating func onOrderUpdate(_ update: OrderUpdate) {
        advance(to: update.time)
        guard let slot = context.apply(update) else { return }
        context.settleContingents(afterEndOf: slot)
        strategies.onOrderEnd(context.orders[slot: slot], &context)
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
        case .flatten: flatten()
        case .kill:
            cancelEverything()
            flatten()
            setTradingState(.halted)
        }
    }

    private mutating func setTradingState(_ state: TradingState) {
        context.risk.tradingState = state
        context.effects.append(.notify(.tradingState(state)))
    }

    private mutating func cancelEverything() {
        for slot in context.workingSlots(where: { _, _ in true }, ()) { context.requestCancel(slot: slot) }
    }

    private mutating func flatten() {
        for index in 0..<strategies.count {
            context.current = StrategyID(index)
            _ = context.closePosition()
        }
    }
}
