package import SigmaModel
package import SigmaWire

/// Where Upbit is, who asks, and how its connections are watched.
package struct UpbitSettings: Sendable {
    /// The base address of REST, with the version; `http` only for emulators.
    package var rest = "https://api.upbit.com/v1"
    /// The address of the public stream; the private one lies below it.
    package var stream = "wss://api.upbit.com/websocket/v1"
    /// Who asks; nil for public information only.
    package var key: VenueKey?
    /// How tokens are signed.
    package var algorithm = UpbitSigner.Algorithm.sha512
    /// What becomes of an order that would trade with the account's own; nil leaves it to the venue's default.
    package var selfTradePrevention: UpbitSelfTradePrevention?
    /// How long a request may take, from the call to the last byte of its answer.
    package var timeout = TimeSpan(seconds: 10)
    /// How long an order may wait for the budget of requests; one that waits longer is refused, since it would be late.
    package var orderPatience = TimeSpan(seconds: 1)
    /// How long a cancel may wait for the budget of requests.
    package var cancelPatience = TimeSpan(seconds: 10)
    /// How often a stream is asked for a sign of life.
    package var heartbeat = TimeSpan(seconds: 20)
    /// How long a stream may be silent, signs of life included.
    package var silence = TimeSpan(seconds: 60)
    /// How long a connection is used before the next replaces it.
    package var lifetime = TimeSpan(seconds: 6 * 3_600)
    /// How many pages of past trades a market may need after a cut before the rest counts as lost.
    package var backfillPages = 40

    /// The venue's own addresses, without a key.
    package init() {}

    /// The address of the private stream.
    package var privateStream: String { "\(stream)/private" }
}

/// What becomes of an order that would trade with one of the same account.
package enum UpbitSelfTradePrevention: String, Sendable, CaseIterable {
    case cancelMaker = "cancel_maker"
    case cancelTaker = "cancel_taker"
    case reduce
    /// They trade.
    case allowed = "none"
}
