internal import SigmaModel

/// Bybit's limits: of an address, with a ban for those who pass it, and of an account for each call.
///
/// Source: Bybit "Rate Limit Rules".
struct BybitLimits {
    /// What an account has left of one call.
    struct Reading {
        let limit: Int
        let left: Int
        let resets: Timestamp
        let isAllowed: Bool

        /// The headers that tell it.
        var headers: [(name: String, value: String)] {
            [
                ("X-Bapi-Limit", String(limit)), ("X-Bapi-Limit-Status", String(left)),
                ("X-Bapi-Limit-Reset-Timestamp", BybitText.stamp(resets)),
            ]
        }
    }

    /// How long an address that asked too often is not served.
    static let ban = TimeSpan(seconds: 600)

    private var addresses = RateMeter(limit: 600, per: TimeSpan(seconds: 5))
    private var banned: [String: Timestamp] = [:]
    private var connections = RateMeter(limit: 500, per: TimeSpan(seconds: 300))
    private var meters: [Int: RateMeter] = [:]

    /// Counts a request of an address; false where it is not served.
    mutating func admits(_ address: String, at time: Timestamp) -> Bool {
        if let end = banned[address], time < end { return false }
        if addresses.use(by: address, at: time).isAllowed { return true }
        banned[address] = time + Self.ban
        return false
    }

    /// Counts a new connection of an address.
    mutating func admitsConnection(_ address: String, at time: Timestamp) -> Bool {
        connections.use(by: address, at: time).isAllowed
    }

    /// Counts a call of an account.
    mutating func use(_ call: BybitCall, _ kind: InstrumentKind, by account: String, at time: Timestamp) -> Reading {
        let limit = call.limit(kind)
        let reading = meters[limit, default: RateMeter(limit: limit, per: TimeSpan(seconds: 1))]
            .use(by: "\(account) \(call) \(kind)", at: time)
        // While nothing is exceeded the reset is simply now.
        return Reading(
            limit: limit, left: reading.remaining, resets: reading.isAllowed ? time : reading.resetsAt,
            isAllowed: reading.isAllowed)
    }

    /// Forgets everybody.
    mutating func reset() { self = BybitLimits() }

    /// What the venue's front says to an address that is not served.
    static let tooFrequent = WireAnswer.plain(
        "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1><p>access too frequent</p></body></html>",
        status: 403, contentType: "text/html")
}
