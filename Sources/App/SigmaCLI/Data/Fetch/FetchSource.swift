internal import SigmaBinance
internal import SigmaBybit
internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaUpbit
internal import SigmaYahoo

/// A source of candles with its connections.
struct FetchSource {
    /// What is asked.
    let candles: any CandleSource
    private let catalog: (any VenueCatalog)?
    private let transport: HTTPTransport

    /// Who has what is wanted; nothing is connected yet.
    ///
    /// - Parameter address: another server in the venue's place; nil for the venue's own.
    init(_ request: DownloadRequest, address: String?, clock: any SessionClock) throws {
        if let address, !address.hasPrefix("http://"), !address.hasPrefix("https://") {
            throw CommandFailure(.usage, "--address '\(address)' is none; it begins with https:// or http://")
        }
        transport = HTTPTransport()
        guard request.source != .yahoo else {
            candles = FetchSource.yahoo(address, transport, clock)
            catalog = nil
            return
        }
        let venue = FetchSource.catalog(of: request.source, address, transport, clock)
        candles = venue
        catalog = venue
    }

    private static func catalog(
        of source: FetchVenue, _ address: String?, _ transport: HTTPTransport, _ clock: any SessionClock
    ) -> any VenueCatalog {
        switch source {
        case .binance:
            var settings = BinanceSettings(key: nil, seed: 0)
            if let address { settings.rest = address }
            return BinanceCatalog(
                BinanceREST(
                    settings, exchange: transport, budget: RateBudget(BinanceLimits.standard, clock: clock),
                    clock: clock))
        case .bybit:
            var settings = BybitSettings(key: nil, seed: 0)
            if let address { settings.rest = address }
            return BybitCatalog(
                BybitREST(
                    settings, exchange: transport, budget: RateBudget(BybitLimits.all, clock: clock), clock: clock))
        case .upbit, .yahoo:
            var settings = UpbitSettings()
            if let address { settings.rest = "\(address)/v1" }
            return UpbitCatalog(
                UpbitREST(
                    settings, exchange: transport, budget: RateBudget(UpbitLimits.groups, clock: clock),
                    nonces: UpbitNonce(seed: 0), clock: clock))
        }
    }

    private static func yahoo(
        _ address: String?, _ transport: HTTPTransport, _ clock: any SessionClock
    ) -> YahooCandles {
        var settings = YahooSettings()
        if let address { settings.address = address }
        return YahooCandles(
            YahooCharts(
                settings, exchange: transport, budget: RateBudget(YahooCharts.limits, clock: clock), clock: clock))
    }

    /// Makes sure that the venue has the instrument, so that a mistyped name is not an empty download.
    func check(_ request: DownloadRequest) async throws {
        guard let catalog else { return }
        do {
            _ = try await catalog.instruments(
                [request.description.symbol], kind: request.description.instrumentKind)
        } catch { throw CommandFailure(ofDownload: error) }
    }

    /// Closes the connections.
    func close() async { try? await transport.shutdown() }
}
