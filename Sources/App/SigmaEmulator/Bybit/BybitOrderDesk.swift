internal import SigmaModel

/// Brings an order before the rules of its market and the account's funds, and to matching.
struct BybitOrderDesk {
    /// How far beyond the last price a limit may cross it.
    static let priceBand = Rate(basisPoints: 1_000)

    let site: VenueSite
    let account: EmulatedAccount

    /// Takes an order in; what it met is told as the account's news.
    func place(_ form: BybitOrderForm) throws(BybitRefusal) -> EmulatedOrder {
        guard let board = site.board(form.symbol, kind: form.kind) else {
            throw form.kind == .spot ? BybitRefusal(170_121, "Invalid symbol.") : .symbol
        }
        if let clientID = form.clientID, account.isRepeated(clientID: clientID) { throw .duplicate(form.kind) }
        guard !site.suspended.contains(board.id) else {
            throw form.kind == .spot
                ? BybitRefusal(170_151, "The trading pair is not open yet")
                : BybitRefusal(110_074, "This contract is not live")
        }
        let rules = board.rules(at: site.marketTime)
        let request = try request(form, board, rules)
        try checkPrice(form, board, rules)
        if request.reduceOnly { try checkReduction(request, board) }
        try checkFunds(request, board, rules)
        let draft = OrderDraft(request, clientID: form.clientID, marks: marks(of: form))
        switch account.place(draft, at: site.marketTime) {
        case .taken(let order): return order
        case .refused(let reason): throw Self.refusal(reason, form.kind)
        case .tooMany:
            throw form.kind == .spot
                ? BybitRefusal(170_810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders.")
                : BybitRefusal(110_020, "Not allowed to have more than 500 active orders.")
        }
    }

    private func marks(of form: BybitOrderForm) -> [String: String] {
        [
            "orderType": form.isMarket ? "Market" : "Limit", "timeInForce": form.timeInForce,
            "qty": form.quantity.description, "marketUnit": form.marketUnit,
            "reduceOnly": form.isReduceOnly ? "true" : "false",
        ]
    }

    private func request(
        _ form: BybitOrderForm, _ board: MarketBoard, _ rules: VenueRules
    ) throws(BybitRefusal) -> OrderRequest {
        if form.isByValue {
            try checkValue(Money(raw: form.quantity.raw), form.kind, rules)
            if form.side == .buy { return .marketBuy(spending: Money(raw: form.quantity.raw), on: board.id) }
            guard let best = board.levels(.buy, limit: 1).first?.price else {
                throw BybitRefusal(170_229, "The sell quantity per order exceeds the estimated maximum sell quantity.")
            }
            let sold = Quantity(buying: Money(raw: form.quantity.raw), at: best, rounding: .down)
                .roundedDown(to: rules.quantityStep)
            return .market(.sell, sold, of: board.id)
        }
        try checkQuantity(form, rules)
        var request: OrderRequest
        if let price = form.price {
            try checkValue(Money(price: price, quantity: form.quantity, rounding: .down), form.kind, rules)
            request = .limit(
                form.side, form.quantity, at: price, of: board.id, timeInForce: Self.time(form.timeInForce))
        } else {
            let value = Money(price: board.lastPrice, quantity: form.quantity, rounding: .down)
            if !form.isReduceOnly { try checkValue(value, form.kind, rules) }
            request = .market(form.side, form.quantity, of: board.id)
        }
        request.reduceOnly = form.isReduceOnly
        return request
    }

    private func checkQuantity(_ form: BybitOrderForm, _ rules: VenueRules) throws(BybitRefusal) {
        let isSpot = form.kind == .spot
        guard form.quantity.raw % rules.quantityStep.raw == 0 else {
            throw isSpot ? BybitRefusal(170_137, "Order quantity has too many decimals.") : .parameter("Qty invalid")
        }
        guard form.quantity >= rules.minQuantity else {
            throw isSpot
                ? BybitRefusal(170_136, "Order quantity exceeded lower limit.")
                : BybitRefusal(10_001, "The number of contracts is less than the minimum limit allowed")
        }
        guard form.quantity <= rules.maxQuantity else {
            throw isSpot
                ? BybitRefusal(170_124, "Order quantity exceeded upper limit.")
                : BybitRefusal(10_001, "The number of contracts exceeds maximum limit allowed: too large")
        }
    }

    private func checkValue(_ value: Money, _ kind: InstrumentKind, _ rules: VenueRules) throws(BybitRefusal) {
        guard value >= rules.minNotional else {
            throw kind == .spot
                ? BybitRefusal(170_140, "Order value exceeded lower limit.")
                : BybitRefusal(110_094, "Order does not meet minimum order value \(rules.minNotional)USDT")
        }
        guard value <= rules.maxNotional else { throw BybitRefusal(170_124, "Order amount too large.") }
    }

    private func checkPrice(
        _ form: BybitOrderForm, _ board: MarketBoard, _ rules: VenueRules
    ) throws(BybitRefusal) {
        guard let price = form.price else { return }
        guard rules.ticks.holds(price) else {
            throw form.kind == .spot
                ? BybitRefusal(170_134, "Order price has too many decimals.")
                : BybitRefusal(10_001, "params error: price invalid")
        }
        let last = board.lastPrice
        guard last.raw > 0 else { return }
        switch (form.side, form.kind) {
        case (.buy, .spot) where price > last.adding(Self.priceBand, .up):
            throw BybitRefusal(170_193, "Buy order price cannot be higher than \(last.adding(Self.priceBand, .up)).")
        case (.sell, .spot) where price < last.adding(-Self.priceBand, .down):
            throw BybitRefusal(170_194, "Sell order price cannot be lower than \(last.adding(-Self.priceBand, .down)).")
        case (.buy, .linear) where price > last.adding(Self.priceBand, .up),
            (.sell, .linear) where price < last.adding(-Self.priceBand, .down):
            throw BybitRefusal(110_003, "Order price exceeds the allowable range.")
        default: return
        }
    }

    /// Spot orders must be paid for; contracts need margin for the position that they would make.
    private func checkFunds(
        _ request: OrderRequest, _ board: MarketBoard, _ rules: VenueRules
    ) throws(BybitRefusal) {
        guard board.instrument.kind == .spot else { return try checkMargin(request, board, rules) }
        let need: Int128
        switch request.side {
        case .sell: need = request.quantity.raw
        case .buy where request.quantity.raw == 0: need = request.total.raw
        case .buy:
            let price = request.type == .market ? board.lastPrice : request.limitPrice
            need = Money(price: price, quantity: request.quantity, rounding: .up).raw
        }
        let asset = request.side == .buy ? board.instrument.quote : board.instrument.base
        guard account.balance(of: asset).free >= need else { throw .funds(.spot) }
    }

    /// A larger position needs its initial margin and the fee, of what the account is worth in the contract's currency.
    ///
    /// What waits beside it is not counted: matching looks at the margin again when an order trades.
    private func checkMargin(
        _ request: OrderRequest, _ board: MarketBoard, _ rules: VenueRules
    ) throws(BybitRefusal) {
        let held = position(board)
        let after = held + request.quantity.raw * request.side.sign
        guard !request.reduceOnly, after.magnitude > held.magnitude else { return }
        let mark = Self.mark(board)
        let price =
            request.type == .market
            ? board.levels(request.side.opposite, limit: 1).first?.price ?? mark : request.limitPrice
        let cash = account.balance(of: board.instrument.quote)
        let value = Money(price: mark, quantity: Quantity(raw: held), rounding: .down)
        let margin = Money(price: price, quantity: Quantity(raw: after).magnitude, rounding: .up)
            .applying(rules.initialMargin, .up)
        let fee = Money(price: price, quantity: request.quantity, rounding: .up).applying(rules.takerFee, .up)
        guard cash.free + cash.locked + value.raw >= margin.raw + fee.raw else { throw .funds(.linear) }
    }

    /// What may only reduce a position needs one of the other side; matching shortens it to what is there.
    private func checkReduction(_ request: OrderRequest, _ board: MarketBoard) throws(BybitRefusal) {
        guard position(board).signum() == -request.side.sign else {
            throw BybitRefusal(110_017, "Reduce-only rule not satisfied")
        }
    }

    /// What the account holds of a contract; negative where it was sold.
    private func position(_ board: MarketBoard) -> Int128 {
        let table = site.market.table
        let position = account.balance(of: table.assets[Int(table.bases[Int(board.id.index)].index)])
        return position.free + position.locked
    }

    /// What a contract is worth now.
    private static func mark(_ board: MarketBoard) -> Price {
        board.levels(.buy, limit: 1).first?.price ?? board.lastPrice
    }

    private static func refusal(_ reason: RejectReason, _ kind: InstrumentKind) -> BybitRefusal {
        switch reason {
        case .insufficientFunds: .funds(kind)
        case .underMinimumNotional:
            kind == .spot
                ? BybitRefusal(170_140, "Order value exceeded lower limit.")
                : BybitRefusal(110_094, "Order does not meet minimum order value")
        case .invalidQuantity where kind == .spot: BybitRefusal(170_136, "Order quantity exceeded lower limit.")
        case .invalidQuantity: BybitRefusal(110_017, "orderQty will be truncated to zero")
        case .overMaximumNotional: BybitRefusal(170_124, "Order amount too large.")
        default: kind == .spot ? BybitRefusal(170_210, "New order rejected.") : .parameter("order rejected")
        }
    }

    private static func time(_ text: String) -> TimeInForce {
        switch text {
        case "IOC": .immediateOrCancel
        case "FOK": .fillOrKill
        case "PostOnly": .postOnly
        default: .goodTilCancelled
        }
    }
}
