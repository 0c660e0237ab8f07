internal import BasicContainers
internal import SigmaModel

extension StrategyContext {
    /// Watches the armed orders of an instrument against the range that prices covered since the last call.
    ///
    /// - Complexity: O(working orders).
    mutating func checkTriggers(of instrument: InstrumentID, high: Price, low: Price) {
        triggered.removeAll()
        for index in 0..<orders.activeCount {
            let slot = orders.activeSlot(index)
            if orders[slot: slot].request.instrument == instrument, isWaiting(slot: slot),
                isTriggered(slot: slot, high: high, low: low)
            {
                triggered.append(slot)
            }
        }
        // Firing one may end another, which must then stay ended.
        for index in 0..<triggered.count where isWaiting(slot: triggered[index]) { fire(slot: triggered[index]) }
    }

    private func isWaiting(slot: Int) -> Bool { orders[slot: slot].isArmed && !orders[slot: slot].awaitsSibling }

    private mutating func isTriggered(slot: Int, high: Price, low: Price) -> Bool {
        let extreme = orders[slot: slot].extreme
        if orders[slot: slot].request.isTriggered(high: high, low: low, extreme: extreme) { return true }
        orders[slot: slot].extreme = orders[slot: slot].request.following(extreme, high: high, low: low)
        return false
    }

    /// Sends a triggered order, after its sibling has left the venue: both at once could sell the same holding twice.
    private mutating func fire(slot: Int) {
        let sibling = orders[slot: slot].sibling
        if let other = orders.slot(of: sibling), orders[slot: other].state.isAtVenue {
            orders[slot: slot].awaitsSibling = true
            requestCancel(slot: other)
        } else {
            sendTriggered(slot: slot)
        }
    }

    /// Turns an armed order into what it becomes when triggered and sends it.
    mutating func sendTriggered(slot: Int) {
        let order = orders[slot: slot]
        var request = order.request
        request.type = request.type.triggered
        request.triggerPrice = .zero
        request.trail = .zero
        let market = Int(request.instrument.index)
        markets[market].refreshRules(at: now)
        let ticket = OrderTicket(id: order.id, strategy: order.ticket.strategy, time: now, request: translated(request))
        armedCount -= 1
        orders[slot: slot].awaitsSibling = false
        let decision = risk.approve(
            ticket, held: portfolio.position(of: ticket.strategy, in: request.instrument).quantity,
            market: markets[market], portfolio: portfolio, orders: orders, isFollowUp: true)
        switch decision {
        case .approved(let approved):
            risk.remember(ticket)
            send(approved, slot: slot)
            settleProtection(firedBy: orders[slot: slot])
        case .denied(let code):
            orders[slot: slot].ticket = ticket
            deny(ticket, code)
            finish(slot: slot, .denied)
        }
    }
}
