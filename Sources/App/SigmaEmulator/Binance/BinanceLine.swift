internal import SigmaModel

/// A connection to Binance's streams or to its WebSocket API.
struct BinanceLine {
    /// What a connection is for.
    enum Kind: Hashable {
        /// Bare messages.
        case raw
        /// Messages in envelopes that name their stream.
        case combined
        /// Questions, answers and the news of accounts.
        case api
    }

    let session: StreamSession
    var kind: Kind
    /// Whether times are in microseconds.
    let isMicro: Bool
    /// What was asked for, in order.
    var streams: [BinanceStream] = []
    /// Who logged on, in the WebSocket API.
    var loggedOn: (key: EmulatedKey, account: EmulatedAccount)?
    /// The accounts whose news go here, by the subscriptions' numbers.
    var subscriptions: [(id: Int, account: EmulatedAccount)] = []
    var subscriptionCount = 0
    /// The payloads of pings that were not answered, and when they were sent.
    var pings: [(payload: [UInt8], sentAt: TimeSpan)] = []
    var pingedAt: TimeSpan
    private var second = RateMeter(limit: 5, per: TimeSpan(seconds: 1))

    init(_ session: StreamSession, now: TimeSpan) {
        self.session = session
        let parameters = session.request.parameters
        isMicro = parameters["timeUnit"]?.uppercased() == "MICROSECOND"
        pingedAt = now
        let path = session.request.path
        if path.hasPrefix("/ws-api") {
            kind = .api
        } else if path.hasPrefix("/stream") {
            kind = .combined
            for name in (parameters["streams"] ?? "").split(separator: "/") {
                if let stream = BinanceStream(String(name)) { streams.append(stream) }
            }
        } else {
            kind = .raw
            for name in path.split(separator: "/").dropFirst() {
                if let stream = BinanceStream(QueryParameters.decode(name)) { streams.append(stream) }
            }
        }
    }

    /// Counts a frame; false for one too many.
    mutating func use(at wall: Timestamp) -> Bool { second.use(by: "", at: wall).isAllowed }

    /// A message of a stream in the connection's form.
    func form(_ body: [UInt8], of stream: String) -> [UInt8] {
        guard kind == .combined else { return body }
        return Array("{\"stream\":\"\(stream)\",\"data\":".utf8) + body + [UInt8(ascii: "}")]
    }
}

/// A stream of the market by its name, such as `btcusdt@depth@100ms`.
struct BinanceStream: Hashable {
    /// What it tells.
    enum Topic: Hashable {
        case trade
        case aggregate
        case bookTicker
        case candle(CandleInterval, name: String)
        /// Changes of the book, so often.
        case depth(milliseconds: Int64)
        /// The best levels, so often.
        case levels(Int, milliseconds: Int64)
        case ticker
        case miniTicker
        case averagePrice
    }

    let name: String
    let symbol: String
    let topic: Topic

    /// A stream of a name; nil where there is none such.
    init?(_ name: String) {
        let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, parts[0] == parts[0].lowercased(), !parts[0].isEmpty else { return nil }
        self.name = name
        symbol = parts[0].uppercased()
        let milliseconds: Int64 = parts.count > 2 && parts[2] == "100ms" ? 100 : 1_000
        switch parts[1] {
        case "trade": topic = .trade
        case "aggTrade": topic = .aggregate
        case "bookTicker": topic = .bookTicker
        case "depth": topic = .depth(milliseconds: milliseconds)
        case "depth5", "depth10", "depth20":
            topic = .levels(Int(parts[1].dropFirst(5)) ?? 5, milliseconds: milliseconds)
        case "ticker": topic = .ticker
        case "miniTicker": topic = .miniTicker
        case "avgPrice": topic = .averagePrice
        default:
            guard parts[1].hasPrefix("kline_"), let interval = BinanceText.interval(String(parts[1].dropFirst(6)))
            else {
                return nil
            }
            topic = .candle(interval, name: String(parts[1].dropFirst(6)))
        }
    }
}

/// Changes of a book that wait for the next message of a throttled stream.
struct BinanceDepthDesk {
    /// Whose book, and how often it is told.
    struct Key: Hashable {
        let instrument: InstrumentID
        let milliseconds: Int64
    }

    private(set) var firstID: UInt64 = 0
    private(set) var lastID: UInt64 = 0
    private(set) var begin = Timestamp.never
    private(set) var time = Timestamp.epoch
    private(set) var changes: [BookNews.Change] = []

    /// Takes changes in; of those of one level the last counts.
    mutating func add(_ news: BookNews) {
        if begin == .never { (begin, firstID) = (news.time, news.firstID) }
        lastID = news.lastID
        time = news.time
        for change in news.changes {
            changes.removeAll { $0.side == change.side && $0.price == change.price }
            changes.append(change)
        }
    }
}

/// When throttled streams were told last, and which changed since.
struct BinanceThrottle {
    private var told: [String: Timestamp] = [:]
    private var changed: Set<String> = []
    /// Candles that were told and may still close: stream name to begin.
    var openCandles: [String: Timestamp] = [:]

    /// Notes that what a stream tells has changed.
    mutating func note(_ name: String) { changed.insert(name) }

    /// Whether a stream is to be told now.
    mutating func isDue(_ name: String, at time: Timestamp, gap: TimeSpan) -> Bool {
        guard changed.contains(name), told[name].map({ time >= $0 + gap }) ?? true else { return false }
        changed.remove(name)
        told[name] = time
        return true
    }
}
