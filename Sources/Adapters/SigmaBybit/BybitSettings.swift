package import SigmaModel
package import SigmaTransport
package import SigmaWire

/// Where Bybit is and how it is talked to.
///
/// Source: Bybit "Integration Guidance", "Connect". Accounts of regional sites have hosts of their own.
package struct BybitSettings: Hashable, Sendable {
    /// The scheme and host of the REST service, without a path; `http` for an emulator.
    package var rest = "https://api.bybit.com"
    /// The scheme and host of the streams, without a path; `ws` for an emulator.
    package var streams = "wss://stream.bybit.com"
    /// Who asks; nil for public information only.
    package var key: VenueKey?
    /// Of the chance in the waits between connections.
    package var seed: UInt64
    /// How long after its time the venue still takes a request (`recv_window`); at most a minute.
    package var window = TimeSpan(seconds: 5)
    /// How long an answer is waited for; longer than the window, so that what was not answered has been decided.
    package var timeout = TimeSpan(seconds: 10)
    /// How long an order or a cancel waits for the budget of requests before it is given up, unsent.
    package var orderPatience = TimeSpan(seconds: 5)

    /// Whom streams trust to name servers.
    package var trust = TrustRoots.system
    /// How often a stream says that it is alive.
    package var pingEvery = TimeSpan(seconds: 20)
    /// A stream of books that says nothing for so long is given up.
    package var staleAfter: TimeSpan? = TimeSpan(seconds: 60)
    /// Whether trades of spot come over two connections, so that the cut of one of them loses none: the venue remembers
    /// only sixty past trades there.
    package var hasStandby = true
    /// How long a stream of market data is used before another replaces it; the venue sets no limit.
    package var lifetime: TimeSpan?

    /// The venue itself.
    package init(key: VenueKey? = nil, seed: UInt64) {
        self.key = key
        self.seed = seed
    }

    /// The venue's place for trying things out, which has keys of its own.
    package static func testnet(key: VenueKey? = nil, seed: UInt64) -> BybitSettings {
        var settings = BybitSettings(key: key, seed: seed)
        settings.rest = "https://api-testnet.bybit.com"
        settings.streams = "wss://stream-testnet.bybit.com"
        return settings
    }

    /// What every stream sends to show that it is alive.
    var heartbeat: WebSocketSettings.Heartbeat { .text(#"{"op":"ping"}"#, every: pingEvery) }

    /// The market data of a kind of instrument.
    func publicStream(_ category: BybitCategory) -> String { "\(streams)/v5/public/\(category.rawValue)" }
    /// What happens to an account.
    var privateStream: String { "\(streams)/v5/private" }
    /// Where orders are sent.
    var tradeStream: String { "\(streams)/v5/trade" }
}

/// Bybit's word for how instruments settle, its `category`.
package enum BybitCategory: String, Sendable, CaseIterable {
    case spot
    case linear

    /// The word for a kind.
    package init(_ kind: InstrumentKind) {
        switch kind {
        case .spot: self = .spot
        case .linear: self = .linear
        }
    }

    /// The kind that is meant.
    package var kind: InstrumentKind {
        switch self {
        case .spot: .spot
        case .linear: .linear
        }
    }
}
