import Logging
import ServiceLifecycle
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import SigmaWire

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
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = EmulatorServer(emulator, endpoints: [.init(port: 0)], logger: quiet) { _, port in
            continuation.yield(port)
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
        let transport = HTTPTransport()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            do {
                for await port in ports {
                    try await body(EmulatedUpbit(emulator, port: port, key, transport, change))
                    break
                }
            } catch {
                await group.triggerGracefulShutdown()
                try? await transport.shutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try await transport.shutdown()
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

    /// Returns when a condition holds; throws after a generous time.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = clock.now + TimeSpan(seconds: 120)
        while try await !condition() {
            guard clock.now < deadline else { throw Late(what: what) }
            try await clock.sleep(until: clock.now + TimeSpan(milliseconds: 20))
        }
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

    struct Late: Error {
        var what: String
    }
}
