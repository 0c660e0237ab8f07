import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SigmaEmulator
import SigmaModel
import SigmaRuntime

/// Emulators for tests, and requests to them.
enum RunningEmulator {
    /// Upbit with a lively market, one account with `key` and `secret`, on the machine's own clock.
    static func upbit(seed: UInt64 = 5) throws -> Emulator {
        try emulator(.upbit, [.init("KRW-BTC"), .init("KRW-ETH")], ["KRW": "50000000", "BTC": "2"], seed: seed)
    }

    /// Binance with a lively market and one account with `key` and `secret`.
    static func binance() throws -> Emulator {
        try emulator(.binance, [.init("BTCUSDT")], ["USDT": "1000000", "BTC": "5"], seed: 11)
    }

    /// Bybit with lively markets of a pair and a contract that share a symbol, and one account with `key` and `secret`.
    static func bybit() throws -> Emulator {
        try emulator(
            .bybit, [.init("BTCUSDT"), .init("ETHUSDT"), .init("BTCUSDT", kind: .linear)],
            ["USDT": "1000000", "BTC": "5"], seed: 7)
    }

    private static func emulator(
        _ venue: Venue, _ listings: [VenueSettings.Listing], _ balances: [String: String], seed: UInt64
    ) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(name: "main", keys: [key], balances: try balances.mapValues { try Quantity($0) })
        var settings = VenueSettings(venue, listings: listings, accounts: [account])
        settings.enforcesLimits = false
        let market = MarketSettings(origin: .generated(eventsPerSecond: 100))
        return try Emulator(EmulatorSettings(venues: [settings], market: market, seed: seed), clock: SystemClock())
    }

    /// A request and what came of it.
    static func request(
        _ url: String, method: String = "GET", body: String? = nil, headers: [(String, String)] = [],
        seconds: Int64 = 60
    ) async throws -> (status: UInt, headers: [String: String], body: String) {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 24))
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return (response.status.code, Dictionary(pairs) { first, _ in first }, text)
    }
}
