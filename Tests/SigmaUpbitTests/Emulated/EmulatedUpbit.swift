import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaWire
import TestVenues

@testable import SigmaUpbit

/// Upbit's protocol on a port of this machine, with a lively market and one account, and an adapter that talks to it.
struct EmulatedUpbit {
    static let symbols = ["KRW-BTC", "KRW-ETH"]

    let emulator: Emulator
    let rest: UpbitREST
    let clock = SystemClock()

    /// Runs a body against an emulator that ends with it.
    static func run(
        rate: Double = 200, key: VenueKey = VenueKey(id: "key", secret: "secret"),
        change: (inout UpbitSettings) -> Void = { _ in }, _ body: (EmulatedUpbit) async throws -> Void
    ) async throws {
        let emulator = try emulator(rate: rate)
        try await ServedEmulator.run(emulator, isSecure: false) { port, exchange, _ in
            try await body(EmulatedUpbit(emulator, port: port, key, exchange, change))
        }
    }

    private init(
        _ emulator: Emulator, port: Int, _ key: VenueKey, _ transport: HTTPTransport,
        _ change: (inout UpbitSettings) -> Void
    ) {
        self.emulator = emulator
        var settings = UpbitSettings()
        settings.rest = "http://127.0.0.1:\(port)/upbit/v1"
        settings.stream = "ws://127.0.0.1:\(port)/upbit/websocket/v1"
        settings.key = key
        settings.timeout = TimeSpan(seconds: 60)
        change(&settings)
        rest = UpbitREST(
            settings, exchange: transport, budget: RateBudget(UpbitLimits.groups, clock: clock),
            nonces: UpbitNonce(seed: 9), clock: clock)
    }

    private static func emulator(rate: Double) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["KRW": try Quantity("50000000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(.upbit, listings: symbols.map { .init($0) }, accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue], market: MarketSettings(origin: .generated(eventsPerSecond: rate), speed: 1), seed: 5),
            clock: SystemClock())
    }

    /// Every trade of a market that the venue lists, oldest first, from a trade on.
    func listedTrades(of symbol: String, from first: UInt64) async throws -> [UInt64] {
        var found: [UInt64] = []
        var cursor: UInt64?
        while !found.contains(first) {
            var query: WireMembers = ["market": symbol, "count": "500"]
            if let cursor { query.add("cursor", "\(cursor)") }
            let page = try await rest.read(.open("/trades/ticks", query, UpbitLimits.trades)) {
                (answer) throws(WireError) in try UpbitTradeAnswer.read(answer.body, InstrumentID(0))
            }
            guard let last = page.last else { break }
            found += page.map(\.id)
            cursor = last.id
        }
        return Array(found.reversed().drop { $0 != first })
    }
}
