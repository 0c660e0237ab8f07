internal import SigmaModel
package import SigmaPorts
package import SigmaWire

extension BinanceAnswers {
    /// The members of an order that this program reads.
    enum OrderField: Int {
        case symbol, originalClientID, id, clientID, transactTime, price, quantity, executed, status, side
        case updateTime, time, expiryReason, amended
    }

    static let orderNames = JSONNames([
        ("symbol", OrderField.symbol.rawValue), ("origClientOrderId", OrderField.originalClientID.rawValue),
        ("orderId", OrderField.id.rawValue), ("clientOrderId", OrderField.clientID.rawValue),
        ("transactTime", OrderField.transactTime.rawValue), ("price", OrderField.price.rawValue),
        ("origQty", OrderField.quantity.rawValue), ("executedQty", OrderField.executed.rawValue),
        ("status", OrderField.status.rawValue), ("side", OrderField.side.rawValue),
        ("time", OrderField.time.rawValue), ("updateTime", OrderField.updateTime.rawValue),
        ("expiryReason", OrderField.expiryReason.rawValue),
    ])

    private static let amendedNames = JSONNames([
        ("transactTime", OrderField.transactTime.rawValue), ("amendedOrder", OrderField.amended.rawValue),
    ])

    /// The names of ``orderNames`` as an amended order has them.
    private static let amendedOrderNames = JSONNames([
        ("symbol", OrderField.symbol.rawValue), ("origClientOrderId", OrderField.originalClientID.rawValue),
        ("orderId", OrderField.id.rawValue), ("clientOrderId", OrderField.clientID.rawValue),
        ("price", OrderField.price.rawValue), ("qty", OrderField.quantity.rawValue),
        ("executedQty", OrderField.executed.rawValue), ("status", OrderField.status.rawValue),
        ("side", OrderField.side.rawValue),
    ])

    /// An order as it stands after a change.
    package static func amended(_ body: [UInt8]) throws(WireError) -> OrderReport {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let outer = try cursor.members(amendedNames)
            let members = try cursor.members(of: outer[OrderField.amended], "amendedOrder", amendedOrderNames)
            return try order(cursor, members, at: try cursor.time(outer[OrderField.transactTime], "transactTime"))
        }
    }

    /// An order as an answer describes it.
    ///
    /// A cancel has a name of its own, and tells the order's as the original one.
    ///
    /// - Parameter known: when it was so, where the answer tells it outside of the order.
    static func order(
        _ cursor: JSONCursor, _ members: JSONMembers, at known: Timestamp? = nil
    ) throws(WireError) -> OrderReport {
        let original = try cursor.optionalString(members[OrderField.originalClientID], "origClientOrderId")
        let own = try cursor.optionalString(members[OrderField.clientID], "clientOrderId")
        let status = try cursor.orderStatus(members[OrderField.status], "status")
        let expiry = try cursor.optionalString(members[OrderField.expiryReason], "expiryReason")
        let told: Timestamp
        if let known { told = known } else { told = try time(cursor, members) }
        return OrderReport(
            clientID: original ?? own ?? "", venueID: try cursor.number(members[OrderField.id], "orderId"),
            symbol: try cursor.string(members[OrderField.symbol], "symbol"),
            side: try cursor.side(members[OrderField.side], "side"), status: status,
            quantity: try cursor.quantity(members[OrderField.quantity], "origQty"),
            limitPrice: try cursor.price(members[OrderField.price], "price"),
            filledQuantity: try cursor.quantity(members[OrderField.executed], "executedQty"),
            reason: BinanceErrors.reason(ofReport: expiry ?? ""), time: told)
    }

    /// The newest time that an answer tells.
    private static func time(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> Timestamp {
        if !members[OrderField.transactTime].isNil {
            return try cursor.time(members[OrderField.transactTime], "transactTime")
        }
        if !members[OrderField.updateTime].isNil {
            return try cursor.time(members[OrderField.updateTime], "updateTime")
        }
        return try cursor.time(members[OrderField.time], "time")
    }
}

extension JSONCursor {
    /// The digits of a whole number, as a name.
    func number(_ value: JSONValue, _ field: StaticString) throws(WireError) -> String {
        "\(try whole(value, field))"
    }

    /// The side of an order.
    func side(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Side {
        if matches(value, "BUY") { return .buy }
        if matches(value, "SELL") { return .sell }
        throw problem(value, field, "is neither BUY nor SELL")
    }

    /// How far an order has come.
    ///
    /// Source: Binance "Enums", "Order status".
    func orderStatus(_ value: JSONValue, _ field: StaticString) throws(WireError) -> OrderReport.Status {
        for row in BinanceStatus.table where matches(value, row.name) { return row.status }
        throw problem(value, field, "is no status of an order")
    }
}

/// Binance's names for how far an order has come.
enum BinanceStatus {
    static let table: [(name: StaticString, status: OrderReport.Status)] = [
        ("NEW", .open), ("FILLED", .filled), ("PARTIALLY_FILLED", .open), ("CANCELED", .canceled),
        ("EXPIRED", .expired), ("REJECTED", .rejected), ("EXPIRED_IN_MATCH", .expired), ("PENDING_NEW", .open),
        ("PENDING_CANCEL", .open),
    ]
}
