internal import SigmaModel
internal import SigmaTransport
internal import SigmaWire

/// Why a request to Bybit has no answer that helps; its texts hold no secret.
enum BybitFailure: Error, Hashable, Sendable {
    /// Nothing came back.
    case transport(TransportError)
    /// The budget of requests is used up, so that it was not sent.
    case unsent(retryAfter: TimeSpan)
    /// The caller was cancelled before it was sent.
    case cancelled
    /// The venue answered with one of its codes.
    case refused(code: Int, text: String, resets: Timestamp?)
    /// The venue's front answered, by a status and words that are no API's.
    case turnedAway(status: Int, text: String)
    /// An answer of the API that has no known form.
    case unreadable(WireError)

    /// Whether the venue may have done what it was asked.
    var isOutcomeUnknown: Bool {
        switch self {
        case .transport(let error): error.isOutcomeUnknown
        case .unsent, .cancelled: false
        case .refused(let code, _, _): BybitCode(code).effect == .unknown
        // Below 500 the request was turned away at the door.
        case .turnedAway(let status, _): !(400..<500).contains(status) || status == 408
        case .unreadable: true
        }
    }
}
