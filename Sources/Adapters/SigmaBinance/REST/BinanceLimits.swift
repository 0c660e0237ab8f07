package import SigmaModel
package import SigmaTransport

/// Binance's limits as groups of a budget: weight and requests of an address, orders of an account.
///
/// Source: Binance "REST API", "LIMITS"; `rateLimits` of exchangeInfo.
package enum BinanceLimits {
    /// The weight that an address may use.
    package static let weight: RateGroup = "binance-weight"
    /// The requests of an address, whatever they weigh.
    package static let requests: RateGroup = "binance-requests"
    /// The new orders of an account that are not filled.
    package static let orders: RateGroup = "binance-orders"
    /// The connections of an address.
    package static let connections: RateGroup = "binance-connections"

    /// The limits that hold for everybody, until exchangeInfo tells them.
    package static let standard: [RateGroup: [RateLimit]] = [
        weight: [RateLimit(6_000, per: TimeSpan(seconds: 60))],
        requests: [RateLimit(300_000, per: TimeSpan(seconds: 300))],
        orders: [RateLimit(100, per: TimeSpan(seconds: 10)), RateLimit(200_000, per: .day)],
        connections: [RateLimit(300, per: TimeSpan(seconds: 300))],
    ]

    /// What a question uses.
    package static func costs(of call: BinanceCall) -> [RateCost] {
        var costs = [RateCost(weight, call.weight), RateCost(requests)]
        if call.purpose == .order { costs.append(RateCost(orders)) }
        return costs
    }

    /// How urgent a question is.
    package static func priority(of purpose: BinanceCall.Purpose) -> RatePriority {
        switch purpose {
        case .order, .cancel: .order
        case .question, .market: .query
        case .history: .history
        }
    }

    /// One row of what Binance says is used.
    package struct Usage: Hashable, Sendable {
        /// Which group it belongs to.
        package var group: RateGroup
        /// Which of its limits.
        package var span: TimeSpan
        /// How much is used of it.
        package var used: Int

        package init(group: RateGroup, span: TimeSpan, used: Int) {
            self.group = group
            self.span = span
            self.used = used
        }
    }

    /// What the headers of an answer say is used.
    package static func usage(_ answer: HTTPAnswer) -> [Usage] {
        answer.headers.compactMap { name, value in
            let name = name.uppercased()
            guard let used = Int(value), used >= 0 else { return nil }
            for (prefix, group) in [("X-MBX-USED-WEIGHT-", weight), ("X-MBX-ORDER-COUNT-", orders)]
            where name.hasPrefix(prefix) {
                return span(name.dropFirst(prefix.count)).map { Usage(group: group, span: $0, used: used) }
            }
            return nil
        }
    }

    /// The span of a header's end, such as `1M`, `10S` or `1D`.
    package static func span(_ text: some StringProtocol) -> TimeSpan? {
        guard let count = Int64(text.dropLast()), (1...1_000).contains(count) else { return nil }
        switch text.last {
        case "S": return TimeSpan(seconds: count)
        case "M": return TimeSpan(seconds: 60 * count)
        case "H": return TimeSpan(seconds: 3_600 * count)
        case "D": return .day * count
        default: return nil
        }
    }

    /// Tells a budget what the venue says; its spans begin at multiples of their lengths by its own clock.
    package static func report(_ usage: [Usage], to budget: RateBudget, offset: ClockOffset, now: Timestamp) {
        for row in usage {
            let end = offset.venueTime(at: now).floored(to: row.span) + row.span
            budget.observe(row.group, used: row.used, in: row.span, reset: offset.localTime(at: end))
        }
    }

    /// Tells a budget to wait where Binance says so.
    package static func report(_ refusal: BinanceRefusal, to budget: RateBudget, now: Timestamp) {
        guard refusal.status == 429 || refusal.status == 418 || refusal.code == -1003 || refusal.code == -1015 else {
            return
        }
        let groups: [RateGroup]? = refusal.code == -1015 ? [orders] : [weight, requests, orders]
        budget.ban(groups, until: now + (refusal.retryAfter ?? unnamedWait))
    }

    /// How long to wait after a refusal that names no time: the shortest ban that Binance gives.
    private static let unnamedWait = TimeSpan(seconds: 120)
}
