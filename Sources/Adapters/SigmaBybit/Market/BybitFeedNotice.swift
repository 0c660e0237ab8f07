package import SigmaModel

/// What a feed has to say to its operator.
package enum BybitFeedNotice: Hashable, Sendable, CustomStringConvertible {
    /// A connection's subscriptions stand.
    case connected
    /// A connection ended.
    case disconnected(String)
    /// A try to connect failed; others follow.
    case unreachable(String)
    /// A message could not be read; what it said is lost.
    case unreadable(String)
    /// Trades that a cut kept away were had afterwards; none is missing.
    case bridged(InstrumentID)
    /// Trades that a cut kept away could not be had.
    case lost(InstrumentID)

    package var description: String {
        switch self {
        case .connected: "connected to Bybit's market data"
        case .disconnected(let reason): "the connection to Bybit's market data ended: \(reason)"
        case .unreachable(let reason):
            "Bybit's market data cannot be reached: \(reason); it is tried again, see Bybit's status page if it goes on"
        case .unreadable(let text): "a message of Bybit's market data cannot be read: \(text)"
        case .bridged: "the trades that a cut kept away were had afterwards"
        case .lost: "some trades that a cut kept away could not be had"
        }
    }
}
