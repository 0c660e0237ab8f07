/// Why an exchange with a server has no answer; its texts hold no query, header or body.
package enum TransportError: Error, Hashable, Sendable {
    /// No byte of the request can have reached the server: no address, no connection, no TLS, no time left before that.
    case notSent(String)
    /// The connection broke after the request may have left; its outcome is unknown.
    case interrupted(String)
    /// No whole answer came in time after the request may have left; its outcome is unknown.
    case timedOut(String)
    /// The answer is larger than the limit; the request was done or not, as its status would have told.
    case tooLarge(String)
    /// The caller was cancelled after the request may have left; its outcome is unknown.
    case cancelled

    /// Whether the server may have done what it was asked.
    package var isOutcomeUnknown: Bool {
        switch self {
        case .notSent: false
        case .interrupted, .timedOut, .tooLarge, .cancelled: true
        }
    }
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notSent(let text): "not sent: \(text)"
        case .interrupted(let text): "interrupted: \(text)"
        case .timedOut(let text): "no answer in time: \(text)"
        case .tooLarge(let text): "answer too large: \(text)"
        case .cancelled: "cancelled while waiting for the answer"
        }
    }
}
