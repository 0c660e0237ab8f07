internal import SigmaModel

extension BybitProtocol {
    func wallet(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        guard fields["accountType"] == "UNIFIED" else {
            throw BybitRefusal(10_001, "accountType only support UNIFIED.")
        }
        let wanted = fields["coin"].map { Set($0.split(separator: ",").map(String.init)) }
        let balances = account.balances.filter { balance in
            guard !balance.asset.contains(":") else { return false }
            return wanted?.contains(balance.asset) ?? (balance.free != 0 || balance.locked != 0)
        }
        let text = BybitWalletText(site: site, account: account, balances: balances)
        return { json in json.array("list") { list in list.object(text.write) } }
    }

    func fees(_ fields: BybitFields) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let boards =
            fields["symbol"] == nil ? site.boards.filter { $0.instrument.kind == kind } : [try board(fields, kind)]
        let time = site.marketTime
        return { json in
            if kind == .spot { json.string("category", "spot") }
            json.array("list") { list in
                for board in boards {
                    list.object { item in
                        item.string("symbol", board.instrument.symbol)
                        item.string("baseCoin", "")
                        item.string("takerFeeRate", board.rules(at: time).takerFee.description)
                        item.string("makerFeeRate", board.rules(at: time).makerFee.description)
                    }
                }
            }
        }
    }

    func accountInfo() -> (inout JSONComposer) -> Void {
        let now = site.now
        return { json in
            json.number("unifiedMarginStatus", 6)
            json.string("marginMode", "REGULAR_MARGIN")
            json.bool("isMasterTrader", false)
            json.string("spotHedgingStatus", "OFF")
            json.string("updatedTime", BybitText.stamp(now))
            json.string("dcpStatus", "OFF")
            json.number("timeWindow", 10)
            json.number("smpGroup", 0)
        }
    }

    func keyInfo(_ key: EmulatedKey?) -> (inout JSONComposer) -> Void {
        let canTrade = key?.permissions.contains(.trade) ?? false
        let canWithdraw = key?.permissions.contains(.withdraw) ?? false
        let expiry = key?.expires.map { BybitKeyText.date($0) } ?? "1970-01-01T00:00:00Z"
        return { json in
            json.string("id", "1000001")
            json.string("note", "emulated")
            json.string("apiKey", key?.id ?? "")
            json.number("readOnly", canTrade ? 0 : 1)
            json.string("secret", "")
            json.object("permissions") { permissions in
                BybitKeyText.write("ContractTrade", canTrade ? ["Order", "Position"] : [], &permissions)
                BybitKeyText.write("Spot", canTrade ? ["SpotTrade"] : [], &permissions)
                BybitKeyText.write("Wallet", ["AccountTransfer"] + (canWithdraw ? ["Withdraw"] : []), &permissions)
                BybitKeyText.write("Options", [], &permissions)
                BybitKeyText.write("Derivatives", canTrade ? ["DerivativesTrade"] : [], &permissions)
                BybitKeyText.write("Exchange", [], &permissions)
            }
            json.array("ips") { list in
                for address in key?.addresses.isEmpty == false ? key?.addresses ?? [] : ["*"] { list.string(address) }
            }
            json.number("type", 1)
            json.number("deadlineDay", key?.expires == nil ? -2 : 90)
            json.string("expiredAt", expiry)
            json.string("createdAt", "2026-01-01T00:00:00Z")
            json.number("unified", 0)
            json.number("uta", 1)
            json.number("userID", 1_000_001)
            json.string("vipLevel", "No VIP")
            json.bool("isMaster", true)
            json.string("parentUid", "0")
        }
    }
}

/// Parts of what is told of a key.
enum BybitKeyText {
    static func write(_ name: String, _ list: [String], _ json: inout JSONComposer) {
        json.array(name) { array in
            for item in list { array.string(item) }
        }
    }

    /// An instant as `2026-01-01T00:00:00Z`.
    static func date(_ time: Timestamp) -> String {
        let date = time.date
        let second = Int(time.nanoseconds / 1_000_000_000 % 86_400)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))T\(two(second / 3_600)):\(two(second / 60 % 60))"
            + ":\(two(second % 60))Z"
    }
}
