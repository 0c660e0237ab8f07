internal import SigmaModel

extension BybitProtocol {
    /// Creates an order; the answer only says that it was taken.
    func create(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let form = try BybitOrderForm(fields)
        return Self.acknowledged(try BybitOrderDesk(site: site, account: account).place(form))
    }

    /// Asks for an order's end.
    func cancel(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        _ = try board(fields, kind)
        let order = try named(fields, account, kind)
        if account.cancel(order.number, at: site.marketTime) { return Self.acknowledged(order) }
        // A cancel that meets the order's last execution is taken all the same, and refused on the stream.
        guard order.state == .filled, order.lastFillAt == site.marketTime else { throw .noOrder(kind) }
        tellLateCancel(of: order, account)
        return Self.acknowledged(order)
    }

    func cancelAll(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        if kind == .linear { try Self.checkScope(fields) }
        let orders = account.openOrders.filter { belongs($0, kind, fields) }
        var done: [EmulatedOrder] = []
        for order in orders where account.cancel(order.number, at: site.marketTime) { done.append(order) }
        return { json in
            json.array("list") { list in
                for order in done { list.object(Self.acknowledged(order)) }
            }
            json.string("success", "1")
        }
    }

    /// Changes a working order's price or quantity; the answer only says that it was taken.
    ///
    /// Source: Bybit "Amend Order"; "Error Codes" 10001, 110001, 170213.
    func amend(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let board = try board(fields, kind)
        let order = try named(fields, account, kind)
        let rules = board.rules(at: site.marketTime)
        let price = fields["price"].flatMap { try? Price($0) }
        let quantity = fields["qty"].flatMap { try? Quantity($0) }
        guard price != nil || quantity != nil else { throw .parameter("price or qty is required") }
        if let price, !rules.ticks.holds(price) || price.raw <= 0 { throw .parameter("price invalid") }
        if let quantity, quantity.raw % rules.quantityStep.raw != 0 { throw .parameter("qty invalid") }
        guard !order.state.isTerminal else { throw .noOrder(kind) }
        guard
            (price ?? order.request.limitPrice, quantity ?? order.request.quantity)
                != (order.request.limitPrice, order.request.quantity)
        else { throw .unchanged }
        let marks = quantity.map { ["qty": $0.description] } ?? [:]
        let time = site.marketTime
        switch account.amend(order.number, quantity: quantity, price: price, marks: marks, at: time) {
        case .taken(let amended): return Self.acknowledged(amended)
        case .refused(.insufficientFunds): throw .funds(kind)
        case .refused(.unknownOrder): throw .noOrder(kind)
        case .refused, .tooMany:
            throw kind == .spot
                ? BybitRefusal(170_311, "Order modification failed")
                : BybitRefusal(110_064, "The modified contract quantity cannot be less than the filled quantity.")
        }
    }

    /// Lists working orders and the latest that ended, or the archive of those that ended.
    func orders(
        _ fields: BybitFields, _ account: EmulatedAccount, isArchive: Bool
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let isNamed = fields["orderId"] != nil || fields["orderLinkId"] != nil
        if kind == .linear, !isArchive, !isNamed { try Self.checkScope(fields) }
        let limit = try fields.limit(20, most: 50)
        let wantsClosed = fields["openOnly"] == "1"
        var list = account.orders.filter { belongs($0, kind, fields) }
        if isArchive {
            list = list.filter { $0.state.isTerminal && isArchived($0) }
        } else {
            let first = forgotten[account.name] ?? 0
            let known = Set(account.orders.dropFirst(first).suffix(500).map(\.number))
            list = list.filter { order in
                guard order.state.isTerminal else { return isNamed || !wantsClosed }
                return (isNamed || wantsClosed) && known.contains(order.number)
            }
        }
        list.reverse()
        let start = min(try fields.offset(), list.count)
        let page = list[start...].prefix(limit)
        let next = BybitFields.cursor(start + page.count, of: list.count)
        let site = site
        return { json in
            json.string("category", BybitText.category(kind))
            json.string("nextPageCursor", next)
            json.array("list") { list in
                for order in page {
                    let board = site.market.board(order.request.instrument)
                    list.object { BybitOrderText(order: order, board: board).write(&$0, isStream: false) }
                }
            }
        }
    }

    func executions(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        let kind = try fields.kind()
        let limit = try fields.limit(50, most: 100)
        var list = account.fills.filter { fill in
            account.order(number: fill.order).map { belongs($0, kind, fields) } ?? false
        }
        list.reverse()
        let start = min(try fields.offset(), list.count)
        let page = list[start...].prefix(limit)
        let next = BybitFields.cursor(start + page.count, of: list.count)
        let (site, seed) = (site, seed)
        return { json in
            json.string("category", BybitText.category(kind))
            json.string("nextPageCursor", next)
            json.array("list") { list in
                for fill in page {
                    guard let order = account.order(number: fill.order) else { continue }
                    let board = site.market.board(order.request.instrument)
                    list.object {
                        BybitFillText(fill: fill, order: order, board: board, seed: seed).write(&$0, isStream: false)
                    }
                }
            }
        }
    }

    /// Whether an order is of a kind and of what the request names; the venue's name goes before all others.
    private func belongs(_ order: EmulatedOrder, _ kind: InstrumentKind, _ fields: BybitFields) -> Bool {
        let instrument = site.market.table[order.request.instrument]
        guard instrument.kind == kind else { return false }
        if let venueID = fields["orderId"] { return order.venueID == venueID }
        if let clientID = fields["orderLinkId"] { return order.clientID == clientID }
        if let symbol = fields["symbol"] { return order.symbol == symbol }
        if let base = fields["baseCoin"] { return instrument.base == base }
        if let settle = fields["settleCoin"], kind == .linear { return instrument.quote == settle }
        return true
    }

    /// Orders that did nothing are kept for a day only.
    private func isArchived(_ order: EmulatedOrder) -> Bool {
        order.filled.raw > 0 || site.marketTime - order.updatedAt <= .day
    }

    private static func checkScope(_ fields: BybitFields) throws(BybitRefusal) {
        guard fields["symbol"] != nil || fields["baseCoin"] != nil || fields["settleCoin"] != nil else {
            throw BybitRefusal(
                10_001, "Missing some parameters that must be filled in, symbol or settleCoin or baseCoin")
        }
    }

    private func named(
        _ fields: BybitFields, _ account: EmulatedAccount, _ kind: InstrumentKind
    ) throws(BybitRefusal) -> EmulatedOrder {
        let order: EmulatedOrder?
        if let venueID = fields["orderId"] {
            order = account.order(venueID: venueID)
        } else if let clientID = fields["orderLinkId"] {
            order = account.order(clientID: clientID)
        } else {
            throw .parameter("orderId or orderLinkId is required")
        }
        guard let order, site.market.table[order.request.instrument].kind == kind, order.symbol == fields["symbol"]
        else {
            throw .noOrder(kind)
        }
        return order
    }

    static func acknowledged(_ order: EmulatedOrder) -> (inout JSONComposer) -> Void {
        { json in
            json.string("orderId", order.venueID)
            json.string("orderLinkId", order.clientID ?? "")
        }
    }
}
