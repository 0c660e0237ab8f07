package import SigmaModel
package import SigmaServing

/// Where a stream's messages go: a socket, or a test's list.
package protocol StreamSink: Sendable {
    /// Sends a message behind those before it, after a delay at the least.
    func send(_ message: SocketMessage, after delay: TimeSpan)
    /// Ends the connection by a close frame.
    func close(code: UInt16, reason: String)
    /// Drops the connection without a word.
    func cut()
    /// Keeps the connection and sends nothing any more.
    func silence()
}

extension ServedSocket: StreamSink {}
