internal import SigmaModel

/// What the administration reads and writes.
enum AdminText {
    /// The state of the whole.
    static func overview(_ state: EmulatorState) -> [UInt8] {
        JSONComposer.object { json in
            json.string("market_time", state.market.time.description)
            json.raw("speed", "\(state.pace.speed)")
            json.array("venues") { list in
                for stage in state.stages { list.object { write(stage.site, &$0) } }
            }
            json.array("faults") { list in
                for (number, rule, happened) in state.desk.rules {
                    list.object { entry in
                        entry.number("number", number)
                        rule.write(&entry)
                        entry.number("happened", happened)
                    }
                }
            }
        }
    }

    private static func write(_ site: VenueSite, _ json: inout JSONComposer) {
        json.string("venue", site.venue.rawValue)
        json.bool("maintenance", site.isInMaintenance)
        json.number("clock_jump_ms", site.clockJump.nanoseconds / 1_000_000)
        json.number("requests", site.requestCount)
        json.number("connections_granted", site.connectionCount)
        json.array("symbols") { list in for board in site.boards { list.string(board.instrument.symbol) } }
        json.array("accounts") { list in for account in site.accounts { list.string(account.name) } }
        json.array("connections") { list in
            for session in site.sessions {
                list.object { entry in
                    entry.number("number", session.number)
                    entry.string("path", session.request.path)
                    entry.string("account", session.account?.name)
                }
            }
        }
    }

    /// Everything of an account.
    static func truth(_ truth: AccountTruth) -> [UInt8] {
        JSONComposer.object { json in
            json.array("orders") { list in for order in truth.orders { list.object { write(order, &$0) } } }
            json.array("fills") { list in for fill in truth.fills { list.object { write(fill, &$0) } } }
            json.array("balances") { list in
                for balance in truth.balances {
                    list.object { entry in
                        entry.string("asset", balance.asset)
                        entry.string("free", DecimalText.format(balance.free))
                        entry.string("locked", DecimalText.format(balance.locked))
                    }
                }
            }
        }
    }

    private static func write(_ order: EmulatedOrder, _ json: inout JSONComposer) {
        json.number("number", order.number)
        json.string("venue_id", order.venueID)
        json.string("client_id", order.clientID)
        json.string("symbol", order.symbol)
        json.string("side", order.request.side.description)
        json.string("state", order.state.rawValue)
        json.string("price", order.request.limitPrice.description)
        json.string("quantity", order.request.quantity.description)
        json.string("total", order.request.total.description)
        json.string("filled", order.filled.description)
        json.string("spent", order.spent.description)
        json.string("created_at", order.createdAt.description)
    }

    private static func write(_ fill: EmulatedFill, _ json: inout JSONComposer) {
        json.number("number", fill.number)
        json.number("order", fill.order)
        json.string("symbol", fill.symbol)
        json.string("side", fill.side.description)
        json.string("price", fill.price.description)
        json.string("quantity", fill.quantity.description)
        json.string("notional", fill.notional.description)
        json.string("fee", fill.fee.description)
        json.string("fee_asset", fill.feeAsset)
        json.bool("maker", fill.isMaker)
        json.string("time", fill.time.description)
    }

    /// An account as a request describes it.
    static func account(_ body: JSONTree) throws -> AccountSettings {
        guard let name = body["name"]?.string, !name.isEmpty else { throw AdminProblem.field("name", "a text") }
        guard let list = body["keys"]?.elements else { throw AdminProblem.field("keys", "a list of keys") }
        var balances: [String: Quantity] = [:]
        for member in body["balances"]?.members ?? [] {
            guard let amount = member.value.plain.flatMap({ try? Quantity($0) }), amount.raw >= 0 else {
                throw AdminProblem.field("balances.\(member.name)", "a decimal")
            }
            balances[member.name] = amount
        }
        return AccountSettings(name: name, keys: try list.map { try key($0) }, balances: balances)
    }

    private static func key(_ body: JSONTree) throws -> EmulatedKey {
        guard let id = body["id"]?.string, let secret = body["secret"]?.string, !id.isEmpty, !secret.isEmpty else {
            throw AdminProblem.field("keys", "entries with an id and a secret")
        }
        var key = EmulatedKey(id: id, proof: .secret(secret))
        try change(&key, by: body)
        return key
    }

    /// Changes what a request names of a key, and leaves the rest.
    static func change(_ key: inout EmulatedKey, by body: JSONTree) throws {
        if let names = body["permissions"]?.elements {
            key.permissions = []
            for name in names {
                switch name.string {
                case "read": key.permissions.insert(.read)
                case "trade": key.permissions.insert(.trade)
                case "withdraw": key.permissions.insert(.withdraw)
                default: throw AdminProblem.field("permissions", "read, trade, withdraw")
                }
            }
        }
        if let addresses = body["addresses"]?.elements { key.addresses = addresses.compactMap(\.string) }
        if let text = body["expires"]?.string {
            guard let time = try? Timestamp(text) else { throw AdminProblem.field("expires", "a time, ISO 8601") }
            key.expires = time
        }
    }
}
