package import SigmaModel
package import SigmaPorts
package import SigmaWire

/// What Binance says of an account by itself.
package enum BinanceUserEvent: Hashable, Sendable {
    /// An order changed, and perhaps was executed; executions are numbered.
    case execution(OrderReport, FillReport?, number: UInt64)
    /// What is owned now of the assets that may have changed, and since when.
    case balances([BalanceReport], Timestamp)
    /// Something came in or went out of the account; its balances come in a message of their own.
    case transfer(asset: String, amount: Int128, Timestamp)
    /// Nothing more comes of this subscription.
    case terminated
    /// The server will end the connection, at a time it does not tell.
    case shutdown
    /// Known, or at least well-formed, and of no use here.
    case ignored
}

extension BinanceUserEvent {
    private enum Field: Int {
        case type, symbol, clientID, side, quantity, price, originalID, execution, status, reason, orderID, lastQuantity
        case filled, lastPrice, fee, feeAsset, time, tradeID, executionID, isMaker, lastQuote, expiry, balances, updated
        case asset, amount
    }

    private static let names = JSONNames([
        ("e", Field.type.rawValue), ("s", Field.symbol.rawValue), ("c", Field.clientID.rawValue),
        ("S", Field.side.rawValue), ("q", Field.quantity.rawValue), ("p", Field.price.rawValue),
        ("C", Field.originalID.rawValue), ("x", Field.execution.rawValue), ("X", Field.status.rawValue),
        ("r", Field.reason.rawValue), ("i", Field.orderID.rawValue), ("l", Field.lastQuantity.rawValue),
        ("z", Field.filled.rawValue), ("L", Field.lastPrice.rawValue), ("n", Field.fee.rawValue),
        ("N", Field.feeAsset.rawValue), ("T", Field.time.rawValue), ("t", Field.tradeID.rawValue),
        ("I", Field.executionID.rawValue), ("m", Field.isMaker.rawValue), ("Y", Field.lastQuote.rawValue),
        ("eR", Field.expiry.rawValue), ("B", Field.balances.rawValue), ("u", Field.updated.rawValue),
        ("a", Field.asset.rawValue), ("d", Field.amount.rawValue),
    ])

    /// Reads the event that the cursor stands at.
    ///
    /// Source: Binance "User Data Streams".
    package init(_ cursor: JSONCursor) throws(WireError) {
        var cursor = cursor
        let members = try cursor.members(BinanceUserEvent.names)
        let type = members[Field.type]
        if cursor.matches(type, "executionReport") {
            self = try BinanceUserEvent.execution(cursor, members)
        } else if cursor.matches(type, "outboundAccountPosition") {
            self = try BinanceUserEvent.balances(cursor, members)
        } else if cursor.matches(type, "balanceUpdate") {
            self = .transfer(
                asset: try cursor.string(members[Field.asset], "a"),
                amount: try cursor.decimal(members[Field.amount], "d"),
                try cursor.time(members[Field.time], "T"))
        } else if cursor.matches(type, "eventStreamTerminated") {
            self = .terminated
        } else if cursor.matches(type, "serverShutdown") {
            self = .shutdown
        } else {
            guard type.kind == .string else { throw cursor.problem(type, "e", "is no text") }
            self = .ignored
        }
    }

    private static func execution(
        _ cursor: JSONCursor, _ members: JSONMembers
    ) throws(WireError) -> BinanceUserEvent {
        let original = try cursor.optionalString(members[Field.originalID], "C") ?? ""
        let reason = try cursor.optionalString(members[Field.reason], "r") ?? ""
        let expiry = try cursor.optionalString(members[Field.expiry], "eR") ?? ""
        let order = OrderReport(
            clientID: original.isEmpty ? try cursor.string(members[Field.clientID], "c") : original,
            venueID: try cursor.number(members[Field.orderID], "i"),
            symbol: try cursor.string(members[Field.symbol], "s"), side: try cursor.side(members[Field.side], "S"),
            status: try cursor.orderStatus(members[Field.status], "X"),
            quantity: try cursor.quantity(members[Field.quantity], "q"),
            limitPrice: try cursor.price(members[Field.price], "p"),
            filledQuantity: try cursor.quantity(members[Field.filled], "z"),
            reason: BinanceErrors.reason(ofReport: expiry.isEmpty ? reason : expiry),
            time: try cursor.time(members[Field.time], "T"))
        let number = try cursor.whole(members[Field.executionID], "I")
        guard cursor.matches(members[Field.execution], "TRADE") else { return .execution(order, nil, number: number) }
        return .execution(order, try fill(cursor, members, of: order), number: number)
    }

    private static func fill(
        _ cursor: JSONCursor, _ members: JSONMembers, of order: OrderReport
    ) throws(WireError) -> FillReport {
        let price = try cursor.price(members[Field.lastPrice], "L")
        let quantity = try cursor.quantity(members[Field.lastQuantity], "l")
        guard price.raw > 0, quantity.raw > 0 else { throw WireError("L, l", "is not positive in an execution") }
        return FillReport(
            tradeID: try cursor.number(members[Field.tradeID], "t"), clientID: order.clientID, venueID: order.venueID,
            symbol: order.symbol, side: order.side, price: price, quantity: quantity,
            notional: Money(raw: try cursor.decimal(members[Field.lastQuote], "Y", .nearest)),
            fee: try cursor.decimal(members[Field.fee], "n", .up),
            feeAsset: try cursor.optionalString(members[Field.feeAsset], "N") ?? "",
            liquidity: try cursor.flag(members[Field.isMaker], "m") ? .maker : .taker, time: order.time)
    }

    private enum BalanceField: Int {
        case asset, free, locked
    }

    private static let balanceNames = JSONNames([
        ("a", BalanceField.asset.rawValue), ("f", BalanceField.free.rawValue), ("l", BalanceField.locked.rawValue),
    ])

    private static func balances(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceUserEvent {
        var balances: [BalanceReport] = []
        try cursor.each(of: members[Field.balances], "B") { cursor throws(WireError) in
            let members = try cursor.members(balanceNames)
            balances.append(
                BalanceReport(
                    asset: try cursor.string(members[BalanceField.asset], "a"),
                    free: try cursor.decimal(members[BalanceField.free], "f", .down),
                    locked: try cursor.decimal(members[BalanceField.locked], "l", .down)))
        }
        return .balances(balances, try cursor.time(members[Field.updated], "u"))
    }
}
