internal import SigmaModel

/// Binance's rate limits: weight and requests of an address, orders of an account, bans for those who do not stop.
struct BinanceLimits {
    private var weight = RateMeter(limit: 6_000, per: TimeSpan(seconds: 60))
    private var requests = RateMeter(limit: 300_000, per: TimeSpan(seconds: 300))
    private var shortOrders = RateMeter(limit: 100, per: TimeSpan(seconds: 10))
    private var dayOrders = RateMeter(limit: 200_000, per: .day)
    private var connections = RateMeter(limit: 300, per: TimeSpan(seconds: 300))
    private var bans = BanBook(patience: 10, window: TimeSpan(seconds: 60), first: TimeSpan(seconds: 120))

    /// The rows of `rateLimits`: kind, interval, number of intervals, limit.
    static let rows: [(kind: String, interval: String, count: Int, limit: Int)] = [
        ("REQUEST_WEIGHT", "MINUTE", 1, 6_000), ("ORDERS", "SECOND", 10, 100), ("ORDERS", "DAY", 1, 200_000),
        ("RAW_REQUESTS", "MINUTE", 5, 300_000),
    ]

    /// Counts a request; throws where it is one too many.
    mutating func use(_ cost: Int, by address: String, at time: Timestamp) throws(BinanceRefusal) {
        if let end = bans.banEnd(of: address, at: time) { throw BinanceLimits.banned(until: end) }
        let used = weight.use(cost, by: address, at: time)
        let counted = requests.use(by: address, at: time)
        guard !used.isAllowed || !counted.isAllowed else { return }
        if let end = bans.offend(address, at: time) { throw BinanceLimits.banned(until: end) }
        throw BinanceRefusal(
            -1003,
            "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket "
                + "Streams for live updates to avoid polling the API.", status: 429,
            retryAt: used.isAllowed ? counted.resetsAt : used.resetsAt)
    }

    /// Gives weight back, as for orders that succeed.
    mutating func giveBack(_ cost: Int, by address: String, at time: Timestamp) {
        _ = weight.use(-cost, by: address, at: time)
    }

    /// Counts a connection; false for one too many.
    mutating func connect(by address: String, at time: Timestamp) -> Bool {
        bans.banEnd(of: address, at: time) == nil && connections.use(by: address, at: time).isAllowed
    }

    /// Makes sure that an account may send another order.
    mutating func order(of account: String, at time: Timestamp) throws(BinanceRefusal) {
        for (reading, text) in [
            (shortOrders.peek(account, at: time), "100 orders per 10 SECOND"),
            (dayOrders.peek(account, at: time), "200000 orders per 1 DAY"),
        ] where reading.remaining == 0 {
            throw BinanceRefusal(
                -1015, "Too many new orders; current limit is \(text).", status: 429, retryAt: reading.resetsAt)
        }
    }

    /// Counts an order that was taken.
    mutating func ordered(by account: String, at time: Timestamp) {
        _ = shortOrders.use(by: account, at: time)
        _ = dayOrders.use(by: account, at: time)
    }

    /// What an address and an account use now, by the rows' order.
    func used(by address: String, account: String?, at time: Timestamp) -> [Int] {
        let orders =
            account.map { [shortOrders.peek($0, at: time).used, dayOrders.peek($0, at: time).used] } ?? [0, 0]
        return [weight.peek(address, at: time).used] + orders + [requests.peek(address, at: time).used]
    }

    /// The headers of an answer.
    func headers(by address: String, account: String?, at time: Timestamp) -> [(name: String, value: String)] {
        let used = used(by: address, account: account, at: time)
        var headers = [
            (name: "x-mbx-used-weight", value: "\(used[0])"), (name: "x-mbx-used-weight-1m", value: "\(used[0])"),
        ]
        if account != nil {
            headers.append((name: "x-mbx-order-count-10s", value: "\(used[1])"))
            headers.append((name: "x-mbx-order-count-1d", value: "\(used[2])"))
        }
        return headers
    }

    /// Counts anew, and bans nobody any more.
    mutating func reset() { self = BinanceLimits() }

    static func banned(until end: Timestamp) -> BinanceRefusal {
        BinanceRefusal(
            -1003,
            "Way too much request weight used; IP banned until \(BinanceFormat.number(end)). Please use WebSocket "
                + "Streams for live updates to avoid bans.", status: 418, retryAt: end)
    }
}
