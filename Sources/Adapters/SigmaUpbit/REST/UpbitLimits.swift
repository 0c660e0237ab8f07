internal import SigmaModel
package import SigmaTransport

/// How many requests Upbit takes, and how its answers tell what is left.
///
/// Source: docs.upbit.com, reference/rate-limits (2026-10-07).
package enum UpbitLimits {
    static let markets: RateGroup = "market"
    static let candles: RateGroup = "candle"
    static let trades: RateGroup = "trade"
    static let tickers: RateGroup = "ticker"
    static let books: RateGroup = "orderbook"
    static let account: RateGroup = "default"
    static let orders: RateGroup = "order"
    static let orderTests: RateGroup = "order-test"
    static let cancelAll: RateGroup = "order-cancel-all"
    static let connections: RateGroup = "connect"

    private static let second = TimeSpan(seconds: 1)

    /// The limits of one address and one account.
    package static let groups: [RateGroup: [RateLimit]] = [
        markets: [RateLimit(10, per: second)], candles: [RateLimit(10, per: second)],
        trades: [RateLimit(10, per: second)], tickers: [RateLimit(10, per: second)],
        books: [RateLimit(10, per: second)], account: [RateLimit(30, per: second)],
        orders: [RateLimit(12, per: second)], orderTests: [RateLimit(8, per: second)],
        cancelAll: [RateLimit(1, per: TimeSpan(seconds: 2))], connections: [RateLimit(5, per: second)],
    ]

    /// What one connection of a stream takes.
    static let messages = [RateLimit(5, per: second), RateLimit(100, per: TimeSpan(seconds: 60))]

    /// What the header `Remaining-Req: group=candles; min=600; sec=9` says: of which group, and what is left of this
    /// second. Nil where it says nothing of use.
    ///
    /// The names in headers differ from the documented ones, and both are prefixes of one another.
    package static func remaining(_ header: String) -> (group: RateGroup, count: Int)? {
        var name: Substring?
        var count: Int?
        for part in header.split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let value = pair[1].prefix { $0 != " " }
            if pair[0] == "group" { name = value }
            if pair[0] == "sec" { count = Int(value) }
        }
        guard let name, !name.isEmpty, let count, count >= 0 else { return nil }
        let fitting = groups.keys.filter { $0 != connections && (name.hasPrefix($0.name) || $0.name.hasPrefix(name)) }
        return fitting.min { distance($0, name) < distance($1, name) }.map { ($0, count) }
    }

    private static func distance(_ group: RateGroup, _ name: Substring) -> Int { abs(group.name.count - name.count) }
}
