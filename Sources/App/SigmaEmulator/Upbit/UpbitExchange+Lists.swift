internal import SigmaModel

extension UpbitProtocol {
    func ordersByID(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let named = try named(parameters, atMost: 100)
        let orders = account.orders.filter { order in
            let isNamed =
                named.areIdentifiers
                ? order.clientID.map { named.names.contains($0) } ?? false : named.names.contains(order.venueID)
            return isNamed && (parameters["market"] ?? order.symbol) == order.symbol
        }
        return list(try UpbitProtocol.sorted(orders, parameters))
    }

    /// The orders that a call names in one of the two ways.
    func named(
        _ parameters: QueryParameters, atMost limit: Int
    ) throws(UpbitRefusal) -> (names: [String], areIdentifiers: Bool) {
        let uuids = parameters.all("uuids[]")
        let identifiers = parameters.all("identifiers[]")
        guard uuids.isEmpty != identifiers.isEmpty else { throw .invalid("uuids") }
        let names = uuids.isEmpty ? identifiers : uuids
        guard names.count <= limit else { throw .parameter(uuids.isEmpty ? "identifiers" : "uuids") }
        return (names, uuids.isEmpty)
    }

    func openOrders(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let states = try UpbitProtocol.states(parameters, known: ["wait", "watch"], standard: ["wait"])
        let limit = try UpbitProtocol.limit(parameters, standard: 100, most: 100)
        guard let page = Int(parameters["page"] ?? "1"), page >= 1 else { throw .parameter("page") }
        let orders = account.openOrders.filter { order in
            states.contains(UpbitOrderText.state(of: order)) && (parameters["market"] ?? order.symbol) == order.symbol
        }
        return list(try UpbitProtocol.sorted(orders, parameters).dropFirst((page - 1) * limit).prefix(limit))
    }

    func closedOrders(_ parameters: QueryParameters, _ account: EmulatedAccount) throws(UpbitRefusal) -> WireAnswer {
        let states = try UpbitProtocol.states(parameters, known: ["done", "cancel"], standard: ["done", "cancel"])
        let limit = try UpbitProtocol.limit(parameters, standard: 100, most: 1_000)
        let week = TimeSpan.day * 7
        var start = try UpbitProtocol.time(parameters, "start_time")
        var end = try UpbitProtocol.time(parameters, "end_time")
        switch (start, end) {
        case (nil, nil): (start, end) = (site.marketTime - week, .never)
        case (let from?, nil): end = from + week
        case (nil, let to?): start = to - week
        case (let from?, let to?): guard to >= from, to - from <= week else { throw .parameter("end_time") }
        }
        let (from, to) = (start ?? .epoch, end ?? .never)
        let orders = account.orders.filter { order in
            order.state.isTerminal && states.contains(UpbitOrderText.state(of: order))
                && (parameters["market"] ?? order.symbol) == order.symbol
                && order.createdAt >= from && order.createdAt <= to
        }
        return list(try UpbitProtocol.sorted(orders, parameters).prefix(limit))
    }

    /// `state` or `states[]`.
    private static func states(
        _ parameters: QueryParameters, known: Set<String>, standard: Set<String>
    ) throws(UpbitRefusal) -> Set<String> {
        let many = parameters.all("states[]")
        if parameters["state"] != nil, !many.isEmpty { throw .parameter("state") }
        let asked = parameters["state"].map { [$0] } ?? many
        guard !asked.isEmpty else { return standard }
        guard known.isSuperset(of: asked) else { throw .parameter("state") }
        return Set(asked)
    }

    private static func limit(
        _ parameters: QueryParameters, standard: Int, most: Int
    ) throws(UpbitRefusal) -> Int {
        guard let text = parameters["limit"] else { return standard }
        guard let limit = Int(text), (1...most).contains(limit) else { throw .parameter("limit") }
        return limit
    }

    /// Newest first unless asked otherwise.
    static func sorted(
        _ orders: [EmulatedOrder], _ parameters: QueryParameters
    ) throws(UpbitRefusal) -> [EmulatedOrder] {
        switch parameters["order_by"] {
        case nil, "desc": return orders.reversed()
        case "asc": return orders
        default: throw .parameter("order_by")
        }
    }

    /// ISO 8601 or milliseconds.
    private static func time(_ parameters: QueryParameters, _ name: String) throws(UpbitRefusal) -> Timestamp? {
        guard let text = parameters[name], !text.isEmpty else { return nil }
        if let number = Int64(text) { return Timestamp(milliseconds: number) }
        guard let time = try? Timestamp(text) else { throw .parameter(name) }
        return time
    }
}
