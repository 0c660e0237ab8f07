internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Books a fill; returns whether it was new.
    ///
    /// A fill is money that moved, so it is booked even when the order is unknown or had ended; only a fill that was
    /// booked before is ignored.
    mutating func book(_ fill: Fill) -> Bool {
        guard let slot = orders.slot(of: fill.order) else {
            effects.append(.notify(.unknownOrder(fill.order)))
            portfolioApply(fill)
            return true
        }
        guard fill.id.raw > orders[slot: slot].lastFill.raw else { return false }
        orders[slot: slot].lastFill = fill.id
        orders[slot: slot].filledQuantity += fill.quantity
        orders[slot: slot].filledNotional += fill.notional
        let request = orders[slot: slot].request
        let isComplete = request.quantity.raw > 0 && orders[slot: slot].filledQuantity >= request.quantity
        let used = fill.side == .sell ? fill.quantity.raw : (fill.notional + fill.fee).raw
        release(slot: slot, upTo: isComplete ? .max : used)
        portfolioApply(fill)
        let trigger: OrderState.Trigger = isComplete ? .completed : .partlyFilled
        guard let next = orders[slot: slot].state.next(trigger) else {
            effects.append(.notify(.unexpected(fill.order, trigger)))
            return true
        }
        orders[slot: slot].state = next
        if next.isTerminal { orders.retire(slot: slot) }
        return true
    }

    @inline(__always)
    private mutating func portfolioApply(_ fill: Fill) {
        let wasLong = portfolio.position(of: fill.strategy).quantity.raw > 0
        let profit = portfolio.apply(fill)
        guard risk.limits.maxConsecutiveLosses != nil else { return }
        let position = portfolio.position(of: fill.strategy)
        let isTurned = profit.raw != 0 && (position.quantity.raw > 0) != wasLong
        guard position.isFlat || isTurned else { return }
        let index = Int(fill.strategy.index) + 1
        let result = position.realized - position.fees
        risk.observe(tradeProfit: result - tripResults[index], at: now)
        tripResults[index] = result
    }

    /// Applies a venue's news to its order; returns the slot when this news ended the order without its being filled
    /// wholly.
    mutating func apply(_ update: OrderUpdate) -> Int? {
        guard let slot = orders.slot(of: update.order) else {
            effects.append(.notify(.unknownOrder(update.order)))
            return nil
        }
        guard !orders[slot: slot].state.isTerminal else {
            if update.status != .cancelRejected {
                effects.append(.notify(.unexpected(update.order, update.status.trigger)))
            }
            return nil
        }
        switch update.status {
        case .accepted: advance(slot: slot, .accepted)
        case .unknown:
            forgetCancel(slot: slot)
            advance(slot: slot, .lost)
        case .cancelRejected: forgetCancel(slot: slot)
        case .rejected: finish(slot: slot, .rejected)
        case .canceled: finish(slot: slot, .canceled)
        case .expired: finish(slot: slot, .expired)
        case .completed: finish(slot: slot, orders[slot: slot].filledQuantity.raw > 0 ? .completed : .expired)
        }
        guard orders[slot: slot].state.isTerminal else { return nil }
        if orders[slot: slot].state == .filled {
            settleContingents(afterFillOf: slot, .zero)
            return nil
        }
        return slot
    }

    /// A cancel failed or may have: it may be asked for again, and a sibling that waits for it triggers again.
    private mutating func forgetCancel(slot: Int) {
        orders[slot: slot].isCancelRequested = false
        if let other = orders.slot(of: orders[slot: slot].sibling) { orders[slot: other].awaitsSibling = false }
    }

    private mutating func advance(slot: Int, _ trigger: OrderState.Trigger) {
        if let next = orders[slot: slot].state.next(trigger) {
            orders[slot: slot].state = next
        } else {
            effects.append(.notify(.unexpected(orders[slot: slot].id, trigger)))
        }
    }
}

extension OrderUpdate.Status {
    /// What the news means to an order's state.
    fileprivate var trigger: OrderState.Trigger {
        switch self {
        case .accepted, .cancelRejected: .accepted
        case .rejected: .rejected
        case .canceled: .canceled
        case .expired: .expired
        case .completed: .completed
        case .unknown: .lost
        }
    }
}
