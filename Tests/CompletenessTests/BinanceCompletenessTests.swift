import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import Testing

/// Binance's numbers rise by one: messages that are lost or overtaken are found as well.
@Suite("Complete markets: Binance", .serialized, .timeLimit(.minutes(60)))
struct BinanceCompletenessTests {
    private static let symbols = ["BTCUSDT", "ETHUSDT"]
    private static let pastTrades = "/api/v3/historicalTrades"

    private func feed(
        _ market: PlayedMarket, _ port: Int, _ exchange: HTTPTransport, _ cuts: CutCount,
        _ change: (inout BinanceSettings) -> Void = { _ in }
    ) -> BinanceMarketFeed {
        var settings = BinanceSettings(seed: 5)
        settings.rest = "http://127.0.0.1:\(port)/binance"
        settings.streams = "ws://127.0.0.1:\(port)/binance"
        settings.staleAfter = TimeSpan(seconds: 5)
        settings.connectionLifetime = TimeSpan(seconds: 25)
        settings.answerTimeout = TimeSpan(seconds: 60)
        change(&settings)
        // The emulator asks for no patience, and a run on a busy machine has none.
        let plenty = BinanceLimits.standard.mapValues { _ in [RateLimit(10_000_000, per: TimeSpan(seconds: 1))] }
        let rest = BinanceREST(
            settings, exchange: exchange, budget: RateBudget(plenty, clock: market.clock), clock: market.clock)
        var interest = BinanceInterest()
        interest.quotes = false
        let markets = Self.symbols.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) }
        return BinanceMarketFeed(rest, markets, interest) { notice in
            if case .disconnected = notice { cuts.note() }
        }
    }

    @Test("none missing, none twice, all in order, whatever ends connections or loses messages")
    func complete() async throws {
        let market = try PlayedMarket(.binance, Self.symbols.map { .init($0) }, windows: [5_000, 5_000], seed: 201)
        let cuts = CutCount()
        try await market.serve { port, exchange in
            try await market.listen(feed(market, port, exchange, cuts)) {
                for (kind, probability) in [(FaultRule.Kind.drop, 0.002), (.reorder, 0.002), (.duplicate, 0.02)] {
                    _ = market.emulator.add(
                        FaultRule(kind, venue: .binance, stream: .trade, probability: probability))
                }
                let disturbances = Disturbances(market, pastTrades: Self.pastTrades, seed: 202)
                try await market.play(RunSize.trades, seed: 203, every: RunSize.interval) {
                    try await disturbances.strike($0)
                }
                market.emulator.clearFaults()
                try await market.settle()
            }
        }
        expectComplete(market, cuts)
    }

    @Test("trades that the venue does not give are told as a gap of as many")
    func beyondReach() async throws {
        let market = try PlayedMarket(.binance, Self.symbols.map { .init($0) }, windows: [5_000, 5_000], seed: 211)
        var last: [Int] = []
        try await market.serve { port, exchange in
            let feed = feed(market, port, exchange, CutCount()) { $0.fillPatience = TimeSpan(seconds: 1) }
            try await market.listen(feed) {
                last = Self.symbols.indices.map { market.record.count(of: $0) }
                _ = market.emulator.add(FaultRule(.status, venue: .binance, path: Self.pastTrades, status: 503))
                market.emulator.setMaintenance(true, at: .binance)
                for place in Self.symbols.indices { market.happen(300, of: place) }
                market.emulator.setMaintenance(false, at: .binance)
                // Only a trade that comes live shows that there is a hole.
                for place in Self.symbols.indices {
                    try await market.wait("a trade after the hole") {
                        market.happen(1, of: place)
                        return (market.sink.heard(of: place) ?? 0) > last[place]
                    }
                }
                market.emulator.clearFaults()
                try await market.settle()
            }
        }
        expectGaps(market, after: last, missing: [300...5_000, 300...5_000])
        #expect(market.sink.findings.gaps.allSatisfy { Int($0.told) == $0.last - $0.first + 1 })
    }
}
