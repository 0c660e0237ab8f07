internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

extension BybitAnswers {
    private enum FillField: Int {
        case category, symbol, fee, name, price, quantity, type, value, isMaker, venueID, clientID, side, time, asset
        case rate
    }

    private static let fillNames = JSONNames([
        ("category", FillField.category.rawValue), ("symbol", FillField.symbol.rawValue),
        ("execFee", FillField.fee.rawValue), ("execId", FillField.name.rawValue),
        ("execPrice", FillField.price.rawValue), ("execQty", FillField.quantity.rawValue),
        ("execType", FillField.type.rawValue), ("execValue", FillField.value.rawValue),
        ("isMaker", FillField.isMaker.rawValue), ("feeRate", FillField.rate.rawValue),
        ("orderId", FillField.venueID.rawValue), ("orderLinkId", FillField.clientID.rawValue),
        ("side", FillField.side.rawValue), ("execTime", FillField.time.rawValue),
        ("feeCurrency", FillField.asset.rawValue),
    ])

    /// Executions in the order in which they are listed; funding and other bookings that are no trades are left out.
    ///
    /// - Parameter category: of all of them, where they do not name it themselves.
    static func fills(
        _ list: JSONValue, _ category: BybitCategory?, _ cursor: JSONCursor
    ) throws(WireError) -> [FillReport] {
        var reports: [FillReport] = []
        try cursor.each(of: list, "data") { cursor throws(WireError) in
            let members = try cursor.members(fillNames)
            guard let category = try self.category(members[FillField.category], category, cursor),
                isTrade(members[FillField.type], cursor)
            else { return }
            reports.append(try fill(members, category, cursor))
        }
        return reports
    }

    private static func fill(
        _ members: JSONMembers, _ category: BybitCategory, _ cursor: JSONCursor
    ) throws(WireError) -> FillReport {
        let symbol = try cursor.string(members[FillField.symbol], "symbol")
        let side = try cursor.side(members[FillField.side], "side")
        let isMaker = try cursor.flag(members[FillField.isMaker], "isMaker")
        let price = try cursor.price(members[FillField.price], "execPrice")
        let quantity = try cursor.quantity(members[FillField.quantity], "execQty")
        let fee = try cursor.decimalOrZero(members[FillField.fee], "execFee", .up)
        guard price.raw > 0, quantity.raw > 0 else { throw WireError("execPrice, execQty", "are not positive") }
        let value = members[FillField.value]
        let notional =
            cursor.isEmpty(value)
            ? Money(price: price, quantity: quantity, rounding: .nearest)
            : Money(raw: try cursor.decimal(value, "execValue", .nearest))
        let asset = members[FillField.asset]
        return FillReport(
            tradeID: try cursor.string(members[FillField.name], "execId"),
            clientID: try cursor.optionalString(members[FillField.clientID], "orderLinkId") ?? "",
            venueID: try cursor.string(members[FillField.venueID], "orderId"), symbol: symbol, side: side,
            price: price, quantity: quantity, notional: notional, fee: fee,
            feeAsset: cursor.isEmpty(asset)
                ? try feeAsset(of: symbol, category, side, isRebate: isMaker && fee < 0)
                : try cursor.string(asset, "feeCurrency"),
            liquidity: isMaker ? .maker : .taker, time: try cursor.milliseconds(members[FillField.time], "execTime"))
    }

    /// Whether it is an execution of an order rather than a booking.
    private static func isTrade(_ type: JSONValue, _ cursor: JSONCursor) -> Bool {
        type.isNil || cursor.matches(type, "Trade") || cursor.matches(type, "AdlTrade")
            || cursor.matches(type, "BustTrade") || cursor.matches(type, "BlockTrade")
    }

    /// What a fee was paid in, where the venue does not say it: of contracts the quote currency; of spot what was got,
    /// and for a maker's rebate the other.
    ///
    /// Source: Bybit "Enums Definitions", spot fee currency instruction.
    private static func feeAsset(
        of symbol: String, _ category: BybitCategory, _ side: Side, isRebate: Bool
    ) throws(WireError) -> String {
        if category == .linear, symbol.hasSuffix("PERP") { return "USDC" }
        let instrument: Instrument
        do { instrument = try Instrument(venue: .bybit, symbol: symbol, kind: category.kind) } catch {
            throw WireError("feeCurrency", "is missing, and the symbol does not tell it")
        }
        return category == .linear || (side == .buy) == isRebate ? instrument.quote : instrument.base
    }
}

extension BybitAnswers {
    private enum AccountField: Int {
        case coins, coin, total, locked, borrowed, ordered
    }

    private static let accountNames = JSONNames([
        ("coin", AccountField.coins.rawValue)
    ])

    private static let coinNames = JSONNames([
        ("coin", AccountField.coin.rawValue), ("walletBalance", AccountField.total.rawValue),
        ("locked", AccountField.locked.rawValue), ("totalOrderIM", AccountField.ordered.rawValue),
        ("spotBorrow", AccountField.borrowed.rawValue),
    ])

    /// What the account owns of each asset that is listed; of several accounts together.
    ///
    /// What is owned is the wallet's balance less what was borrowed for spot orders; reserved of it are spot orders and
    /// the margin of contract orders. A position's margin is owned and not reserved.
    static func balances(_ list: JSONValue, _ cursor: JSONCursor) throws(WireError) -> [BalanceReport] {
        var reports: [BalanceReport] = []
        try cursor.each(of: list, "data") { cursor throws(WireError) in
            let members = try cursor.members(accountNames)
            guard !members[AccountField.coins].isNil else { return }
            try cursor.each(of: members[AccountField.coins], "coin") { cursor throws(WireError) in
                reports.append(try balance(try cursor.members(coinNames), cursor))
            }
        }
        return reports
    }

    private static func balance(_ members: JSONMembers, _ cursor: JSONCursor) throws(WireError) -> BalanceReport {
        let total = try cursor.decimal(members[AccountField.total], "walletBalance", .down)
        let borrowed = try cursor.decimalOrZero(members[AccountField.borrowed], "spotBorrow", .up)
        let spot = try cursor.decimalOrZero(members[AccountField.locked], "locked", .up)
        let contracts = try cursor.decimalOrZero(members[AccountField.ordered], "totalOrderIM", .up)
        let (locked, isTooLarge) = spot.addingReportingOverflow(contracts)
        let (reserved, isTooLargeYet) = locked.addingReportingOverflow(borrowed)
        let (free, isTooSmall) = total.subtractingReportingOverflow(reserved)
        guard !isTooLarge, !isTooLargeYet, !isTooSmall else {
            throw WireError("walletBalance", "is beyond every range")
        }
        return BalanceReport(
            asset: try cursor.string(members[AccountField.coin], "coin"), free: free, locked: locked)
    }
}
