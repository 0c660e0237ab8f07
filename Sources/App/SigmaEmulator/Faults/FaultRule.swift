package import SigmaModel

/// Something that goes wrong, and when.
package struct FaultRule: Hashable, Sendable {
    /// What goes wrong with a request or a stream's message.
    package enum Kind: String, Sendable, CaseIterable {
        /// A request is answered, or a message sent, late by ``FaultRule/milliseconds``.
        case delay
        /// The connection ends before a request is looked at, or instead of a message.
        case cut
        /// A request is carried out and the connection ends instead of an answer.
        case cutAfter
        /// A request is not looked at and never answered.
        case silence
        /// A request is carried out and never answered; a stream stays open and says nothing more.
        case silenceAfter
        /// A request is refused by ``FaultRule/status``, in the venue's own form of it.
        case status
        /// A request is refused with a page of HTML, as by a load balancer.
        case html
        /// A message of a stream is not sent; of the kind `book`, a gap.
        case drop
        /// A message is sent twice.
        case duplicate
        /// A message is sent behind the one after it.
        case reorder
    }

    /// What goes wrong.
    package var kind: Kind
    /// Where; nil for every venue.
    package var venue: Venue?
    /// Requests of this method only; nil for every one. A rule with a method never concerns streams.
    package var method: String?
    /// Requests, or streams, whose path begins so; nil for every one.
    package var path: String?
    /// Messages of a stream of this kind only; a rule with it never concerns requests.
    package var stream: StreamKind?
    /// How often it happens to what it concerns, 0…1.
    package var probability: Double
    /// How many times it concerns before it may happen.
    package var skip: Int
    /// How often it may happen in all; nil for ever.
    package var count: Int?
    /// How late, for ``Kind/delay``.
    package var milliseconds: Int64
    /// The HTTP status, for ``Kind/status`` and ``Kind/html``.
    package var status: Int

    package init(
        _ kind: Kind, venue: Venue? = nil, method: String? = nil, path: String? = nil, stream: StreamKind? = nil,
        probability: Double = 1, skip: Int = 0, count: Int? = nil, milliseconds: Int64 = 1_000, status: Int = 503
    ) {
        self.kind = kind
        self.venue = venue
        self.method = method
        self.path = path
        self.stream = stream
        self.probability = probability
        self.skip = skip
        self.count = count
        self.milliseconds = milliseconds
        self.status = status
    }
}
