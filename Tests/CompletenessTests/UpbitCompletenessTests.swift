import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaUpbit
import Testing

/// Upbit's numbers have no order, so that messages that are lost between two others on one connection cannot be told;
/// TCP loses none. Repeated messages, cuts and silence are what happens to it.
@Suite("Complete markets: Upbit", .serialized, .timeLimit(.minutes(60)))
struct UpbitCompletenessTests {
    private static let symbols = ["KRW-BTC", "KRW-ETH"]

    private func feed(
        _ market: PlayedMarket, _ port: Int, _ exchange: HTTPTransport, _ cuts: CutCount,
        _ change: (inout UpbitSettings) -> Void = { _ in }
    ) -> UpbitMarketFeed {
        var settings = UpbitSettings()
        settings.rest = "http://127.0.0.1:\(port)/upbit/v1"
        settings.stream = "ws://127.0.0.1:\(port)/upbit/websocket/v1"
        settings.silence = TimeSpan(seconds: 5)
        settings.lifetime = TimeSpan(seconds: 25)
        settings.timeout = TimeSpan(seconds: 60)
        change(&settings)
        // The emulator asks for no patience, and a run on a busy machine has none.
        let plenty = UpbitLimits.groups.mapValues { _ in [RateLimit(10_000, per: TimeSpan(seconds: 1))] }
        let rest = UpbitREST(
            settings, exchange: exchange, budget: RateBudget(plenty, clock: market.clock),
            nonces: UpbitNonce(seed: 9), clock: market.clock)
        let markets = Self.symbols.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) }
        return UpbitMarketFeed(rest, markets: markets, books: .nothing, seed: 3) { notice in
            if case .cut = notice { cuts.note() }
        }
    }

    @Test("none missing, none twice, all in order, whatever ends connections")
    func complete() async throws {
        let market = try PlayedMarket(.upbit, Self.symbols.map { .init($0) }, windows: [2_000, 2_000], seed: 101)
        let cuts = CutCount()
        try await market.serve { port, exchange in
            try await market.listen(feed(market, port, exchange, cuts)) {
                _ = market.emulator.add(FaultRule(.duplicate, venue: .upbit, stream: .trade, probability: 0.02))
                let disturbances = Disturbances(market, pastTrades: "/v1/trades", seed: 102)
                try await market.play(RunSize.trades, seed: 103, every: RunSize.interval) {
                    try await disturbances.strike($0)
                }
                market.emulator.clearFaults()
                try await market.settle()
            }
        }
        expectComplete(market, cuts)
    }

    @Test("what the pages do not reach is told as a gap, before the first trade that they reach")
    func beyondReach() async throws {
        let market = try PlayedMarket(.upbit, Self.symbols.map { .init($0) }, windows: [2_000, 2_000], seed: 111)
        var last: [Int] = []
        try await market.serve { port, exchange in
            let feed = feed(market, port, exchange, CutCount()) { $0.backfillPages = 2 }
            try await market.listen(feed) {
                last = Self.symbols.indices.map { market.record.count(of: $0) }
                market.emulator.setMaintenance(true, at: .upbit)
                for place in Self.symbols.indices { market.happen(1_500, of: place) }
                market.emulator.setMaintenance(false, at: .upbit)
                try await market.settle()
            }
        }
        // Two pages of 500 reach the newest thousand, less the few that came after they were asked for.
        expectGaps(market, after: last, missing: [480...520, 480...520])
    }
}
