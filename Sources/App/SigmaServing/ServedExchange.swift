package import SigmaModel

/// A request that a server received, whole.
package struct ServedRequest: Sendable {
    /// The method in capitals.
    package let method: String
    /// Path and query exactly as sent.
    package let target: String
    /// The headers in the order of their arrival.
    package let headers: [(name: String, value: String)]
    /// The body, whole.
    package let body: [UInt8]
    /// The client's address without its port.
    package let address: String
}

/// What a server does about a request.
package struct ServedAnswer: Sendable {
    /// What happens to the connection.
    package enum Conduct: Sendable, Hashable {
        /// Answers after the time.
        case answer(after: TimeSpan)
        /// Never answers and keeps the connection open.
        case silence
        /// Closes the connection instead of answering.
        case cut
    }

    /// The status.
    package var status: Int
    /// The headers.
    package var headers: [(name: String, value: String)]
    /// The body.
    package var body: [UInt8]
    /// What happens to the connection.
    package var conduct: Conduct

    package init(
        status: Int, headers: [(name: String, value: String)], body: [UInt8],
        conduct: Conduct = .answer(after: .zero)
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.conduct = conduct
    }
}
