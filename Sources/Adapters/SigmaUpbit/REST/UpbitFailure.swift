package import SigmaModel
package import SigmaTransport
package import SigmaWire

/// Why a request to Upbit has no answer that can be used.
package enum UpbitFailure: Error, Hashable, Sendable {
    /// The exchange with the server failed.
    case transport(TransportError)
    /// The own budget of requests refuses to send.
    case budget(RateRefusal)
    /// The request needs a key and there is none.
    case noKey
    /// The venue refuses, in its own words.
    case refused(status: Int, UpbitRefusal)
    /// The venue refuses because of too many requests.
    case limited(status: Int, wait: TimeSpan)
    /// The answer is none of the interface's: a page for people, a proxy's error, nothing.
    case foreign(status: Int, String)
    /// The answer has the interface's form but cannot be understood.
    case unreadable(WireError)

    /// Whether the venue may have done what it was asked.
    package var isOutcomeUnknown: Bool {
        switch self {
        case .transport(let error): error.isOutcomeUnknown
        case .budget, .noKey, .limited: false
        case .refused(let status, _): status >= 500
        case .foreign, .unreadable: true
        }
    }
}
