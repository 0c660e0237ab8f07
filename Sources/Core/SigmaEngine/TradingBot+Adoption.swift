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
}

extension StrategyContext {
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
