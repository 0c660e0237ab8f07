internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Leaves a strategy flat that holds less than the venue sells: moves what is left to the session's own position.
    ///
    /// Venues that take their fee out of what was bought leave parts of a quantity step behind, which no order can sell.
    /// As long as one of the strategy's orders is being filled the remainder waits: it may yet become enough.
    ///
    /// - Returns: whether it moved anything.
    @inline(__always)
    @discardableResult
    mutating func sweepRemainder(of strategy: StrategyID) -> Bool {
        guard strategy != .manual else { return false }
        let held = portfolio.quantity(of: strategy)
        return held.raw != 0 && sweepSmall(held, of: strategy)
    }

    private mutating func sweepSmall(_ held: Quantity, of strategy: StrategyID) -> Bool {
        let instrument = instruments[Int(strategy.index)]
        let market = Int(instrument.index)
        markets[market].refreshRules(at: now)
        guard held.magnitude < markets[market].rules.leastSale, !isBeingFilled(strategy) else { return false }
        let (quantity, cost) = portfolio.disown(strategy)
        effects.append(
            .notify(
                .remainder(
                    Remainder(
                        strategy: strategy, instrument: instrument, fill: lastFills[Int(strategy.index)], time: now,
                        quantity: quantity, cost: cost))))
        // Exits that the engine watches have nothing left to sell.
        for slot in workingSlots(where: { $0.ticket.strategy == $1 && $0.parent != .none && $0.isArmed }, strategy) {
            requestCancel(slot: slot)
        }
        return true
    }

    /// Whether a working order of a strategy has begun to fill.
    private func isBeingFilled(_ strategy: StrategyID) -> Bool {
        for index in 0..<orders.activeCount {
            let slot = orders.activeSlot(index)
            if orders[slot: slot].ticket.strategy == strategy, orders[slot: slot].filledQuantity.raw > 0 {
                return true
            }
        }
        return false
    }
}
