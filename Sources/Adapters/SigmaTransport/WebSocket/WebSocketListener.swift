/// What hears one side of a WebSocket connection, on the connection's event loop: it must not block.
package protocol WebSocketListener: Sendable {
    /// A message, in the order in which they were sent; the next comes after this returns.
    func received(_ message: WebSocketMessage, on session: WebSocketSession) -> WebSocketFlow

    /// The connection ended; the last call, and made exactly once.
    func closed(_ session: WebSocketSession, _ closing: WebSocketClosing)
}

/// Whether the next message may come.
package enum WebSocketFlow: Hashable, Sendable {
    /// It may.
    case goOn
    /// Not before ``WebSocketSession/resume()``; meanwhile the socket is not read, and nothing is dropped.
    case pause
}

/// How a WebSocket connection ended.
package struct WebSocketClosing: Hashable, Sendable {
    /// The peer's close code, or the one this side closed with; 1006 for a connection that was cut.
    package var code: UInt16
    /// What happened, for a person to read.
    package var reason: String

    package init(code: UInt16, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Done with it.
    package static let normal = WebSocketClosing(code: 1_000, reason: "")
    /// This side ends.
    package static let goingAway = WebSocketClosing(code: 1_001, reason: "")
}

extension WebSocketClosing: CustomStringConvertible {
    package var description: String { reason.isEmpty ? "closed with code \(code)" : "\(reason) (\(code))" }
}
