internal import SigmaModel
internal import SigmaWire

/// What `GET /orders/chance` says of a market and the account's fees there.
struct UpbitChanceAnswer: Hashable, Sendable {
    /// The greater of the fees of both sides.
    var makerFee, takerFee: Rate
    /// The least and the greatest total of an order; the least is the greater of both sides'.
    var minTotal, maxTotal: Money?
    /// Whether the market takes orders.
    var isActive: Bool

    /// The answer's text; fees of makers are those of takers where they are absent, as in older answers.
    static func read(_ answer: [UInt8]) throws(WireError) -> UpbitChanceAnswer {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            let members = try cursor.members(Field.names)
            let taker = max(
                try fee(members[Field.bidFee], cursor, "bid_fee"), try fee(members[Field.askFee], cursor, "ask_fee"))
            let isOld = members[Field.makerBidFee].isNil || members[Field.makerAskFee].isNil
            let maker =
                isOld
                ? taker
                : max(
                    try fee(members[Field.makerBidFee], cursor, "maker_bid_fee"),
                    try fee(members[Field.makerAskFee], cursor, "maker_ask_fee"))
            let facts = try cursor.members(of: members[Field.market], "market", MarketField.names)
            let minima = [
                try minimum(facts[MarketField.bid], cursor), try minimum(facts[MarketField.ask], cursor),
            ].compactMap { $0 }
            let state = facts[MarketField.state]
            let total = facts[MarketField.maxTotal]
            return UpbitChanceAnswer(
                makerFee: maker, takerFee: taker, minTotal: minima.max(),
                maxTotal: total.isNil ? nil : Money(raw: try cursor.decimal(total, "max_total", .down)),
                isActive: state.isNil || cursor.matches(state, "active"))
        }
    }

    private static func fee(_ value: JSONValue, _ cursor: JSONCursor, _ field: StaticString) throws(WireError) -> Rate {
        guard let rate = Int64(exactly: try cursor.decimal(value, field, .up)), rate >= 0 else {
            throw WireError(field, "is no fee")
        }
        return Rate(raw: rate)
    }

    private static func minimum(_ value: JSONValue, _ cursor: JSONCursor) throws(WireError) -> Money? {
        if value.isNil { return nil }
        let total = try cursor.members(of: value, "bid, ask", SideField.names)[SideField.minTotal]
        return total.isNil ? nil : Money(raw: try cursor.decimal(total, "min_total", .up))
    }

    private enum Field: Int {
        case bidFee, askFee, makerBidFee, makerAskFee, market
        static let names = JSONNames([
            ("bid_fee", bidFee.rawValue), ("ask_fee", askFee.rawValue), ("maker_bid_fee", makerBidFee.rawValue),
            ("maker_ask_fee", makerAskFee.rawValue), ("market", market.rawValue),
        ])
    }

    private enum MarketField: Int {
        case bid, ask, maxTotal, state
        static let names = JSONNames([
            ("bid", bid.rawValue), ("ask", ask.rawValue), ("max_total", maxTotal.rawValue), ("state", state.rawValue),
        ])
    }

    private enum SideField: Int {
        case minTotal
        static let names = JSONNames([("min_total", minTotal.rawValue)])
    }
}

extension UpbitREST {
    /// What the account may do in a market.
    func chance(of symbol: String) async throws(UpbitFailure) -> UpbitChanceAnswer {
        try await read(.account("/orders/chance", ["market": symbol])) { (answer) throws(WireError) in
            try UpbitChanceAnswer.read(answer.body)
        }
    }
}

/// What `GET /api_keys` says of the account's keys.
enum UpbitKeyAnswer {
    /// When a key ends; nil where the list does not have it.
    static func expiry(of key: String, _ answer: [UInt8]) throws(WireError) -> Timestamp? {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var expiry: Timestamp?
            let list = try cursor.value()
            try cursor.each(of: list, "api_keys") { (cursor) throws(WireError) in
                let members = try cursor.members(Field.names)
                guard try cursor.string(members[Field.accessKey], "access_key") == key else { return }
                expiry = try cursor.instant(members[Field.expireAt], "expire_at")
            }
            return expiry
        }
    }

    private enum Field: Int {
        case accessKey, expireAt
        static let names = JSONNames([("access_key", accessKey.rawValue), ("expire_at", expireAt.rawValue)])
    }
}
