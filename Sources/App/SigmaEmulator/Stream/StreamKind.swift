/// What a message of a stream is about, by which faults pick it.
package enum StreamKind: String, Sendable, CaseIterable {
    case trade
    case book
    case ticker
    case candle
    /// An order or an execution of an account.
    case order
    /// Balances of an account.
    case asset
    /// Answers to requests, errors, heartbeats, notices.
    case control
}
