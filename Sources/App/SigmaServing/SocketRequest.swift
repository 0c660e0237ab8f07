/// A client's wish to turn a connection into a WebSocket.
package struct SocketRequest: Sendable {
    /// What was asked for, with its query, exactly as sent.
    package let target: String
    /// The headers in the order of their arrival.
    package let headers: [(name: String, value: String)]
    /// The client's address without its port.
    package let address: String

    package init(target: String, headers: [(name: String, value: String)], address: String) {
        self.target = target
        self.headers = headers
        self.address = address
    }
}

/// Decides who gets a WebSocket.
package protocol SocketAcceptor: Sendable {
    /// What receives the connection's messages; nil refuses, and the request is answered as any other request is.
    ///
    /// Called on the connection's event loop: it must not wait.
    func accept(_ request: SocketRequest) -> (any SocketAdmission)?
}

/// A WebSocket that was granted and does not stand yet.
package protocol SocketAdmission: Sendable {
    /// The connection stands; returns what is told its messages.
    func open(_ socket: ServedSocket) -> any SocketListener
}

/// Receives what a client sends; called on the connection's event loop, in order, and must not wait.
package protocol SocketListener: Sendable {
    /// A whole message came.
    func received(_ message: SocketMessage)
    /// The connection has ended; nothing comes any more.
    func closed()
}
