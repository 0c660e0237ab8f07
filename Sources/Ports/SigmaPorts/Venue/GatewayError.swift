package import SigmaModel

/// Why a question to a venue has no answer; none of its texts holds a secret.
package struct GatewayError: Error, Hashable, Sendable {
    /// What kind of failure it is, which decides what to do about it.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// The venue cannot be reached, or the answer was cut off: worth another try.
        case unreachable
        /// The venue is there and cannot serve: maintenance, overload, an answer that is no API's.
        case unavailable
        /// The budget of requests is used up or the address is banned; see ``GatewayError/retryAfter``.
        case limited
        /// The key, its signature, its address or its permissions: no further try helps until a person mends it.
        case forbidden
        /// This machine's clock is too far from the venue's.
        case clock
        /// The venue does not know the market.
        case unknownMarket
        /// The request is not what the venue takes: an error of this program.
        case invalid
        /// The venue's answer has no known form.
        case unreadable
    }

    /// What kind of failure it is.
    package var kind: Kind
    /// Where it happened.
    package var venue: Venue
    /// What happened, with the venue's own code or name of it.
    package var text: String
    /// What a person can do about it.
    package var mend: String
    /// How long to wait before the next request; nil where nothing says so.
    package var retryAfter: TimeSpan?

    package init(_ kind: Kind, at venue: Venue, _ text: String, mend: String, retryAfter: TimeSpan? = nil) {
        self.kind = kind
        self.venue = venue
        self.text = text
        self.mend = mend
        self.retryAfter = retryAfter
    }

    /// Whether another try can help without a person.
    package var isPassing: Bool {
        switch kind {
        case .unreachable, .unavailable, .limited: true
        case .forbidden, .clock, .unknownMarket, .invalid, .unreadable: false
        }
    }
}

extension GatewayError: CustomStringConvertible {
    package var description: String { "\(venue.rawValue): \(text); \(mend)" }
}
