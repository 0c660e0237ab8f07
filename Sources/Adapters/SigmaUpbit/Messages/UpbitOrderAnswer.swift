package import SigmaModel
internal import SigmaPorts
package import SigmaWire

/// An order as an answer of Upbit's REST interface describes it, with its executions where the answer has them.
package struct UpbitOrderAnswer: Hashable, Sendable {
    /// The order.
    package var order: UpbitOrder
    /// When it was made.
    package var createdAt: Timestamp
    /// What was executed of it, as the venue lists it.
    var trades: [UpbitOrderTrade]

    /// The order of an answer's text.
    ///
    /// Its time is what the venue says: of the newest execution, else when the order was made. When a cancel took effect
    /// the answer does not tell.
    ///
    /// - Parameter identifier: the session's name of the order that was asked about, for answers that leave it out.
    package static func read(
        _ answer: [UInt8], named identifier: String = ""
    ) throws(WireError) -> UpbitOrderAnswer {
        var answer = try JSONCursor.read(answer) { (cursor) throws(WireError) in try UpbitOrderAnswer(&cursor) }
        if answer.order.identifier.isEmpty { answer.order.identifier = identifier }
        return answer
    }

    /// The orders of an answer's list.
    package static func readList(_ answer: [UInt8]) throws(WireError) -> [UpbitOrderAnswer] {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var orders: [UpbitOrderAnswer] = []
            let list = try cursor.value()
            try cursor.each(of: list, "orders") { (cursor) throws(WireError) in
                orders.append(try UpbitOrderAnswer(&cursor))
            }
            return orders
        }
    }

    private init(_ cursor: inout JSONCursor) throws(WireError) {
        let members = try cursor.members(Field.names)
        let reader = UpbitOrderReader(cursor)
        createdAt = try cursor.instant(members[Field.createdAt], "created_at")
        trades = []
        let state = try reader.state(members[Field.state])
        guard state != .trade, state != .prevented else { throw WireError("state", "is none of an answer") }
        order = UpbitOrder(
            uuid: try cursor.string(members[Field.uuid], "uuid"),
            identifier: try cursor.optionalString(members[Field.identifier], "identifier") ?? "",
            market: try cursor.string(members[Field.market], "market"), side: try reader.side(members[Field.side]),
            kind: try reader.kind(members[Field.kind], "ord_type"), state: state,
            timeInForce: try reader.timeInForce(members[Field.timeInForce]),
            price: try reader.amount(members[Field.price], "price"),
            volume: try reader.amount(members[Field.volume], "volume"),
            executed: try reader.wanted(members[Field.executed], "executed_volume"),
            paidFee: try reader.fee(members[Field.paidFee], "paid_fee") ?? 0, time: createdAt)
        try reader.check(order)
        if members[Field.trades].kind != .missing {
            try cursor.each(of: members[Field.trades], "trades") { (cursor) throws(WireError) in
                trades.append(try UpbitOrderTrade(&cursor))
            }
        }
        order.time = trades.reduce(order.time) { max($0, $1.time) }
    }

    private enum Field: Int {
        case uuid, side, kind, price, state, market, createdAt, volume, executed, paidFee, timeInForce
        case identifier, trades

        static let names = JSONNames([
            ("market", market.rawValue), ("uuid", uuid.rawValue), ("side", side.rawValue), ("ord_type", kind.rawValue),
            ("price", price.rawValue), ("state", state.rawValue), ("created_at", createdAt.rawValue),
            ("volume", volume.rawValue), ("remaining_volume", nil),
            ("executed_volume", executed.rawValue), ("reserved_fee", nil), ("remaining_fee", nil),
            ("paid_fee", paidFee.rawValue), ("locked", nil), ("time_in_force", timeInForce.rawValue),
            ("identifier", identifier.rawValue), ("trades", trades.rawValue),
        ])
    }
}

/// One execution in an answer about an order; the answer tells its fee only together with the others'.
struct UpbitOrderTrade: Hashable, Sendable {
    var uuid: String
    var price: Price
    var quantity: Quantity
    /// What changed hands; exact in KRW, else rounded to nearest.
    var funds: Money
    var time: Timestamp
    /// The side that took, where the answer tells.
    var aggressor: Side?

    init(_ cursor: inout JSONCursor) throws(WireError) {
        let members = try cursor.members(Field.names)
        uuid = try cursor.string(members[Field.uuid], "uuid")
        price = try cursor.price(members[Field.price], "price")
        quantity = try cursor.quantity(members[Field.volume], "volume")
        guard price.raw > 0, quantity.raw > 0 else { throw WireError("trades", "has an execution of nothing") }
        let funds = members[Field.funds]
        self.funds =
            funds.isNil
            ? Money(price: price, quantity: quantity, rounding: .nearest)
            : Money(raw: try cursor.decimal(funds, "funds", .nearest))
        time = try cursor.instant(members[Field.createdAt], "created_at")
        aggressor = nil
        if cursor.matches(members[Field.trend], "up") { aggressor = .buy }
        if cursor.matches(members[Field.trend], "down") { aggressor = .sell }
    }

    private enum Field: Int {
        case uuid, price, volume, funds, createdAt, trend

        static let names = JSONNames([
            ("market", nil), ("uuid", uuid.rawValue), ("price", price.rawValue), ("volume", volume.rawValue),
            ("funds", funds.rawValue), ("trend", trend.rawValue), ("created_at", createdAt.rawValue), ("side", nil),
        ])
    }
}
