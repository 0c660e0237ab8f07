import SigmaEmulator
import SigmaModel

/// A live session and the venue it trades at, whose every setting follows from a seed.
struct ChaosScene {
    /// What everything follows from.
    let seed: UInt64
    let venue: Venue
    /// The only instrument: at Bybit for every other seed a contract.
    let instrument: Instrument
    var symbol: String { instrument.symbol }
    /// How fast the market passes; one is real time.
    let speed: Double
    /// The configuration's file, but for folders, addresses and secrets.
    let configuration: String
    /// The venue.
    let emulator: EmulatorSettings
    /// Goes on where these choices ended, for what goes wrong.
    let random: SplitMix64

    /// The key that the session has.
    static let key = "chaos-key"
    /// Its secret, which must never be seen.
    static let secret = "0f2d9c1e77a84b6f8d3512ce9ab04e55"
    /// The account that it opens.
    static let account = "main"

    init(_ venue: Venue, seed: UInt64) throws {
        self.seed = seed
        self.venue = venue
        var random = SplitMix64(seed: seed)
        let isWon = venue == .upbit
        let symbol = isWon ? "KRW-BTC" : "BTCUSDT"
        let kind: InstrumentKind = venue == .bybit && seed.isMultiple(of: 2) ? .linear : .spot
        instrument = try Instrument(venue: venue, symbol: symbol, kind: kind)
        // Prices must get about in a few seconds.
        let (speed, rate) = random.choice([(1.0, 40.0), (10, 20), (60, 5)])
        self.speed = speed
        let count = random.number(in: 1...3)
        let entries = (0..<count).map { number in
            // A grid has orders at work all the time; `vmsi` would still be warming up at the end.
            let name = number == 0 ? "grid" : random.choice(["ema-cross", "donchian-breakout", "rsi-reversion"])
            return RandomStrategy.entry(
                name, id: "\(name)-\(number)", symbol: symbol, of: count, isWon: isWon, timeframes: ["1s", "1s", "5s"],
                &random)
        }
        configuration = """
            mode: live
            live: true
            account: {currency: \(isWon ? "KRW" : "USDT"), cash: 1000000}
            feed: {source: venue}
            instruments: [{venue: \(venue.rawValue), symbol: \(symbol), kind: \(kind)}]
            strategies:
            \(entries.joined(separator: "\n"))
            risk: {\(random.choice(["", "max-open-orders: 6", "price-collar: 0.01", "duplicate-span: 500ms"]))}
            journal: {sync-interval: \(random.choice(["1ms", "5ms"])), segment-size: 64KiB, snapshot-events: 200}
            on-stop: {open-orders: keep}
            monitoring: {enabled: false}

            """
        emulator = try Self.emulator(instrument, speed: speed, rate: rate, &random)
        self.random = random
    }

    private static func emulator(
        _ instrument: Instrument, speed: Double, rate: Double, _ random: inout SplitMix64
    ) throws -> EmulatorSettings {
        let account = AccountSettings(
            name: account, keys: [EmulatedKey(id: key, proof: .secret(secret))],
            balances: [instrument.quote: try Quantity(instrument.venue == .upbit ? "50000000" : "50000")])
        var settings = VenueSettings(
            instrument.venue, listings: [.init(instrument.symbol, kind: instrument.kind)], accounts: [account])
        settings.enforcesLimits = random.chance(1, of: 2)
        return EmulatorSettings(
            venues: [settings],
            market: MarketSettings(
                origin: .generated(eventsPerSecond: rate), speed: speed, history: TimeSpan(seconds: 3_600)),
            liquidity: try Rate(random.choice(["1", "0.3", "0.05"])), seed: random.next())
    }

    /// The file of a session in a folder, at a port.
    func text(folder: ScratchFolder, port: Int, trust: String) throws -> String {
        let secret = try folder.writePrivate(Self.secret, to: "secret")
        let key = try folder.writePrivate(Self.key, to: "key")
        return """
            session: chaos
            data-directory: \(folder.file("data"))
            venue:
              key: file:\(key)
              secret: file:\(secret)
              rest-url: https://localhost:\(port)/\(venue.rawValue)
              stream-url: wss://localhost:\(port)/\(venue.rawValue)
              trust: \(trust)
              clock: \(speed == 1 ? "wall" : "market")
              reconcile-interval: 1s
              unknown-horizon: 3s
            \(configuration)
            """
    }
}
