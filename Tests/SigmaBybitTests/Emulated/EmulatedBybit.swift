import SigmaBybit
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaWire
import Synchronization
import TestVenues

@testable import SigmaEmulator

/// The emulator's Bybit on a port of this machine, over TLS, for the length of a body.
struct EmulatedBybit {
    let emulator: Emulator
    let settings: BybitSettings
    let rest: BybitREST
    let clock = SystemClock()

    private init(_ emulator: Emulator, _ settings: BybitSettings, _ exchange: any HTTPExchange) {
        self.emulator = emulator
        self.settings = settings
        rest = BybitREST(
            settings, exchange: exchange, budget: RateBudget(SigmaBybit.BybitLimits.all, clock: clock), clock: clock)
    }

    /// A venue with two spot pairs and a contract, and one account.
    static func emulator(_ market: MarketSettings, seed: UInt64 = 11) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"))
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["USDT": try Quantity("100000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(
            .bybit, listings: [.init("BTCUSDT"), .init("ETHUSDT"), .init("BTCUSDT", kind: .linear)],
            accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(EmulatorSettings(venues: [venue], market: market, seed: seed), clock: SystemClock())
    }

    static func run(
        _ emulator: Emulator, _ adjust: (inout BybitSettings) -> Void = { _ in },
        _ body: (EmulatedBybit) async throws -> Void
    ) async throws {
        try await ServedEmulator.run(emulator, isSecure: true) { port, exchange, trust in
            var settings = BybitSettings(key: VenueKey(id: "key", secret: "secret"), seed: 3)
            settings.rest = "https://localhost:\(port)/bybit"
            settings.streams = "wss://localhost:\(port)/bybit"
            settings.trust = trust
            adjust(&settings)
            try await body(EmulatedBybit(emulator, settings, exchange))
        }
    }

    /// Every trade of an instrument so far, by the venue's own books.
    func trades(_ symbol: String, _ kind: InstrumentKind) -> [BoardTrade] {
        emulator.withState { $0.stage(.bybit)?.site.board(symbol, kind: kind)?.trades ?? [] }
    }

    /// The best bid and ask of an instrument, by the venue's own books.
    func levels(_ symbol: String, _ kind: InstrumentKind, _ side: Side, _ limit: Int) -> [String] {
        emulator.withState { state in
            (state.stage(.bybit)?.site.board(symbol, kind: kind)?.levels(side, limit: limit) ?? [])
                .map { "\($0.price) \($0.quantity)" }
        }
    }
}

/// A sink that keeps everything, and lets a test wait for what it wants to see.
final class CollectingSink: MarketSink {
    private struct State {
        var items: [FeedItem] = []
        var trades: [InstrumentID: [Trade]] = [:]
    }

    private let state = Mutex(State())
    private let bell = Doorbell()

    func push(_ item: FeedItem) -> Bool {
        state.withLock { state in
            // Heartbeats are nothing that a test looks at.
            guard !item.isHeartbeat else { return }
            state.items.append(item)
            if case .trade(let trade) = item.event { state.trades[trade.instrument, default: []].append(trade) }
        }
        bell.ring()
        return true
    }

    func room() async throws {}

    /// What came so far, heartbeats aside.
    var items: [FeedItem] { state.withLock { $0.items } }
    /// How much came so far, heartbeats aside.
    var count: Int { state.withLock { $0.items.count } }

    /// The trades of an instrument so far.
    func trades(_ instrument: InstrumentID) -> [Trade] { state.withLock { $0.trades[instrument] ?? [] } }
    /// How many they are.
    func tradeCount(_ instrument: InstrumentID) -> Int { state.withLock { $0.trades[instrument]?.count ?? 0 } }
    /// The newest of them; nil before the first.
    func lastTrade(_ instrument: InstrumentID) -> Trade? { state.withLock { $0.trades[instrument]?.last } }

    /// Returns when the condition holds.
    func wait(_ condition: (CollectingSink) -> Bool) async throws {
        while true {
            let rings = bell.rings
            if condition(self) { return }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }
}
