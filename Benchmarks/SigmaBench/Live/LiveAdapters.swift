import SigmaBinance
import SigmaBybit
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaUpbit
import SigmaWire

/// The adapters of a venue on a port of this machine, as a live session has them.
///
/// Budgets of requests are wide: what is measured is the way of an order, not its turn.
struct LiveAdapters {
    let catalog: any VenueCatalog
    let gateway: any OrderGateway
    let feed: any MarketFeed
    /// The connections of REST.
    let exchange: HTTPTransport

    /// The adapters of a venue, which trusts one certificate.
    init(_ venue: Venue, port: Int, certificate: String) throws {
        let trust = TrustRoots.file(certificate)
        var settings = HTTPSettings()
        settings.trust = trust
        exchange = HTTPTransport(settings)
        let rest = "https://localhost:\(port)"
        let streams = "wss://localhost:\(port)"
        switch venue {
        case .upbit: (catalog, gateway, feed) = LiveAdapters.upbit(rest, streams, trust, exchange)
        case .binance: (catalog, gateway, feed) = LiveAdapters.binance(rest, streams, trust, exchange)
        case .bybit: (catalog, gateway, feed) = LiveAdapters.bybit(rest, streams, trust, exchange)
        case .generic: throw BenchmarkError(description: "no venue is called generic")
        }
    }

    private typealias Parts = (any VenueCatalog, any OrderGateway, any MarketFeed)

    private static let key = VenueKey(id: "key", secret: "secret")

    private static func wide(_ limits: [RateGroup: [RateLimit]]) -> RateBudget {
        let plenty = limits.mapValues { _ in [RateLimit(10_000_000, per: TimeSpan(seconds: 1))] }
        return RateBudget(plenty, clock: SystemClock())
    }

    private static func upbit(
        _ rest: String, _ streams: String, _ trust: TrustRoots, _ exchange: HTTPTransport
    ) -> Parts {
        var settings = UpbitSettings()
        settings.rest = rest + "/v1"
        settings.stream = streams + "/websocket/v1"
        settings.key = key
        let client = UpbitREST(
            settings, exchange: exchange, budget: wide(UpbitLimits.groups), nonces: UpbitNonce(seed: 1),
            clock: SystemClock())
        let feed = UpbitMarketFeed(
            client, markets: [(LiveVenue.symbol(of: .upbit), InstrumentID(0))], books: .nothing, trust: trust, seed: 1
        ) { _ in }
        return (UpbitCatalog(client), UpbitGateway(client, trust: trust, seed: 1), feed)
    }

    private static func binance(
        _ rest: String, _ streams: String, _ trust: TrustRoots, _ exchange: HTTPTransport
    ) -> Parts {
        var settings = BinanceSettings(key: key, seed: 1)
        settings.rest = rest
        settings.streams = streams
        settings.webSocketAPI = streams + "/ws-api/v3"
        settings.trust = trust
        let client = BinanceREST(
            settings, exchange: exchange, budget: wide(BinanceLimits.standard), clock: SystemClock())
        var interest = BinanceInterest()
        interest.quotes = false
        let feed = BinanceMarketFeed(client, [(LiveVenue.symbol(of: .binance), InstrumentID(0))], interest) { _ in }
        return (BinanceCatalog(client), BinanceGateway(client), feed)
    }

    private static func bybit(
        _ rest: String, _ streams: String, _ trust: TrustRoots, _ exchange: HTTPTransport
    ) -> Parts {
        var settings = BybitSettings(key: key, seed: 1)
        settings.rest = rest
        settings.streams = streams
        settings.trust = trust
        let client = BybitREST(settings, exchange: exchange, budget: wide(BybitLimits.all), clock: SystemClock())
        let market = BybitMarket(
            LiveVenue.symbol(of: .bybit), kind: .spot, instrument: InstrumentID(0), bookDepth: nil)
        let feed = BybitMarketFeed(client, markets: [market]) { _ in }
        return (BybitCatalog(client), BybitGateway(client, kinds: [.spot]), feed)
    }
}
