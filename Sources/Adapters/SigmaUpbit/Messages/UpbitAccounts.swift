internal import SigmaModel
package import SigmaPorts
package import SigmaWire

/// Reads what an account owns, which the stream and the answer of `GET /accounts` say alike.
package enum UpbitAccounts {
    /// What is owned of each currency of a list; amounts with more than eight decimals are rounded down.
    static func read(
        _ list: JSONValue, _ cursor: JSONCursor, _ field: StaticString
    ) throws(WireError) -> [BalanceReport] {
        var balances: [BalanceReport] = []
        try cursor.each(of: list, field) { (cursor) throws(WireError) in
            let members = try cursor.members(UpbitAssetField.names)
            let balance = BalanceReport(
                asset: try cursor.string(members[UpbitAssetField.currency], "currency"),
                free: try cursor.decimal(members[UpbitAssetField.balance], "balance", .down),
                locked: try cursor.decimal(members[UpbitAssetField.locked], "locked", .down))
            guard balance.free >= 0, balance.locked >= 0 else { throw WireError("balance", "is negative") }
            balances.append(balance)
        }
        return balances
    }

    /// What is owned, from the answer of `GET /accounts`; currencies of which there is nothing are left out.
    package static func read(answer: [UInt8]) throws(WireError) -> [BalanceReport] {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            let list = try cursor.value()
            return try read(list, cursor, "accounts").filter { $0.free > 0 || $0.locked > 0 }
        }
    }
}
