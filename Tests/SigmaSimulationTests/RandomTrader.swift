import SigmaEngine
import SigmaModel
import TestKit

/// A strategy that does anything at any time, and notes where risk let it pass a limit.
final class RandomTrader: @unchecked Sendable {
    private var generator: SplitMix64
    private let limits: RiskLimits
    private let rules: VenueRules
    private var accepted: [Timestamp] = []
    /// Limits that were passed, in words; empty when all is well.
    private(set) var breaches: [String] = []
    /// The number of calls with an engine time before the event's.
    private(set) var earlyCalls = 0

    init(seed: UInt64, setup: RandomSetup) {
        generator = SplitMix64(seed: seed ^ 0x7A3D)
        limits = setup.limits
        rules = setup.rules
    }

    func hear(_ moment: Moment, _ context: inout StrategyContext) {
        switch moment {
        case .candle(let candle): if candle.closeTime > context.now { earlyCalls += 1 }
        case .trade(let trade): if trade.time > context.now { earlyCalls += 1 }
        case .fill(let fill): if fill.time > context.now { earlyCalls += 1 }
        case .quote, .book, .timer, .end: break
        }
        let isMarket =
            switch moment {
            case .candle, .trade, .book: true
            case .quote, .timer, .fill, .end: false
            }
        // What follows from news must end, so it acts on it rarely.
        guard generator.once(in: isMarket ? 2 : 12) else { return }
        act(&context)
        checkOpenOrders(context)
    }

    /// Saves what its next wishes depend on.
    func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&generator)
        try archive.field(&accepted)
        try archive.field(&earlyCalls)
    }

    private func act(_ context: inout StrategyContext) {
        switch generator.next() % 16 {
        case 0: context.cancelAll()
        case 1, 2:
            guard context.workingOrderCount > 0 else { return }
            context.cancel(context.workingOrder(Int(generator.next() % UInt64(context.workingOrderCount))).id)
        case 3: _ = context.closePosition()
        case 4: note([context.enterLong()], nil, context)
        case 5: note([context.enterShort()], nil, context)
        case 6, 7:
            let entry = wish(context)
            let near = context.last(.only).raw
            let (up, down) = (
                tick(near + generator.number(5...300) * 1_000_000), tick(near - generator.number(5...300) * 1_000_000)
            )
            let isBuy = entry.side == .buy
            var exits = BracketExits(takeProfit: isBuy ? up : down, stopLoss: isBuy ? down : up)
            if generator.once(in: 5) { exits.takeProfit = .zero }
            note([context.submitBracket(entry, exits: exits)], entry, context)
        case 8, 9:
            let (first, second) = (wish(context), wish(context))
            let result = context.submitOneCancelsOther(first, second)
            // The second wish was judged beside the first, so only its own note is exact.
            note([result, result], nil, context)
        default:
            let request = wish(context)
            note([context.submit(request)], request, context)
        }
    }

    private func tick(_ raw: Int64) -> Price { Price(raw: max(raw, 2_000_000)).rounded(to: price("0.01"), .down) }

    private func wish(_ context: borrowing StrategyContext) -> OrderRequest {
        let last = context.last(.only).raw
        let side: Side = generator.once(in: 2) ? .buy : .sell
        var amount = Quantity(raw: Int128(generator.number(1...4_000)) * 100_000)
        if generator.once(in: 30) { amount.raw += 1 }
        if side == .buy, generator.once(in: 6) {
            return .marketBuy(spending: Money(raw: Int128(generator.number(1...600)) * 100_000_000), on: .only)
        }
        var request = OrderRequest(
            instrument: .only, side: side, type: generator.pick(OrderType.allCases), quantity: amount)
        if request.type == .limit { request.timeInForce = generator.pick(TimeInForce.allCases) }
        if request.type.hasLimit { request.limitPrice = tick(last + generator.number(-150...150) * 1_000_000) }
        if request.type == .trailingStop {
            request.trail = Rate(basisPoints: generator.number(10...300))
        } else if request.type.isConditional {
            request.triggerPrice = tick(last + generator.number(-150...150) * 1_000_000)
        }
        request.reduceOnly = generator.once(in: 8)
        return request
    }

    // MARK: What risk must hold

    private func note(_ results: [SubmitResult], _ request: OrderRequest?, _ context: borrowing StrategyContext) {
        for result in results where result.order != nil { accepted.append(context.now) }
        if let most = limits.maxOrdersPerSpan {
            let recent = accepted.filter { context.now - $0 < limits.orderRateSpan }.count
            if recent > most { breaches.append("\(recent) orders in a span") }
        }
        guard let request, let id = results.first?.order, let order = context.order(id), !lowers(order, context) else {
            return
        }
        checkExposure(order, request, context)
    }

    private func lowers(_ order: Order, _ context: borrowing StrategyContext) -> Bool {
        let held = context.position.quantity
        return order.request.quantity.raw > 0 && held.raw != 0 && (held.raw > 0) == (order.request.side == .sell)
            && order.request.quantity <= held.magnitude
    }

    private func checkExposure(_ order: Order, _ request: OrderRequest, _ context: borrowing StrategyContext) {
        if let most = limits.maxOrderNotional, value(order, context) > most { breaches.append("an order of too much") }
        var pending = Money.zero
        for index in 0..<context.workingOrderCount {
            let other = context.workingOrder(index)
            if other.request.side == order.request.side { pending += value(other, context) }
        }
        let held = Money(price: context.last(.only), quantity: context.position.quantity, rounding: .up)
        let directed = order.request.side == .buy ? held : -held
        if let most = limits.maxSymbolExposure, directed + pending > most { breaches.append("an exposure of too much") }
        if let most = limits.maxTotalExposure, held.magnitude + pending - Money(raw: 1) > most {
            breaches.append("a total of too much")
        }
    }

    /// What the rest of an order may cost, at its limit, trigger or the market.
    private func value(_ order: Order, _ context: borrowing StrategyContext) -> Money {
        let request = order.request
        if request.quantity.raw == 0 { return request.total - order.filledNotional }
        let market = request.side == .buy ? context.ask(.only) : context.bid(.only)
        let reference =
            market.raw > 0 && order.id == context.workingOrder(context.workingOrderCount - 1).id
            ? market : context.last(.only)
        let level =
            request.type.hasLimit ? request.limitPrice : request.triggerPrice.raw > 0 ? request.triggerPrice : reference
        return Money(price: level, quantity: order.remaining, rounding: .up)
    }

    private func checkOpenOrders(_ context: borrowing StrategyContext) {
        var wishes = 0
        for index in 0..<context.workingOrderCount where context.workingOrder(index).parent == .none { wishes += 1 }
        if wishes > limits.maxOpenOrders { breaches.append("\(wishes) open orders") }
    }
}
