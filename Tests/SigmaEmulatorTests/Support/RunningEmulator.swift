import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SigmaEmulator
import SigmaModel
import SigmaRuntime

/// Emulators for tests, and requests to them.
enum RunningEmulator {
    /// Upbit with a lively market, one account with `key` and `secret`, on the machine's own clock.
    static func upbit(seed: UInt64 = 5, speed: Double = 1, rate: Double = 100) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["KRW": try Quantity("50000000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(.upbit, listings: [.init("KRW-BTC"), .init("KRW-ETH")], accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue],
                market: MarketSettings(
                    origin: .generated(eventsPerSecond: rate), speed: speed, history: TimeSpan(seconds: 2 * 86_400)),
                seed: seed),
            clock: SystemClock())
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
