internal import SigmaModel
package import SigmaPorts
internal import SigmaWire

extension BybitGateway {
    /// Symbols up to which each one's fees are asked for by themselves.
    private static let singleLimit = 3

    package func account(of symbols: [String]) async throws(GatewayError) -> AccountFacts {
        let kinds = kinds
        var facts = try await read(.key, WireMembers()) { result, reading throws(WireError) in
            try BybitKeyFacts(result, reading).facts(for: kinds)
        }
        for kind in kinds {
            let category = BybitCategory(kind)
            let each: [String?] = symbols.count > Self.singleLimit ? [nil] : symbols.map { $0 }
            for symbol in each {
                var query = WireMembers()
                query.add("category", category.rawValue)
                if let symbol { query.add("symbol", symbol) }
                let fees = try await read(.fees, query) { result, reading throws(WireError) in
                    try BybitKeyFacts.fees(result, reading)
                }
                for (symbol, fee) in fees where symbols.contains(symbol) && facts.fees[symbol] == nil {
                    facts.fees[symbol] = fee
                }
            }
        }
        return facts
    }
}

/// What a key may do, as the venue tells it.
///
/// Source: Bybit "Get API Key Information", "Get Fee Rate".
struct BybitKeyFacts: Hashable, Sendable {
    /// Whether it may change nothing.
    var isReadOnly: Bool
    /// The permissions that are given, each as its group and name, such as `Spot.SpotTrade`.
    var permissions: Set<String>
    /// The addresses it is bound to; `*` for any.
    var addresses: [String]
    /// When it ends; nil for a key that does not.
    var expires: Timestamp?

    private enum Field: Int {
        case readOnly, permissions, addresses, expires, list, symbol, taker, maker
        case spot, contract, wallet, derivatives
    }

    private static let names = JSONNames([
        ("readOnly", Field.readOnly.rawValue), ("permissions", Field.permissions.rawValue),
        ("ips", Field.addresses.rawValue), ("expiredAt", Field.expires.rawValue), ("list", Field.list.rawValue),
        ("symbol", Field.symbol.rawValue), ("takerFeeRate", Field.taker.rawValue),
        ("makerFeeRate", Field.maker.rawValue), ("ContractTrade", Field.contract.rawValue),
        ("Spot", Field.spot.rawValue), ("Wallet", Field.wallet.rawValue),
        ("Derivatives", Field.derivatives.rawValue),
    ])

    /// Reads the answer about a key.
    init(_ result: JSONValue, _ cursor: JSONCursor) throws(WireError) {
        let members = try cursor.members(of: result, "result", Self.names)
        isReadOnly = try cursor.whole(members[Field.readOnly], "readOnly") != 0
        let groups = try cursor.members(of: members[Field.permissions], "permissions", Self.names)
        permissions = []
        for (group, field) in [
            ("Spot", Field.spot), ("ContractTrade", .contract), ("Wallet", .wallet), ("Derivatives", .derivatives),
        ] {
            for name in try Self.texts(groups[field], cursor) { permissions.insert("\(group).\(name)") }
        }
        addresses = try Self.texts(members[Field.addresses], cursor)
        let expiry = members[Field.expires]
        let time = cursor.isEmpty(expiry) ? nil : try cursor.instant(expiry, "expiredAt")
        // Keys without an end have the beginning of time there.
        expires = time.flatMap { $0 > .epoch ? $0 : nil }
    }

    /// What it may do in trading kinds of instruments.
    func facts(for kinds: [InstrumentKind]) -> AccountFacts {
        let canTrade =
            !isReadOnly
            && kinds.allSatisfy { kind in
                switch kind {
                case .spot: permissions.contains("Spot.SpotTrade")
                case .linear:
                    permissions.contains("ContractTrade.Order") || permissions.contains("Derivatives.DerivativesTrade")
                }
            }
        return AccountFacts(
            canRead: true, canTrade: canTrade, canWithdraw: permissions.contains("Wallet.Withdraw"),
            keyExpires: expires)
    }

    private static func texts(_ list: JSONValue, _ cursor: JSONCursor) throws(WireError) -> [String] {
        guard !list.isNil else { return [] }
        var texts: [String] = []
        try cursor.each(of: list, "permissions, ips") { cursor throws(WireError) in
            texts.append(cursor.text(try cursor.value()))
        }
        return texts
    }

    /// Reads the answer about fees.
    static func fees(
        _ result: JSONValue, _ cursor: JSONCursor
    ) throws(WireError) -> [(symbol: String, fees: AccountFacts.Fees)] {
        let list = try cursor.members(of: result, "result", names)[Field.list]
        var fees: [(symbol: String, fees: AccountFacts.Fees)] = []
        try cursor.each(of: list, "list") { cursor throws(WireError) in
            let members = try cursor.members(names)
            fees.append(
                (
                    try cursor.string(members[Field.symbol], "symbol"),
                    AccountFacts.Fees(
                        maker: try rate(members[Field.maker], "makerFeeRate", cursor),
                        taker: try rate(members[Field.taker], "takerFeeRate", cursor))
                ))
        }
        return fees
    }

    private static func rate(
        _ value: JSONValue, _ field: StaticString, _ cursor: JSONCursor
    ) throws(WireError) -> Rate {
        guard let raw = Int64(exactly: try cursor.decimal(value, field)) else {
            throw WireError(field, "is no share")
        }
        return Rate(raw: raw)
    }
}
