internal import SigmaModel

extension UpbitProtocol {
    /// Answers a call of an account that proved who it is.
    func trade(_ call: UpbitCall, _ request: WireRequest, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer
    {
        let parameters = request.parameters
        switch call {
        case .accounts: return accounts(account)
        case .keys: return keys(account)
        case .chance: return try chance(parameters, account)
        case .order:
            let order = try find(parameters, account)
            return .json(
                JSONComposer.object { json in
                    let text = UpbitOrderText(order: order, board: site.board(order.symbol))
                    text.write(&json)
                    text.writeTrades(account.fills(of: order.number), seed: seed, &json)
                })
        case .ordersByID: return try ordersByID(parameters, account)
        case .openOrders: return try openOrders(parameters, account)
        case .closedOrders: return try closedOrders(parameters, account)
        case .place, .test: return try place(request, account, isTest: call == .test)
        case .replace: return try replace(request, account)
        case .cancel: return try cancel(parameters, account)
        case .cancelByID: return try cancelByID(parameters, account)
        case .cancelOpen: return try cancelOpen(parameters, account)
        default: throw .parameter("path")
        }
    }

    private func accounts(_ account: EmulatedAccount) -> WireAnswer {
        .json(
            JSONComposer.array { json in
                for balance in account.balances where balance.free != 0 || balance.locked != 0 {
                    json.object { entry in write(balance, account, &entry) }
                }
            })
    }

    private func write(_ balance: AssetBalance, _ account: EmulatedAccount, _ json: inout JSONComposer) {
        json.string("currency", balance.asset)
        json.string("balance", DecimalText.format(balance.free))
        json.string("locked", DecimalText.format(balance.locked))
        json.string("avg_buy_price", UpbitProtocol.averageBuyPrice(of: balance.asset, account).description)
        json.bool("avg_buy_price_modified", false)
        json.string("unit_currency", "KRW")
    }

    /// What the holding cost on the average, by the account's own buys.
    private static func averageBuyPrice(of asset: String, _ account: EmulatedAccount) -> Money {
        var (held, cost) = (Int128(0), Int128(0))
        for fill in account.fills where fill.symbol.hasSuffix("-\(asset)") {
            if fill.isBuy {
                held += fill.quantity.raw
                cost += fill.notional.raw
            } else if held > 0 {
                let sold = min(held, fill.quantity.raw)
                cost -= cost * sold / held
                held -= sold
            }
        }
        guard held > 0 else { return .zero }
        return Money(raw: FixedPoint.divide(cost * Int128(FixedPoint.one), by: held, .nearest))
    }

    private func keys(_ account: EmulatedAccount) -> WireAnswer {
        .json(
            JSONComposer.array { json in
                for key in account.keys {
                    json.object { entry in
                        entry.string("access_key", key.id)
                        // Keys live a year; one that is set to live for ever says a far day.
                        let end = key.expires ?? site.now + .day * 365
                        entry.string("expire_at", UpbitText.korean(end))
                    }
                }
            })
    }

    private func chance(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        guard let code = parameters["market"] else { throw .invalid("market") }
        guard let board = site.board(code) else { throw .unknownMarket }
        let rules = board.rules(at: site.marketTime)
        let instrument = board.instrument
        return .json(
            JSONComposer.object { json in
                json.string("bid_fee", rules.takerFee.description)
                json.string("ask_fee", rules.takerFee.description)
                json.string("maker_bid_fee", rules.makerFee.description)
                json.string("maker_ask_fee", rules.makerFee.description)
                json.object("market") { market in
                    market.string("id", code)
                    market.string("name", "\(instrument.base)/\(instrument.quote)")
                    market.array("order_types") { $0.string("limit") }
                    market.array("order_sides") { sides in
                        sides.string("ask")
                        sides.string("bid")
                    }
                    let common = ["limit", "limit_ioc", "limit_fok", "best_ioc", "best_fok"]
                    market.array("bid_types") { types in for type in common + ["price"] { types.string(type) } }
                    market.array("ask_types") { types in for type in common + ["market"] { types.string(type) } }
                    for (side, currency) in [("bid", instrument.quote), ("ask", instrument.base)] {
                        market.object(side) { entry in
                            entry.string("currency", currency)
                            entry.string("min_total", rules.minNotional.description)
                        }
                    }
                    market.string("max_total", rules.maxNotional.description)
                    market.string("state", site.suspended.contains(board.id) ? "preview" : "active")
                }
                json.object("bid_account") { write(account.balance(of: instrument.quote), account, &$0) }
                json.object("ask_account") { write(account.balance(of: instrument.base), account, &$0) }
            })
    }

    /// The order that a call names; the venue's own name wins.
    func find(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> EmulatedOrder {
        if let uuid = parameters["uuid"] {
            guard let order = account.order(venueID: uuid) else { throw .unknownOrder }
            return order
        }
        guard let identifier = parameters["identifier"] else { throw .invalid("uuid") }
        guard let order = account.order(clientID: identifier) else { throw .unknownOrder }
        return order
    }

    /// Orders as a list, without their trades.
    func list(_ orders: some Sequence<EmulatedOrder>) -> WireAnswer {
        .json(
            JSONComposer.array { json in
                for order in orders {
                    json.object { UpbitOrderText(order: order, board: site.board(order.symbol)).write(&$0) }
                }
            })
    }
}
