package import SigmaModel
package import SigmaPorts

/// What is to be done next for an order, or told.
package enum ExecutionStep: Hashable, Sendable {
    /// Send it, once.
    case place(OrderID, GatewayOrder)
    /// Ask for its end.
    case cancel(OrderID, OrderHandle)
    /// Ask for a change of it, once.
    case amend(OrderID, GatewayAmendment)
    /// Ask the venue how it stands, after a while.
    case lookUp(OrderID, OrderHandle, after: TimeSpan)
    /// Ask the venue for its executions, after a while.
    case fetchFills(OrderID, OrderHandle, after: TimeSpan)
    /// Tell the engine.
    case tell(Event)
    /// What the venue says cannot be, or what is missing does not come: a person must look.
    case contradiction(String)
}
