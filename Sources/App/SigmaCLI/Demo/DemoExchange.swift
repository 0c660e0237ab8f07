internal import Logging
internal import ServiceLifecycle
internal import SigmaEmulator
internal import SigmaModel
internal import SigmaRuntime

/// An exchange of a demo's own: an emulator on a free port of this machine, with one account of play money.
struct DemoExchange {
    /// Averages that cross within seconds, for a market that has no past.
    static let averages = ["fast": "3", "slow": "9"]
    /// How many events a second the market has.
    private static let rate = 100.0

    let venue: Venue
    /// What is traded there.
    let symbol: String
    private let currency: String
    private let cash: Quantity
    private let seed: UInt64
    /// Made for one demo; they open nothing but its exchange.
    private let key = DemoExchange.word()
    private let secret = DemoExchange.word() + DemoExchange.word()

    /// An exchange of a name; nothing listens yet.
    init(_ name: String, seed: UInt64) throws {
        venue = try EmulatorPlan.venue("--venue", name)
        symbol = venue == .upbit ? "KRW-BTC" : "BTCUSDT"
        currency = venue == .upbit ? "KRW" : "USDT"
        cash = try Quantity(venue == .upbit ? "100000000" : "100000")
        self.seed = seed
    }

    /// The venue's name for people.
    var name: String { venue.rawValue.prefix(1).uppercased() + venue.rawValue.dropFirst() }

    /// What a person must know before anything moves.
    func greeting(port: Int) -> String {
        """
        This is an emulated \(name) at \(address("http", port)), inside this process: \(name)'s protocol, an invented market
        in real time, and an account of \(cash) \(currency) in play money. No real money is meant, and nothing leaves this
        machine. The exchange is made anew for each demo and forgotten at its end, so each demo is a session of its own.
        """
    }

    /// What a session's configuration says of it.
    func options(port: Int) -> [String: String] {
        [
            "mode": "live", "live": "true", "feed.source": "venue", "account.currency": currency,
            "venue.rest-url": address("http", port), "venue.stream-url": address("ws", port), "venue.key": key,
            "venue.secret": secret,
        ]
    }

    /// Serves while a body runs, which is told the port.
    func serve(_ clock: SystemClock, _ body: (Int) async throws -> Void) async throws {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let quiet = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
        let server = EmulatorServer(
            try Emulator(settings, clock: clock), endpoints: [EmulatorServer.Endpoint(port: 0)], logger: quiet
        ) { _, port in told.yield(port) }
        // Signals are the session's: its exchange is there until it has ended.
        let services = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { told.finish() }
                try await services.run()
            }
            let outcome: Result<Void, any Error>
            do {
                for await port in ports {
                    try await body(port)
                    break
                }
                outcome = .success(())
            } catch { outcome = .failure(error) }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            try outcome.get()
        }
    }

    private var settings: EmulatorSettings {
        let account = AccountSettings(
            name: "demo", keys: [EmulatedKey(id: key, proof: .secret(secret))], balances: [currency: cash])
        return EmulatorSettings(
            venues: [VenueSettings(venue, listings: [VenueSettings.Listing(symbol)], accounts: [account])],
            market: MarketSettings(origin: .generated(eventsPerSecond: Self.rate), history: TimeSpan(seconds: 3_600)),
            seed: seed)
    }

    private func address(_ scheme: String, _ port: Int) -> String {
        "\(scheme)://127.0.0.1:\(port)/\(venue.rawValue)"
    }

    private static func word() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(generator.next(), radix: 36)
    }
}
