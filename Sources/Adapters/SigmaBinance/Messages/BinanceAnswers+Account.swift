package import SigmaModel
package import SigmaPorts
package import SigmaWire

/// What an account owns and pays.
package struct BinanceAccount: Hashable, Sendable {
    /// Every asset of which it owns something.
    package var balances: [BalanceReport]
    /// What it pays where no symbol has a rate of its own.
    package var fees: AccountFacts.Fees?
    /// Whether the account as a whole may trade and withdraw, whatever the key may do.
    package var canTrade, canWithdraw: Bool
}

/// What a key may do.
package struct BinanceKeyPermissions: Hashable, Sendable {
    /// Whether the key may read the account.
    package var canRead, canTrade, canWithdraw: Bool
    /// When the permission to trade ends; nil where it does not.
    package var tradingEnds: Timestamp?
}

extension BinanceAnswers {
    private enum AccountField: Int {
        case rates, canTrade, canWithdraw, balances, asset, free, locked, maker, taker, buyer, seller
    }

    private static let accountNames = JSONNames([
        ("commissionRates", AccountField.rates.rawValue), ("canTrade", AccountField.canTrade.rawValue),
        ("canWithdraw", AccountField.canWithdraw.rawValue), ("balances", AccountField.balances.rawValue),
    ])

    private static let balanceNames = JSONNames([
        ("asset", AccountField.asset.rawValue), ("free", AccountField.free.rawValue),
        ("locked", AccountField.locked.rawValue),
    ])

    private static let rateNames = JSONNames([
        ("maker", AccountField.maker.rawValue), ("taker", AccountField.taker.rawValue),
        ("buyer", AccountField.buyer.rawValue), ("seller", AccountField.seller.rawValue),
    ])

    /// What an account owns and may do.
    package static func account(_ body: [UInt8]) throws(WireError) -> BinanceAccount {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(accountNames)
            var balances: [BalanceReport] = []
            try cursor.each(of: members[AccountField.balances], "balances") { cursor throws(WireError) in
                let members = try cursor.members(balanceNames)
                let balance = BalanceReport(
                    asset: try cursor.string(members[AccountField.asset], "asset"),
                    free: try cursor.decimal(members[AccountField.free], "free", .down),
                    locked: try cursor.decimal(members[AccountField.locked], "locked", .down))
                if balance.free != 0 || balance.locked != 0 { balances.append(balance) }
            }
            let rates = members[AccountField.rates]
            return BinanceAccount(
                balances: balances, fees: rates.isNil ? nil : try fees(cursor, rates, "commissionRates"),
                canTrade: try cursor.flag(members[AccountField.canTrade], "canTrade"),
                canWithdraw: try cursor.flag(members[AccountField.canWithdraw], "canWithdraw"))
        }
    }

    /// Rates by liquidity, with the greater of those by side, which Binance adds to them.
    private static func fees(
        _ cursor: JSONCursor, _ value: JSONValue, _ field: StaticString
    ) throws(WireError) -> AccountFacts.Fees {
        guard value.kind == .object else { throw cursor.problem(value, field, "is no object") }
        var inner = cursor.at(value)
        let members = try inner.members(rateNames)
        var side = Rate.zero
        for field in [AccountField.buyer, .seller] where !members[field].isNil {
            side = max(side, try rate(cursor, members[field], "buyer, seller"))
        }
        return AccountFacts.Fees(
            maker: Rate(raw: try rate(cursor, members[AccountField.maker], "maker").raw + side.raw),
            taker: Rate(raw: try rate(cursor, members[AccountField.taker], "taker").raw + side.raw))
    }

    private static func rate(
        _ cursor: JSONCursor, _ value: JSONValue, _ field: StaticString
    ) throws(WireError) -> Rate {
        guard let raw = Int64(exactly: try cursor.decimal(value, field, .up)), raw.magnitude <= FixedPoint.one else {
            throw WireError(field, "is no rate")
        }
        return Rate(raw: raw)
    }
}

extension BinanceAnswers {
    private enum CommissionField: Int {
        case standard, special, tax
    }

    private static let commissionNames = JSONNames([
        ("standardCommission", CommissionField.standard.rawValue),
        ("specialCommission", CommissionField.special.rawValue), ("taxCommission", CommissionField.tax.rawValue),
    ])

    /// What the account pays for trades of a symbol, before any discount for fees paid in BNB: the sum of its parts.
    package static func commission(_ body: [UInt8]) throws(WireError) -> AccountFacts.Fees {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(commissionNames)
            var sum = try fees(cursor, members[CommissionField.standard], "standardCommission")
            for part in [CommissionField.special, .tax] where !members[part].isNil {
                let more = try fees(cursor, members[part], "specialCommission, taxCommission")
                sum.maker.raw += more.maker.raw
                sum.taker.raw += more.taker.raw
            }
            return sum
        }
    }

    private enum PermissionField: Int {
        case reading, trading, withdrawing, ends
    }

    private static let permissionNames = JSONNames([
        ("enableReading", PermissionField.reading.rawValue),
        ("enableSpotAndMarginTrading", PermissionField.trading.rawValue),
        ("enableWithdrawals", PermissionField.withdrawing.rawValue),
        ("tradingAuthorityExpirationTime", PermissionField.ends.rawValue),
    ])

    /// What a key may do.
    package static func keyPermissions(_ body: [UInt8]) throws(WireError) -> BinanceKeyPermissions {
        try JSONCursor.read(body) { cursor throws(WireError) in
            let members = try cursor.members(permissionNames)
            let ends = members[PermissionField.ends]
            return BinanceKeyPermissions(
                canRead: try cursor.flag(members[PermissionField.reading], "enableReading"),
                canTrade: try cursor.flag(members[PermissionField.trading], "enableSpotAndMarginTrading"),
                canWithdraw: try cursor.flag(members[PermissionField.withdrawing], "enableWithdrawals"),
                tradingEnds: ends.isNil ? nil : try cursor.time(ends, "tradingAuthorityExpirationTime"))
        }
    }
}
