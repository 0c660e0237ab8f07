internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Books a fill; returns whether it was new.
    ///
    /// A fill is money that moved, so it is booked even when the order is unknown or had ended. A fill that was booked
    /// before is ignored as long as its order is in the table. Of an order that has left it nothing is remembered here:
    /// its fills are booked as often as they are told, and whoever hands them over tells each trade once
    /// (``Fill/tradeKey``).
    mutating func book(_ fill: Fill) -> Bool {
        guard let slot = orders.slot(of: fill.order) else {
            effects.append(.notify(.unknownOrder(fill.order)))
            portfolioApply(fill)
            return true
        }
        guard fill.id.raw > orders[slot: slot].lastFill.raw else { return false }
        orders[slot: slot].lastFill = fill.id
        orders[slot: slot].filledQuantity += fill.quantity
        orders[slot: slot].netQuantity += fill.netQuantity
        orders[slot: slot].filledNotional += fill.notional
        let isComplete = orders[slot: slot].isFilledWholly
        let used = fill.side == .sell ? fill.quantity.raw : (fill.notional + fill.fee).raw
        release(slot: slot, upTo: isComplete ? .max : used)
        let trigger: OrderState.Trigger = isComplete ? .completed : .partlyFilled
        let next = orders[slot: slot].state.next(trigger)
        if let next {
            orders[slot: slot].state = next
            if next.isTerminal {
                orders[slot: slot].amendment = nil
                orders.retire(slot: slot)
            }
        }
        // The order's own state first: what it may still add decides about a remainder.
        portfolioApply(fill)
        if next == nil { effects.append(.notify(.unexpected(fill.order, trigger))) }
        return true
    }

    @inline(__always)
    private mutating func portfolioApply(_ fill: Fill) {
        let place = portfolio.place(of: fill.strategy, in: fill.instrument)
        let wasLong = portfolio[place].quantity.raw > 0
        let profit = portfolio.apply(fill)
        lastFills[place] = fill.id
        sweepRemainder(of: fill.strategy)
        if risk.limits.maxConsecutiveLosses != nil {
            observeTrade(place: place, hasTurned: profit.raw != 0 && (portfolio[place].quantity.raw > 0) != wasLong)
        }
    }

    /// Tells risk of the result of a trade that has ended: the position is flat, or went through zero.
    private mutating func observeTrade(place: Int, hasTurned: Bool) {
        let position = portfolio[place]
        guard position.isFlat || hasTurned else { return }
        let result = position.realized - position.fees
        risk.observe(tradeProfit: result - tripResults[place], at: now)
        tripResults[place] = result
    }

    /// Applies a venue's news to its order; returns the slot when this news ended the order without its being filled
    /// wholly.
    mutating func apply(_ update: OrderUpdate) -> Int? {
        guard let slot = orders.slot(of: update.order) else {
            effects.append(.notify(.unknownOrder(update.order)))
            return nil
        }
        guard !orders[slot: slot].state.isTerminal else {
            if update.status != .cancelRejected && update.status != .amendRejected {
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
        case .amended: takeTerms(update, slot: slot)
        case .amendRejected: keepTerms(slot: slot)
        case .rejected: finish(slot: slot, .rejected)
        case .canceled: finish(slot: slot, .canceled)
        case .expired: finish(slot: slot, .expired)
        case .completed: finish(slot: slot, orders[slot: slot].filledQuantity.raw > 0 ? .completed : .expired)
        }
        guard orders[slot: slot].state.isTerminal else { return nil }
        sweepRemainder(afterEndOf: slot)
        if orders[slot: slot].state == .filled {
            settleContingents(afterFillOf: slot, .zero)
            return nil
        }
        return slot
    }

    /// Moves what a partly filled order leaves of its strategy's position, now that it brings no more.
    private mutating func sweepRemainder(afterEndOf slot: Int) {
        guard orders[slot: slot].filledQuantity.raw > 0 else { return }
        let ticket = orders[slot: slot].ticket
        guard sweepRemainder(of: ticket.strategy), risk.limits.maxConsecutiveLosses != nil else { return }
        observeTrade(place: portfolio.place(of: ticket.strategy, in: ticket.request.instrument), hasTurned: false)
    }

    /// A cancel failed or may have: it may be asked for again, and a sibling that waits for it triggers again.
    private mutating func forgetCancel(slot: Int) {
        orders[slot: slot].isCancelRequested = false
        if let other = orders.slot(of: orders[slot: slot].sibling) { orders[slot: other].awaitsSibling = false }
    }

    mutating func advance(slot: Int, _ trigger: OrderState.Trigger) {
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
        case .amended: .amended
        case .amendRejected: .amendRejected
        }
    }
}
