package import SigmaModel

/// How an HTTP client connects and how much it takes.
package struct HTTPSettings: Sendable {
    /// Whom it trusts to name servers.
    package var trust = TrustRoots.system
    /// How long connecting may take, names and TLS included.
    package var connectTimeout = TimeSpan(seconds: 5)
    /// How long an idle connection is kept for the next request; less than servers keep theirs.
    package var keepAlive = TimeSpan(seconds: 30)
    /// The most bytes of an answer's body.
    package var answerLimit = 32 << 20
    /// The most connections to one server at once; further calls wait for one.
    package var connectionLimit = 16

    package init() {}
}
