internal import SigmaModel

extension UpbitProtocol {
    /// Creates an order, or checks whether it could be created.
    func place(_ request: WireRequest, _ account: EmulatedAccount, isTest: Bool) throws(UpbitRefusal) -> WireAnswer {
        let body = try UpbitProtocol.body(of: request)
        let identifier = body["identifier"]?.plain
        if let identifier {
            guard !account.isRepeated(clientID: identifier) else { throw .duplicate }
            // Also an order that is refused below uses its identifier up.
            if !isTest { account.burn(clientID: identifier) }
        }
        let desk = UpbitOrderDesk(site: site, account: account)
        let checked = try desk.check(try UpbitOrderForm(body))
        if isTest { return .json(testText(checked), status: 201) }
        let order = try desk.place(checked)
        return .json(
            JSONComposer.object { UpbitOrderText(order: order, board: checked.board).write(&$0) }, status: 201)
    }

    /// The members of a JSON body; forms are not taken.
    private static func body(of request: WireRequest) throws(UpbitRefusal) -> JSONTree {
        let type = request.header("Content-Type") ?? ""
        guard type.lowercased().hasPrefix("application/json"), let body = JSONTree(request.body),
            body.members != nil
        else { throw .invalid("body") }
        return body
    }

    /// What the test of an order answers: the order as it would be.
    private func testText(_ checked: UpbitOrderDesk.Checked) -> [UInt8] {
        var order = EmulatedOrder(
            number: 0, venueID: SeededUUID.text(of: 0, seed: seed), clientID: checked.form.identifier,
            symbol: checked.form.market, request: checked.request,
            marks: ["ord_type": checked.form.kind.rawValue, "smp_type": checked.form.smpType],
            createdAt: site.marketTime, updatedAt: site.marketTime)
        order.marks["price"] = checked.form.price?.description
        order.marks["volume"] = checked.form.volume?.description
        order.marks["time_in_force"] = checked.form.timeInForce
        order.lockedAtFirst = checked.lock
        order.locked = checked.lock
        return JSONComposer.object { UpbitOrderText(order: order, board: checked.board).write(&$0) }
    }

    /// Asks for an order's end; the answer shows it as it was.
    func cancel(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let order = try find(parameters, account)
        guard account.cancel(order.number, at: site.marketTime) else { throw .unknownOrder }
        return .json(JSONComposer.object { UpbitOrderText(order: order, board: site.board(order.symbol)).write(&$0) })
    }

    func cancelByID(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let named = try named(parameters, atMost: 20)
        let orders = named.names.compactMap { name in
            named.areIdentifiers ? account.order(clientID: name) : account.order(venueID: name)
        }
        return cancel(orders, of: account)
    }

    func cancelOpen(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        guard let count = Int(parameters["count"] ?? "20"), (1...300).contains(count) else { throw .parameter("count") }
        let side: Side?
        switch parameters["cancel_side"] {
        case nil, "all": side = nil
        case "bid": side = .buy
        case "ask": side = .sell
        default: throw .parameter("cancel_side")
        }
        let list = { (name: String) in parameters[name].map { Set($0.split(separator: ",").map(String.init)) } }
        let (pairs, quotes, excluded) = (list("pairs"), list("quote_currencies"), list("excluded_pairs"))
        guard pairs == nil || quotes == nil, (pairs?.count ?? 0) <= 20, (excluded?.count ?? 0) <= 20 else {
            throw .parameter("pairs")
        }
        let orders = account.openOrders.filter { order in
            (side ?? order.request.side) == order.request.side && pairs?.contains(order.symbol) ?? true
                && quotes?.contains(String(order.symbol.prefix { $0 != "-" })) ?? true
                && !(excluded?.contains(order.symbol) ?? false)
        }
        return cancel(Array(try UpbitProtocol.sorted(orders, parameters).prefix(count)), of: account)
    }

    private func cancel(_ orders: [EmulatedOrder], of account: EmulatedAccount) -> WireAnswer {
        var done: [EmulatedOrder] = []
        var failed: [EmulatedOrder] = []
        for order in orders {
            if account.cancel(order.number, at: site.marketTime) { done.append(order) } else { failed.append(order) }
        }
        return .json(
            JSONComposer.object { json in
                for (name, orders) in [("success", done), ("failed", failed)] {
                    json.object(name) { part in
                        part.number("count", orders.count)
                        part.array("orders") { list in
                            for order in orders {
                                list.object { entry in
                                    entry.string("uuid", order.venueID)
                                    entry.string("market", order.symbol)
                                    if let identifier = order.clientID { entry.string("identifier", identifier) }
                                }
                            }
                        }
                    }
                }
            })
    }

    /// Cancels an order and creates another one of its market and side.
    func replace(_ request: WireRequest, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let body = try UpbitProtocol.body(of: request)
        let identifier = body["new_identifier"]?.plain
        if let identifier {
            guard identifier != body["prev_order_identifier"]?.plain, !account.isRepeated(clientID: identifier) else {
                throw .duplicate
            }
            account.burn(clientID: identifier)
        }
        let old = try replaced(body, account)
        var text = body
        if body["new_volume"]?.plain == "remain_only", case .object(let members) = body {
            text = .object(
                members.map {
                    $0.name != "new_volume" ? $0 : .init(name: $0.name, value: .string(old.remaining.description))
                })
        }
        let form = try UpbitOrderForm(text, prefix: "new_", market: old.symbol, side: old.request.side)
        let desk = UpbitOrderDesk(site: site, account: account)
        let checked = try desk.check(form, released: old.locked)
        guard account.cancel(old.number, at: site.marketTime) else { throw .unknownOrder }
        let new = try desk.place(checked)
        return .json(
            JSONComposer.object { json in
                UpbitOrderText(order: old, board: checked.board).write(&json)
                json.string("new_order_uuid", new.venueID)
                if let identifier = new.clientID { json.string("new_order_identifier", identifier) }
            }, status: 201)
    }

    private func replaced(_ body: JSONTree, _ account: EmulatedAccount) throws(UpbitRefusal) -> EmulatedOrder {
        let uuid = body["prev_order_uuid"]?.plain
        let identifier = body["prev_order_identifier"]?.plain
        guard uuid != nil || identifier != nil else { throw .invalid("prev_order_uuid") }
        let order = uuid.map { account.order(venueID: $0) } ?? identifier.flatMap { account.order(clientID: $0) }
        guard let order, !order.state.isTerminal else { throw .unknownOrder }
        return order
    }
}
