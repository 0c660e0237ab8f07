package import SigmaModel

/// What a stream connects to, and when it gives a connection up.
package struct StreamPlan: Sendable {
    /// Where to connect and with which headers, asked for anew before each connection.
    ///
    /// It may wait, for a shared ``RateBudget`` for instance, and throw: that counts as a failure to connect.
    package var request: @Sendable () async throws -> StreamRequest
    /// Whom to trust to name servers.
    package var trust = TrustRoots.system
    /// What each connection allows and watches.
    package var socket = WebSocketSettings()
    /// How long connecting may take, names, TLS and upgrade included; the time of ``request`` does not count.
    package var connectWithin = TimeSpan(seconds: 10)
    /// How long after connecting the listener may take to call ``StreamLink/ready()``.
    package var readyWithin = TimeSpan(seconds: 10)
    /// A connection without news for so long is given up; nil for streams that may be silent.
    package var staleAfter: TimeSpan?
    /// How long a connection is used before the next replaces it; up to a tenth less, by chance. Nil for ever.
    package var lifetime: TimeSpan?
    /// The longest first and the longest wait before the next try.
    package var backoff = (first: TimeSpan(milliseconds: 250), limit: TimeSpan(seconds: 30))
    /// A connection that was ready for so long ends a series of failures.
    package var steadyAfter = TimeSpan(seconds: 10)
    /// Never more tries to connect than this in any such span, whatever happens.
    package var connectRate = (count: 10, per: TimeSpan(seconds: 60))

    /// A plan whose address or headers change from one connection to the next.
    package init(request: @escaping @Sendable () async throws -> StreamRequest) { self.request = request }

    /// A plan for one address.
    package init(_ url: String, headers: [(name: String, value: String)] = []) {
        let request = StreamRequest(url, headers: headers)
        self.init { request }
    }
}

/// Where to open a WebSocket, and what to show there. Its text form leaves query and headers out.
package struct StreamRequest: Sendable {
    /// The whole address, `ws` or `wss`.
    package var url: String
    /// Beside those that every upgrade has.
    package var headers: [(name: String, value: String)]

    /// A request to open a WebSocket.
    package init(_ url: String, headers: [(name: String, value: String)] = []) {
        self.url = url
        self.headers = headers
    }
}

extension StreamRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { AddressText.shown(url) }
    package var debugDescription: String { description }
    /// No children, so that nothing that dumps values shows secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
