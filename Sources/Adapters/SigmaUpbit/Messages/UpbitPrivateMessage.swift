internal import SigmaModel
package import SigmaPorts
package import SigmaWire

/// What the private stream of Upbit says.
package enum UpbitPrivateMessage: Hashable, Sendable {
    /// An order changed its state otherwise than by an execution.
    case order(UpbitOrder)
    /// An order was executed, in part or wholly.
    case fill(FillReport)
    /// Something happened to an order that only a question can tell exactly, and why.
    case askAbout(uuid: String, market: String, reason: String)
    /// What is owned of the currencies that changed.
    case balances([BalanceReport])
    /// The connection lives.
    case alive
    /// The venue lists the subscriptions that stand, by type.
    case subscribed([String])
    /// Something that nobody asked for.
    case unwanted
    /// The venue refuses what was sent.
    case refused(UpbitRefusal)
}

extension UpbitPrivateMessage {
    /// The message of a whole text.
    package init(_ text: JSONCursor) throws(WireError) {
        var cursor = text
        let members = try cursor.members(UpbitPrivateField.names)
        try cursor.finish()
        let type = members[UpbitPrivateField.type]
        if type.kind == .missing {
            self = try UpbitPrivateMessage.control(members, cursor)
        } else if cursor.matches(type, "myOrder") {
            self = try UpbitPrivateMessage.order(members, cursor)
        } else if cursor.matches(type, "myAsset") {
            self = .balances(try UpbitAccounts.read(members[UpbitPrivateField.assets], cursor, "assets"))
        } else {
            guard type.kind == .string else { throw cursor.problem(type, "type", "is no text") }
            // A mistyped name of a stream that matters must not pass for one that does not.
            guard cursor.matches(type, "announcement") else { throw WireError("type", "is not known") }
            self = .unwanted
        }
    }

    private static func control(_ members: JSONMembers, _ cursor: JSONCursor) throws(WireError) -> UpbitPrivateMessage {
        if members[UpbitPrivateField.error].kind == .object {
            return .refused(try UpbitRefusal(members[UpbitPrivateField.error], cursor))
        }
        if cursor.matches(members[UpbitPrivateField.status], "UP") { return .alive }
        if members[UpbitPrivateField.method].kind == .string {
            return .subscribed(try types(members[UpbitPrivateField.result], cursor))
        }
        throw WireError("type", "is missing")
    }

    private static func types(_ list: JSONValue, _ cursor: JSONCursor) throws(WireError) -> [String] {
        var types: [String] = []
        try cursor.each(of: list, "result") { (cursor) throws(WireError) in
            let members = try cursor.members(UpbitPrivateField.names)
            types.append(try cursor.string(members[UpbitPrivateField.type], "type"))
        }
        return types
    }

    private static func order(_ members: JSONMembers, _ cursor: JSONCursor) throws(WireError) -> UpbitPrivateMessage {
        let reader = UpbitOrderReader(cursor)
        let order = UpbitOrder(
            uuid: try cursor.string(members[UpbitPrivateField.uuid], "uuid"),
            identifier: try cursor.optionalString(members[UpbitPrivateField.identifier], "identifier") ?? "",
            market: try cursor.string(members[UpbitPrivateField.code], "code"),
            side: try cursor.aggressor(members[UpbitPrivateField.side]),
            kind: try reader.kind(members[UpbitPrivateField.kind], "order_type"),
            state: try reader.state(members[UpbitPrivateField.state]),
            timeInForce: try reader.timeInForce(members[UpbitPrivateField.timeInForce]),
            price: try reader.amount(members[UpbitPrivateField.price], "price"),
            volume: try reader.amount(members[UpbitPrivateField.volume], "volume"),
            executed: try reader.wanted(members[UpbitPrivateField.executed], "executed_volume"),
            paidFee: try reader.fee(members[UpbitPrivateField.paidFee], "paid_fee") ?? 0,
            time: try cursor.milliseconds(members[UpbitPrivateField.timestamp], "timestamp"))
        if order.state == .prevented {
            return .askAbout(uuid: order.uuid, market: order.market, reason: "it met an order of the same account")
        }
        // Prices are multiples of ticks that binary numbers of their size hold; amounts may have any decimals.
        let amounts = [order.volume ?? 0, order.executed]
        guard amounts.allSatisfy({ $0 < UpbitOrderReader.exactBelow }) else {
            return .askAbout(
                uuid: order.uuid, market: order.market, reason: "its numbers are too long for the stream to be exact")
        }
        if order.state != .trade { try reader.check(order) }
        return order.state == .trade ? .fill(try fill(of: order, members, cursor)) : .order(order)
    }

    private static func fill(
        of order: UpbitOrder, _ members: JSONMembers, _ cursor: JSONCursor
    ) throws(WireError) -> FillReport {
        let reader = UpbitOrderReader(cursor)
        guard let price = order.price.flatMap({ Int64(exactly: $0) }), price > 0 else {
            throw WireError("price", "is no price, though the order was executed")
        }
        guard let volume = order.volume, volume > 0 else {
            throw WireError("volume", "is no quantity, though the order was executed")
        }
        guard let fee = try reader.fee(members[UpbitPrivateField.tradeFee], "trade_fee") else {
            throw WireError("trade_fee", "is missing, though the order was executed")
        }
        let quantity = Quantity(raw: volume)
        return FillReport(
            tradeID: try cursor.string(members[UpbitPrivateField.tradeUUID], "trade_uuid"),
            clientID: order.identifier, venueID: order.uuid, symbol: order.market, side: order.side,
            price: Price(raw: price), quantity: quantity,
            notional: Money(price: Price(raw: price), quantity: quantity, rounding: .nearest), fee: fee,
            feeAsset: UpbitOrder.quoteCurrency(of: order.market),
            liquidity: try cursor.flag(members[UpbitPrivateField.isMaker], "is_maker") ? .maker : .taker,
            time: try cursor.milliseconds(members[UpbitPrivateField.tradeTime], "trade_timestamp"))
    }
}
