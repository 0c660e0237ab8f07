package import SigmaModel
package import SigmaPorts

/// What the executor has to say to the session beside events.
package enum ExecutorNotice: Hashable, Sendable {
    /// Trading must stop until a person has looked: the account is not what the session believes.
    case halt(String)
    /// A person should know; trading goes on.
    case remark(String)
    /// The venue refused an order for a reason that is none of the order's, such as the key's permissions.
    case refused(OrderID, String)
    /// The private stream stands, or was cut and why.
    case connected
    case disconnected(String)
    /// Orders of the account that are none of the session's, as last seen.
    case external([OrderReport])
    /// Orders, executions and balances were compared with the venue.
    case reconciled
}
