public import SigmaModel

/// Everything the engine can ask of the world; performed outside it.
public enum Effect: Sendable {
    /// Send a new order.
    case submit(Approved<OrderTicket>)
    /// Ask the venue to cancel an order.
    case cancel(OrderID)
    /// Ask the venue to change an order.
    case amend(Approved<Amendment>)
    /// Tell a person.
    case notify(Notice)
}

/// News for a person or a log.
public enum Notice: Sendable {
    /// Risk refused an order, or a change of one, which then stands as it was.
    case denied(OrderTicket, DenialCode)
    /// A venue's message contradicts the order's state; the order stays as it is.
    case unexpected(OrderID, OrderState.Trigger)
    /// A message about an order that is not in the table.
    case unknownOrder(OrderID)
    /// What a strategy could never sell went to the session's own position.
    case remainder(Remainder)
    /// The trading state changed.
    case tradingState(TradingState)
    /// A strategy's own remark, such as a stage change.
    case signal(Signal)
}
