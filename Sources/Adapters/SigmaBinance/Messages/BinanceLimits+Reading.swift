internal import SigmaModel
package import SigmaTransport
package import SigmaWire

extension BinanceLimits {
    private enum Field: Int {
        case type, interval, count, limit, used
    }

    private static let names = JSONNames([
        ("rateLimitType", Field.type.rawValue), ("interval", Field.interval.rawValue),
        ("intervalNum", Field.count.rawValue), ("limit", Field.limit.rawValue), ("count", Field.used.rawValue),
    ])

    /// What a list of limits says is used; limits without a count and of other kinds are passed over.
    static func usage(_ cursor: JSONCursor, _ list: JSONValue) throws(WireError) -> [Usage] {
        var usage: [Usage] = []
        try cursor.each(of: list, "rateLimits") { cursor throws(WireError) in
            let members = try cursor.members(names)
            guard let (group, span) = try kind(cursor, members), !members[Field.used].isNil else { return }
            let used = Int(clamping: try cursor.whole(members[Field.used], "count"))
            usage.append(Usage(group: group, span: span, used: used))
        }
        return usage
    }

    /// The limits themselves, by their groups.
    package static func limits(_ cursor: JSONCursor, _ list: JSONValue) throws(WireError) -> [RateGroup: [RateLimit]] {
        var limits: [RateGroup: [RateLimit]] = [:]
        try cursor.each(of: list, "rateLimits") { cursor throws(WireError) in
            let members = try cursor.members(names)
            guard let (group, span) = try kind(cursor, members) else { return }
            let limit = Int(clamping: try cursor.whole(members[Field.limit], "limit"))
            guard limit > 0 else { throw WireError("limit", "is zero") }
            limits[group, default: []].append(RateLimit(limit, per: span))
        }
        return limits
    }

    private static func kind(
        _ cursor: JSONCursor, _ members: JSONMembers
    ) throws(WireError) -> (group: RateGroup, span: TimeSpan)? {
        let type = members[Field.type]
        let group: RateGroup
        if cursor.matches(type, "REQUEST_WEIGHT") {
            group = weight
        } else if cursor.matches(type, "ORDERS") {
            group = orders
        } else if cursor.matches(type, "RAW_REQUESTS") {
            group = requests
        } else {
            return nil
        }
        let count = try cursor.whole(members[Field.count], "intervalNum")
        let unit = cursor.text(members[Field.interval]).prefix(1)
        guard let span = span("\(count)\(unit)") else { throw WireError("interval", "is no span of time") }
        return (group, span)
    }
}

extension BinanceRefusal {
    private enum Field: Int {
        case code, message, data, retryAfter
    }

    private static let errorNames = JSONNames([
        ("code", Field.code.rawValue), ("msg", Field.message.rawValue), ("data", Field.data.rawValue),
        ("retryAfter", Field.retryAfter.rawValue),
    ])

    /// Reads the error of an answer of the WebSocket API, which tells the instant at which to ask again.
    init(_ cursor: JSONCursor, error: JSONValue, status: Int, now: Timestamp) throws(WireError) {
        guard error.kind == .object else { throw cursor.problem(error, "error", "is no object") }
        var inner = cursor.at(error)
        let members = try inner.members(BinanceRefusal.errorNames)
        self.init(
            status: status, code: Int(cursor.text(members[Field.code])) ?? 0,
            message: try cursor.optionalString(members[Field.message], "msg") ?? "")
        guard members[Field.data].kind == .object else { return }
        var data = cursor.at(members[Field.data])
        let details = try data.members(BinanceRefusal.errorNames)
        guard !details[Field.retryAfter].isNil else { return }
        retryAfter = max(try cursor.time(details[Field.retryAfter], "retryAfter") - now, .zero)
    }
}
