/// Sends a request and waits for its answer; at most once, and honest about what is not known.
package protocol HTTPExchange: Sendable {
    /// Sends one request and returns the whole answer, whatever its status.
    ///
    /// Nothing is sent again and no redirect is followed. After any error but ``TransportError/notSent(_:)`` the server
    /// may have done what it was asked.
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer
}
