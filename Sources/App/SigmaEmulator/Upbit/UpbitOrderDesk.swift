internal import SigmaModel

/// Brings a posted order before the rules of its market and the account's funds, and to matching.
struct UpbitOrderDesk {
    let site: VenueSite
    let account: EmulatedAccount

    /// An order that passed every check.
    struct Checked {
        let form: UpbitOrderForm
        let board: MarketBoard
        let request: OrderRequest
        /// What it locks: quote for a buy, base for a sell.
        let lock: Int128
    }

    /// Checks an order.
    ///
    /// - Parameter released: what an order that is cancelled first gives back of the asset it would lock.
    func check(_ form: UpbitOrderForm, released: Int128 = 0) throws(UpbitRefusal) -> Checked {
        guard let board = site.board(form.market) else { throw .unknownMarket }
        guard !site.suspended.contains(board.id) else { throw .offline }
        let rules = board.rules(at: site.marketTime)
        let request = try request(form, board, rules)
        try checkTotal(request, form, board, rules)
        let lock = UpbitOrderDesk.lock(request, rules)
        let asset = request.side == .buy ? board.instrument.quote : board.instrument.base
        guard account.balance(of: asset).free + released >= lock else {
            throw .order("insufficient_funds", request.side, "주문가능한 금액(\(asset))이 부족합니다.")
        }
        return Checked(form: form, board: board, request: request, lock: lock)
    }

    /// Takes a checked order in; what it met is told as the account's news.
    func place(_ order: Checked) throws(UpbitRefusal) -> EmulatedOrder {
        var marks = ["ord_type": order.form.kind.rawValue, "smp_type": order.form.smpType]
        if let price = order.form.price { marks["price"] = price.description }
        if let volume = order.form.volume { marks["volume"] = volume.description }
        if let timeInForce = order.form.timeInForce { marks["time_in_force"] = timeInForce }
        var request = order.request
        let match = UpbitSelfMatch(site: site, account: account, board: order.board)
        switch match.resolve(&request, by: order.form.smpType) {
        case .none: break
        case .part(let quantity): marks["prevented_volume"] = quantity.description
        case .all:
            marks["prevented_volume"] = request.quantity.description
            let draft = OrderDraft(request, clientID: order.form.identifier, marks: marks)
            return account.placeEnded(draft, at: site.marketTime)
        }
        let draft = OrderDraft(request, clientID: order.form.identifier, marks: marks)
        switch account.place(draft, at: site.marketTime) {
        case .taken(let taken): return taken
        case .refused(.insufficientFunds): throw .order("insufficient_funds", request.side, "주문가능한 금액이 부족합니다.")
        case .refused, .tooMany: throw .badForm(request.side)
        }
    }

    private func request(
        _ form: UpbitOrderForm, _ board: MarketBoard, _ rules: VenueRules
    ) throws(UpbitRefusal) -> OrderRequest {
        switch form.kind {
        case .limit:
            guard let raw = form.price.flatMap({ Int64(exactly: $0.raw) }), let volume = form.volume,
                rules.ticks.holds(Price(raw: raw))
            else { throw .order("invalid_price", form.side, "주문가격 단위를 잘못 입력하셨습니다. 확인 후 시도해주세요.") }
            return OrderRequest.limit(
                form.side, volume, at: Price(raw: raw), of: board.id, timeInForce: form.timeInForce.timeInForce)
        case .price: return OrderRequest.marketBuy(spending: form.price ?? .zero, on: board.id)
        case .market: return OrderRequest.market(.sell, form.volume ?? .zero, of: board.id)
        case .best:
            guard let best = board.levels(form.side.opposite, limit: 1).first?.price else { throw .badForm(form.side) }
            let volume = form.volume ?? Quantity(buying: form.price ?? .zero, at: best, rounding: .down)
            return OrderRequest.limit(
                form.side, volume, at: best, of: board.id, timeInForce: form.timeInForce.timeInForce)
        }
    }

    /// Least and greatest totals, and the thirty levels that a market order may use.
    private func checkTotal(
        _ request: OrderRequest, _ form: UpbitOrderForm, _ board: MarketBoard, _ rules: VenueRules
    ) throws(UpbitRefusal) {
        let levels = board.levels(request.side.opposite, limit: 30)
        let total: Money
        switch form.kind {
        case .limit: total = Money(price: request.limitPrice, quantity: request.quantity, rounding: .down)
        case .price, .best:
            total = form.price ?? Money(price: request.limitPrice, quantity: request.quantity, rounding: .down)
        case .market:
            let price = levels.first?.price ?? board.lastPrice
            total = Money(price: price, quantity: request.quantity, rounding: .down)
        }
        if total < rules.minNotional {
            throw .order("under_min_total", request.side, "최소주문금액 이상으로 주문해주세요")
        }
        if total > rules.maxNotional {
            throw .order("over_krw_funds", request.side, "최대주문금액을 초과하였습니다.")
        }
        // A market of trades alone shows no book, and is as deep as its trades.
        guard !levels.isEmpty else { return }
        switch form.kind {
        case .price:
            let visible = levels.reduce(Money.zero) {
                $0 + Money(price: $1.price, quantity: $1.quantity, rounding: .down)
            }
            if total > visible { throw .badForm(request.side) }
        case .market:
            let visible = levels.reduce(Quantity.zero) { $0 + $1.quantity }
            if request.quantity > visible { throw .badForm(request.side) }
        case .limit, .best: break
        }
    }

    /// What the order reserves: funds with their fee for a buy, volume for a sell.
    private static func lock(_ request: OrderRequest, _ rules: VenueRules) -> Int128 {
        guard request.side == .buy else { return request.quantity.raw }
        let notional =
            request.quantity.raw == 0
            ? request.total : Money(price: request.limitPrice, quantity: request.quantity, rounding: .up)
        return (notional + notional.applying(rules.takerFee, .up)).raw
    }
}

extension String? {
    /// The time in force that Upbit's word means.
    fileprivate var timeInForce: TimeInForce {
        switch self {
        case "ioc": .immediateOrCancel
        case "fok": .fillOrKill
        case "post_only": .postOnly
        default: .goodTilCancelled
        }
    }
}
