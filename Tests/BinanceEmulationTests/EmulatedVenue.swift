import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaWire
import TestVenues

/// A lively Binance on a free port of this machine.
enum EmulatedVenue {
    static func emulator(rate: Double, faults: [FaultRule] = []) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["USDT": try Quantity("1000000"), "BTC": try Quantity("5")])
        var venue = VenueSettings(.binance, listings: [.init("BTCUSDT")], accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue], market: MarketSettings(origin: .generated(eventsPerSecond: rate)), faults: faults,
                seed: 11), clock: SystemClock())
    }

    /// Serves an emulator over TLS, with a client of it.
    static func withClient(_ emulator: Emulator, _ body: (BinanceREST) async throws -> Void) async throws {
        try await ServedEmulator.run(emulator, isSecure: true) { port, exchange, trust in
            try await body(client(port: port, trust: trust, exchange: exchange))
        }
    }

    private static func client(port: Int, trust: TrustRoots, exchange: HTTPTransport) -> BinanceREST {
        let clock = SystemClock()
        var settings = BinanceSettings(key: VenueKey(id: "key", secret: "secret"), seed: 3)
        settings.rest = "https://localhost:\(port)/binance"
        settings.streams = "wss://localhost:\(port)/binance"
        settings.webSocketAPI = "wss://localhost:\(port)/binance/ws-api/v3"
        settings.trust = trust
        return BinanceREST(
            settings, exchange: exchange, budget: RateBudget(BinanceLimits.standard, clock: clock), clock: clock)
    }
}
