internal import BasicContainers
public import SigmaModel

extension TradingBot {
    /// Takes over an order that went to the venue without this engine's deciding it, such as a recording's.
    ///
    /// It reserves what an order of its own would; its fills and updates are applied from then on. An order that is
    /// already at work under its number is left as it is.
    public mutating func adopt(_ ticket: OrderTicket) {
        advanceClock(to: ticket.time)
        context.adopt(ticket)
    }

    /// Takes over a change of an order that was asked of the venue without this engine's deciding it.
    ///
    /// It reserves what an own one would. A change of an order that is not at work, or is being changed, is left out.
    public mutating func adopt(_ amendment: Amendment) {
        advanceClock(to: amendment.time)
        context.adopt(amendment)
    }
}

extension StrategyContext {
    fileprivate mutating func adopt(_ amendment: Amendment) {
        guard let slot = orders.slot(of: amendment.order), orders[slot: slot].state.isAtVenue,
            orders[slot: slot].amendment == nil
        else { return }
        markets[Int(orders[slot: slot].request.instrument.index)].refreshRules(at: now)
        hold(amendment, slot: slot)
    }

    fileprivate mutating func adopt(_ ticket: OrderTicket) {
        guard let slot = orders.vacantSlot(for: ticket.id) else { return }
        let market = Int(ticket.request.instrument.index)
        markets[market].refreshRules(at: now)
        orders.insert(ticket, slot: slot)
        orders[slot: slot].state = .submitting
        if markets[market].kind == .spot && !ticket.request.type.isConditional {
            reserve(slot: slot, ticket.request, market: market)
        }
    }
}
