import SigmaModel

/// A session to crash, whose every setting follows from a seed.
struct CrashScene {
    /// What everything follows from.
    let seed: UInt64
    /// How many market events the session hears.
    let events: Int
    /// The ids of its strategies, in order.
    let strategies: [String]
    /// The symbols of its instruments, in order.
    let instruments: [String]
    /// The configuration's file, but for the data directory and the session's name.
    let configuration: String
    /// Whether the journal lies in memory; a disk is slower, so that kills find more half done.
    let isInMemory: Bool
    /// Goes on where the configuration's choices ended, for the kills.
    let random: SplitMix64

    /// The scene of a seed.
    ///
    /// - Parameter scale: how many events the longest sessions have.
    init(seed: UInt64, scale: Int, stopPolicy: String = "keep") {
        self.seed = seed
        var random = SplitMix64(seed: seed)
        isInMemory = !random.chance(1, of: 8)
        events = random.number(in: scale / 8...scale)
        let isWon = random.chance(2, of: 3)
        let symbols = Array(
            (isWon ? ["KRW-BTC", "KRW-ETH"] : ["BTCUSDT", "ETHUSDT"]).prefix(random.number(in: 1...2)))
        let count = random.number(in: symbols.count...3)
        let names = (0..<count).map { _ in random.choice(RandomStrategy.names) }
        strategies = names.enumerated().map { "\($1)-\($0)" }
        instruments = symbols
        var entries: [String] = []
        for (id, name) in zip(strategies, names) {
            let symbol = symbols[entries.count % symbols.count]
            entries.append(
                RandomStrategy.entry(
                    name, id: id, symbol: symbol, of: count, isWon: isWon,
                    timeframes: ["1s", "1s", "5s", "10s", "30s", "1m"], &random))
        }
        let venue = isWon ? "upbit" : "binance"
        let lines = [
            "account: {currency: \(isWon ? "KRW" : "USDT"), cash: \(isWon ? "100000000" : "100000.12345678")}",
            Self.feed(isWon: isWon, &random),
            "instruments:\n" + symbols.map { "  - {venue: \(venue), symbol: \($0)}" }.joined(separator: "\n"),
            "strategies:\n" + entries.joined(separator: "\n"),
            Self.risk(&random), Self.simulation(&random),
            Self.journal(isInMemory: isInMemory, &random), "on-stop: {open-orders: \(stopPolicy)}",
            "monitoring: {enabled: false}",
        ]
        configuration = lines.joined(separator: "\n") + "\n"
        self.random = random
    }

    /// The file for a session in a folder.
    func text(session: String, data folder: String) -> String {
        "session: \(session)\ndata-directory: \(folder)\n\(configuration)"
    }

    private static func feed(isWon: Bool, _ random: inout SplitMix64) -> String {
        let rate = random.choice(["1", "5", "20", "100"])
        return "feed: {market: \(isWon ? "bitcoin-in-won" : "bitcoin-in-dollars"), seed: \(random.next() >> 32), "
            + "start: 2020-01-01T00:00:00Z, events-per-second: \(rate), speed: 0, "
            + "queue-capacity: \(random.choice(["64", "1024", "65536"]))}"
    }

    private static func risk(_ random: inout SplitMix64) -> String {
        let limits = [
            "max-open-orders: 6", "max-orders-per-span: 3, order-rate-span: 10s", "price-collar: 0.01",
            "max-market-age: 5s", "max-daily-loss: 0.2", "max-drawdown: 0.3",
            "max-consecutive-losses: 3, loss-cooldown: 1m", "duplicate-span: 500ms", "exit-headroom: 0.05",
        ]
        return "risk: {\(limits.filter { _ in random.chance(1, of: 4) }.joined(separator: ", "))}"
    }

    private static func simulation(_ random: inout SplitMix64) -> String {
        var settings = ["seed: \(random.next() >> 32)", "slippage: \(random.choice(["0", "0.0002"]))"]
        if random.chance(1, of: 2) {
            settings.append("entry-latency: \(random.choice(["5ms", "'10ms..80ms'", "'12ms,15ms,300ms'"]))")
            settings.append("response-latency: \(random.choice(["0ms", "7ms", "'1ms..500ms'"]))")
            settings.append("feed-latency: \(random.choice(["0ms", "3ms"]))")
        }
        if random.chance(1, of: 4) { settings.append("participation: 0.1, impact: 0.01") }
        return "simulation: {\(settings.joined(separator: ", "))}"
    }

    private static func journal(isInMemory: Bool, _ random: inout SplitMix64) -> String {
        // On a disk each order of a strict session waits for it; a few hundred of them are enough.
        let isStrict = random.chance(1, of: isInMemory ? 2 : 4)
        return
            "journal: {durability: \(isStrict ? "strict" : "batch"), sync-interval: \(random.choice(["1ms", "5ms"])), "
            + "segment-size: 64KiB, snapshot-events: \(random.choice(["100", "1000", "10000"])), snapshot-interval: 1s}"
    }
}
