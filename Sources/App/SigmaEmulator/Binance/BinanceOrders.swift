internal import SigmaModel

extension BinanceProtocol {
    /// Answers a question of an account.
    func trade(
        _ call: BinanceCall, _ parameters: BinanceParameters, _ key: EmulatedKey, _ account: EmulatedAccount,
        micro: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        let writer = BinanceOrderText(account: account, micro: micro)
        switch call {
        case .place, .test: return try place(parameters, account, writer, isTest: call == .test)
        case .amend: return try amend(parameters, account, writer)
        case .cancel: return try cancel(parameters, account, writer)
        case .cancelOpen: return try cancelOpen(parameters, account, writer)
        case .find:
            let order = try find(parameters, account, else: .noOrder)
            return JSONComposer.object { writer.write(order, &$0) }
        case .openOrders:
            if parameters["symbol"] != nil { _ = try board(parameters) }
            let symbol = parameters["symbol"]
            let orders = account.openOrders.filter { symbol == nil || $0.symbol == symbol }
            return JSONComposer.array { json in for order in orders { json.object { writer.write(order, &$0) } } }
        case .allOrders: return try allOrders(parameters, account, writer)
        case .account: return accountText(parameters, account, micro: micro)
        case .myTrades: return try myTrades(parameters, account, micro: micro)
        case .commission: return try commission(parameters)
        case .orderCount: return orderCount(account)
        case .restrictions: return restrictions(key)
        default: throw .noMethod
        }
    }

    private func place(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, _ writer: BinanceOrderText, isTest: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let form = try BinanceOrderForm(parameters)
        guard !site.suspended.contains(board.id) else { throw .closed }
        try BinanceFilterDesk(board: board, time: site.marketTime).check(form)
        if let clientID = form.clientID, let known = account.order(clientID: clientID), !known.state.isTerminal {
            throw .duplicate
        }
        let request = form.request(of: board.id)
        try checkAgainstMarket(request, board)
        if isTest { return Array("{}".utf8) }
        do throws(BinanceRefusal) { try limits.order(of: account.name, at: site.wall) } catch {
            if site.settings.enforcesLimits { throw error }
        }
        let clientID = form.clientID ?? "emulated\(site.wall.nanoseconds / 1_000)n\(account.orders.count)"
        let draft = OrderDraft(request, clientID: clientID, marks: form.marks)
        switch account.place(draft, at: site.marketTime) {
        case .taken(let taken):
            limits.ordered(by: account.name, at: site.wall)
            let order = account.order(number: taken.number) ?? taken
            return JSONComposer.object { writer.writePlaced(order, form.answerKind, &$0) }
        case .refused(.insufficientFunds): throw .noFunds
        case .refused(.wouldTake): throw .wouldTake
        case .refused: throw BinanceRefusal(-2010, "Unsupported order combination")
        case .tooMany: throw .tooManyOrders
        }
    }

    /// A maker's order that would take, and a trigger that is reached already, are refused at once.
    private func checkAgainstMarket(_ request: OrderRequest, _ board: MarketBoard) throws(BinanceRefusal) {
        if request.timeInForce == .postOnly, let best = board.levels(request.side.opposite, limit: 1).first?.price {
            let takes = request.side == .buy ? request.limitPrice >= best : request.limitPrice <= best
            if takes { throw .wouldTake }
        }
        if request.type.isConditional, let last = board.lastTrade?.price,
            request.isTriggered(high: last, low: last, extreme: .zero)
        {
            throw .wouldTrigger
        }
    }

    private func cancel(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, _ writer: BinanceOrderText
    ) throws(BinanceRefusal) -> [UInt8] {
        let order = try find(parameters, account, else: .unknownOrder)
        let name = parameters["newClientOrderId"]
        guard let ended = cancel(order, account, as: name) else { throw .unknownOrder }
        return JSONComposer.object { writer.writeCancelled(ended, &$0) }
    }

    private func cancelOpen(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, _ writer: BinanceOrderText
    ) throws(BinanceRefusal) -> [UInt8] {
        let symbol = try board(parameters).instrument.symbol
        let ended = account.openOrders.filter { $0.symbol == symbol }.compactMap { cancel($0, account, as: nil) }
        guard !ended.isEmpty else { throw .unknownOrder }
        return JSONComposer.array { json in for order in ended { json.object { writer.writeCancelled(order, &$0) } } }
    }

    /// Cancels a working order under the cancel's own name; nil where there is nothing to cancel.
    private func cancel(_ order: EmulatedOrder, _ account: EmulatedAccount, as name: String?) -> EmulatedOrder? {
        guard !order.state.isTerminal else { return nil }
        cancelCount += 1
        account.mark(order.number, "cancel", name ?? "emulatedCancel\(cancelCount)")
        guard account.cancel(order.number, at: site.marketTime) else { return nil }
        return account.order(number: order.number)
    }

    /// The order that a question names by number, by the client's name, or by both.
    func find(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, else missing: BinanceRefusal
    ) throws(BinanceRefusal) -> EmulatedOrder {
        let symbol = try board(parameters).instrument.symbol
        let (number, name) = (try parameters.integer("orderId"), parameters["origClientOrderId"])
        guard number != nil || name != nil else {
            throw BinanceRefusal(
                -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
        }
        let found = number.map { account.order(venueID: "\($0)") } ?? name.flatMap { account.order(clientID: $0) }
        guard let found, found.symbol == symbol, number == nil || name == nil || found.clientID == name else {
            throw missing
        }
        return found
    }

    private func allOrders(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, _ writer: BinanceOrderText
    ) throws(BinanceRefusal) -> [UInt8] {
        let symbol = try board(parameters).instrument.symbol
        let limit = try parameters.limit(500, atMost: 1_000)
        let from = try parameters.integer("orderId")
        let (start, end) = (try parameters.integer("startTime"), try parameters.integer("endTime"))
        let first = UInt64(max(0, from ?? 0))
        let (begin, last) = (
            start.map { BinanceFormat.time($0) } ?? .epoch, end.map { BinanceFormat.time($0) } ?? .never
        )
        let orders = account.orders.filter { order in
            order.symbol == symbol && order.number >= first && order.createdAt >= begin && order.createdAt <= last
        }
        let chosen = from != nil || start != nil ? orders.prefix(limit) : orders.suffix(limit)
        return JSONComposer.array { json in for order in chosen { json.object { writer.write(order, &$0) } } }
    }
}

/// The filters of a symbol, as exchangeInfo tells them.
struct BinanceFilterDesk {
    let board: MarketBoard
    let time: Timestamp

    /// Throws the first filter that an order does not pass.
    func check(_ form: BinanceOrderForm) throws(BinanceRefusal) {
        let rules = board.rules(at: time)
        for price in [form.price, form.stopPrice].compactMap({ $0 }) {
            guard rules.ticks.holds(price), Int128(price.raw) <= BinanceText.highestPrice else {
                throw .filter("PRICE_FILTER")
            }
        }
        if let quantity = form.quantity {
            guard quantity >= rules.minQuantity, quantity <= rules.maxQuantity,
                quantity.raw % rules.quantityStep.raw == 0
            else { throw .filter("LOT_SIZE") }
        }
        let price = form.price ?? form.stopPrice ?? BinanceText.averagePrice(of: board, at: time)
        let notional = form.total ?? Money(price: price, quantity: form.quantity ?? .zero, rounding: .down)
        guard notional >= rules.minNotional, form.type == "MARKET" || notional <= rules.maxNotional else {
            throw .filter("NOTIONAL")
        }
    }
}
