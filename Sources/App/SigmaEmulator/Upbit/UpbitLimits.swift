internal import SigmaModel

/// Upbit's rate limits: groups per second, then a block for those who do not stop.
struct UpbitLimits {
    /// A group of calls that share a limit.
    enum Group: String, CaseIterable {
        case market
        case candles
        case trades
        case ticker
        case orderbook
        case standard = "default"
        case order
        case orderTest = "order-test"
        case cancelAll = "order-cancel-all"

        /// Calls and seconds.
        var limit: (count: Int, seconds: Int64) {
            switch self {
            case .market, .candles, .trades, .ticker, .orderbook: (10, 1)
            case .standard: (30, 1)
            case .order: (12, 1)
            case .orderTest: (8, 1)
            case .cancelAll: (1, 2)
            }
        }

        /// Whether it counts by address; otherwise by account.
        var isByAddress: Bool {
            switch self {
            case .market, .candles, .trades, .ticker, .orderbook: true
            case .standard, .order, .orderTest, .cancelAll: false
            }
        }
    }

    private var meters: [Group: RateMeter] = [:]
    private var bans = BanBook(patience: 15, window: TimeSpan(seconds: 5), first: TimeSpan(seconds: 10))
    private var origins = RateMeter(limit: 1, per: TimeSpan(seconds: 10))

    init() {
        for group in Group.allCases {
            meters[group] = RateMeter(limit: group.limit.count, per: TimeSpan(seconds: group.limit.seconds))
        }
    }

    /// Counts a call; returns its headers and, where it is one too many, the answer.
    mutating func use(
        _ group: Group, by client: String, at time: Timestamp
    ) -> (headers: [(name: String, value: String)], refusal: WireAnswer?) {
        if let end = bans.banEnd(of: client, at: time) { return ([], UpbitLimits.blocked(until: end, at: time)) }
        guard let reading = meters[group]?.use(by: client, at: time) else { return ([], nil) }
        let text = "group=\(group.rawValue); min=\(group.limit.count * 60); sec=\(reading.remaining)"
        var headers = [(name: "Remaining-Req", value: text)]
        if group.isByAddress { headers.append((name: "Limit-By-IP", value: "Yes")) }
        guard !reading.isAllowed else { return (headers, nil) }
        if let end = bans.offend(client, at: time) { return (headers, UpbitLimits.blocked(until: end, at: time)) }
        return (headers, UpbitLimits.tooMany)
    }

    /// Counts a request with an `Origin` header; false for one too many.
    mutating func useOrigin(by address: String, at time: Timestamp) -> Bool {
        origins.use(by: address, at: time).isAllowed
    }

    /// Blocks nobody any more and counts anew.
    mutating func reset() { self = UpbitLimits() }

    /// The body of a 429 is plain text.
    static let tooMany = WireAnswer.plain("Too many API requests.", status: 429)

    static func blocked(until end: Timestamp, at time: Timestamp) -> WireAnswer {
        let seconds = max(1, Int64((end - time).seconds.rounded(.up)))
        return .plain("I'm a teapot. Blocked for \(seconds) seconds.", status: 418)
    }
}
