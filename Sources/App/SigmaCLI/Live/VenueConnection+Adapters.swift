internal import Logging
internal import SigmaBinance
internal import SigmaBybit
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaTransport
internal import SigmaUpbit
internal import SigmaWire

extension VenueConnection {
    /// The configured exchange, at its own address or at a configured one; nothing is connected yet.
    init(_ configuration: Configuration, clock: SystemClock, logger: Logger) throws {
        guard let venue = configuration.instruments.first?.venue else {
            throw CommandFailure(.configuration, "the session has no instruments")
        }
        let access = configuration.venue
        let parts = VenueParts(access, clock: clock, logger: logger)
        switch venue {
        case .upbit: self.init(upbit: parts)
        case .binance: self.init(binance: parts)
        case .bybit: self.init(bybit: parts, kinds: configuration.instruments.map(\.kind))
        case .generic:
            throw CommandFailure(.configuration, "instruments of venue generic have no exchange; choose another feed")
        }
    }

    private init(upbit parts: VenueParts) {
        var settings = UpbitSettings()
        if let rest = parts.rest { settings.rest = rest + "/v1" }
        if let stream = parts.stream { settings.stream = stream + "/websocket/v1" }
        settings.key = parts.key
        let rest = UpbitREST(
            settings, exchange: parts.http, budget: RateBudget(UpbitLimits.groups, clock: parts.clock),
            nonces: UpbitNonce(seed: parts.seed), clock: parts.clock)
        self.init(
            .upbit, parts, catalog: UpbitCatalog(rest),
            gateway: UpbitGateway(rest, trust: parts.trust, seed: parts.seed)
        ) { markets in
            UpbitMarketFeed(
                rest, markets: markets.map { ($0.symbol, $0.instrument) },
                books: parts.hearsBooks ? .levels(30) : .nothing, trust: parts.trust, seed: parts.seed
            ) { notice in
                switch notice {
                case .backfilled: parts.log.succeeded("\(notice)")
                case .cut, .unreachable, .unreadable, .lost: parts.log.failed("\(notice)")
                }
            }
        }
    }

    private init(binance parts: VenueParts) {
        var settings = BinanceSettings(key: parts.key, seed: parts.seed)
        if let rest = parts.rest { settings.rest = rest }
        if let stream = parts.stream {
            settings.streams = stream
            settings.webSocketAPI = stream + "/ws-api/v3"
        }
        settings.trust = parts.trust
        let rest = BinanceREST(
            settings, exchange: parts.http, budget: RateBudget(BinanceLimits.standard, clock: parts.clock),
            clock: parts.clock)
        var interest = BinanceInterest()
        interest.quotes = false
        interest.books = parts.hearsBooks
        self.init(.binance, parts, catalog: BinanceCatalog(rest), gateway: BinanceGateway(rest)) {
            [interest] markets in
            BinanceMarketFeed(rest, markets.map { ($0.symbol, $0.instrument) }, interest) { notice in
                switch notice {
                case .connected: parts.log.succeeded("\(notice)")
                case .disconnected, .unreachable, .unreadable, .tradesLost: parts.log.failed("\(notice)")
                }
            }
        }
    }

    private init(bybit parts: VenueParts, kinds: [InstrumentKind]) {
        var settings = BybitSettings(key: parts.key, seed: parts.seed)
        if let rest = parts.rest { settings.rest = rest }
        if let stream = parts.stream { settings.streams = stream }
        settings.trust = parts.trust
        let rest = BybitREST(
            settings, exchange: parts.http, budget: RateBudget(BybitLimits.all, clock: parts.clock), clock: parts.clock)
        let wanted = [InstrumentKind.spot, .linear].filter { kinds.contains($0) }
        self.init(.bybit, parts, catalog: BybitCatalog(rest), gateway: BybitGateway(rest, kinds: wanted)) { markets in
            BybitMarketFeed(
                rest,
                markets: markets.map {
                    BybitMarket(
                        $0.symbol, kind: $0.kind, instrument: $0.instrument, bookDepth: parts.hearsBooks ? 50 : nil)
                }
            ) { notice in
                switch notice {
                case .connected, .bridged: parts.log.succeeded("\(notice)")
                case .disconnected, .unreachable, .unreadable, .lost: parts.log.failed("\(notice)")
                }
            }
        }
    }

    private init(
        _ venue: Venue, _ parts: VenueParts, catalog: any VenueCatalog, gateway: any OrderGateway,
        makeFeed: @escaping @Sendable ([MarketSubscription]) -> any MarketFeed
    ) {
        self.init(
            venue: venue, catalog: catalog, gateway: parts.key == nil ? nil : gateway, clock: VenueClock(),
            makeFeed: makeFeed, close: { try? await parts.http.shutdown() })
    }
}

/// What every exchange's parts are made of.
private struct VenueParts: Sendable {
    let rest, stream: String?
    let key: VenueKey?
    let trust: TrustRoots
    let hearsBooks: Bool
    let http: HTTPTransport
    let clock: SystemClock
    let log: MarketLog
    /// The machine's chance, another for every process.
    let seed: UInt64

    init(_ access: Configuration.VenueAccess, clock: SystemClock, logger: Logger) {
        rest = access.rest.map { VenueParts.base($0.reveal()) }
        stream = access.stream.map { VenueParts.base($0.reveal()) }
        key = access.key.map { VenueKey(id: $0.id, secret: $0.secret) }
        trust = access.trust.map { .file($0) } ?? .system
        hearsBooks = access.books
        var settings = HTTPSettings()
        settings.trust = trust
        http = HTTPTransport(settings)
        self.clock = clock
        log = MarketLog(logger)
        seed = SystemRandomNumberGenerator.word()
    }

    /// An address without a slash at its end.
    private static func base(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}

extension SystemRandomNumberGenerator {
    fileprivate static func word() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
