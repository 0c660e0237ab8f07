import SigmaBybit
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import Testing

/// Bybit remembers a thousand past trades of a contract and sixty of a pair of spot, whose trades come over two
/// connections for that. Its names of trades have no order: what is lost between two others on one connection cannot be
/// told; TCP loses none.
@Suite("Complete markets: Bybit", .serialized, .timeLimit(.minutes(60)))
struct BybitCompletenessTests {
    private static let listings: [VenueSettings.Listing] = [
        .init("BTCUSDT"), .init("BTCUSDT", kind: .linear), .init("ETHUSDT", kind: .linear),
    ]
    /// A page of past trades must reach back to a trade that was heard.
    private static let windows = [50, 900, 900]

    private func feed(_ market: PlayedMarket, _ port: Int, _ exchange: HTTPTransport, _ cuts: CutCount)
        -> BybitMarketFeed
    {
        var settings = BybitSettings(seed: 7)
        settings.rest = "http://127.0.0.1:\(port)/bybit"
        settings.streams = "ws://127.0.0.1:\(port)/bybit"
        // Streams wait for one another here; a silent one is found by its pings.
        settings.staleAfter = nil
        settings.pingEvery = TimeSpan(seconds: 1)
        settings.lifetime = TimeSpan(seconds: 25)
        settings.timeout = TimeSpan(seconds: 60)
        // The emulator asks for no patience, and a run on a busy machine has none.
        let plenty = BybitLimits.all.mapValues { _ in [RateLimit(10_000, per: TimeSpan(seconds: 1))] }
        let rest = BybitREST(
            settings, exchange: exchange, budget: RateBudget(plenty, clock: market.clock), clock: market.clock)
        let markets = Self.listings.enumerated().map {
            BybitMarket($0.element.symbol, kind: $0.element.kind, instrument: InstrumentID($0.offset))
        }
        return BybitMarketFeed(rest, markets: markets) { notice in
            if case .disconnected = notice { cuts.note() }
        }
    }

    @Test("none missing, none twice, all in order, whatever ends connections")
    func complete() async throws {
        let market = try PlayedMarket(.bybit, Self.listings, windows: Self.windows, seed: 301)
        let cuts = CutCount()
        try await market.serve { port, exchange in
            try await market.listen(feed(market, port, exchange, cuts)) {
                _ = market.emulator.add(FaultRule(.duplicate, venue: .bybit, stream: .trade, probability: 0.02))
                let disturbances = Disturbances(market, pastTrades: "/v5/market/recent-trade", seed: 302)
                try await market.play(RunSize.trades, seed: 303, every: RunSize.interval) {
                    try await disturbances.strike($0)
                }
                market.emulator.clearFaults()
                try await market.settle()
            }
        }
        expectComplete(market, cuts)
    }

    @Test("what the venue does not remember is told as a gap, before the first trade that it remembers")
    func beyondReach() async throws {
        let market = try PlayedMarket(.bybit, Self.listings, windows: Self.windows, seed: 311)
        var last: [Int] = []
        try await market.serve { port, exchange in
            try await market.listen(feed(market, port, exchange, CutCount())) {
                last = Self.listings.indices.map { market.record.count(of: $0) }
                market.emulator.setMaintenance(true, at: .bybit)
                for (place, count) in [100, 1_500, 1_500].enumerated() { market.happen(count, of: place) }
                market.emulator.setMaintenance(false, at: .bybit)
                try await market.settle()
            }
        }
        expectGaps(market, after: last, missing: [30...60, 480...520, 480...520])
    }
}
