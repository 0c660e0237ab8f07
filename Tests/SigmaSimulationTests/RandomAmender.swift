import SigmaEngine
import SigmaModel
import TestKit

/// A strategy that places, changes and cancels limit orders at random.
final class RandomAmender: @unchecked Sendable {
    private var generator: SplitMix64
    /// Changes that risk let pass.
    private(set) var approvals = 0
    /// Changes that were seen to have taken effect.
    private(set) var changes = 0
    /// Whether it wants nothing more.
    var isOver = false
    private var known: [OrderID: OrderRequest] = [:]

    init(seed: UInt64) { generator = SplitMix64(seed: seed ^ 0xA3E7) }

    func hear(_ moment: Moment, _ context: inout StrategyContext) {
        look(context)
        if isOver { return }
        let isMarket =
            switch moment {
            case .candle, .trade, .book: true
            case .quote, .timer, .fill, .end: false
            }
        guard generator.once(in: isMarket ? 2 : 10) else { return }
        switch generator.next() % 8 {
        case 0...2: submit(&context)
        case 3: cancel(&context)
        default: amend(&context)
        }
    }

    private func look(_ context: borrowing StrategyContext) {
        for index in 0..<context.workingOrderCount {
            let order = context.workingOrder(index)
            if let old = known[order.id], old != order.request { changes += 1 }
            known[order.id] = order.request
        }
    }

    private func price(_ context: borrowing StrategyContext) -> Price {
        let near = context.last(.only).raw + generator.number(-120...120) * 1_000_000
        return Price(raw: max(near, 2_000_000)).rounded(to: exactly("0.01"), .down)
    }

    private func amount() -> Quantity { Quantity(raw: Int128(generator.number(1...4_000)) * 100_000) }

    private func submit(_ context: inout StrategyContext) {
        guard context.last(.only).raw > 0 else { return }
        let side: Side = generator.once(in: 2) ? .buy : .sell
        let force: TimeInForce = generator.once(in: 4) ? .postOnly : .goodTilCancelled
        _ = context.submit(.limit(side, amount(), at: price(context), of: .only, timeInForce: force))
    }

    private func any(_ context: borrowing StrategyContext) -> OrderID? {
        guard context.workingOrderCount > 0 else { return nil }
        return context.workingOrder(Int(generator.next() % UInt64(context.workingOrderCount))).id
    }

    private func cancel(_ context: inout StrategyContext) {
        if let id = any(context) { context.cancel(id) }
    }

    private func amend(_ context: inout StrategyContext) {
        guard let id = any(context), let order = context.order(id) else { return }
        let isLess = generator.once(in: 2)
        let less = Quantity(raw: order.request.quantity.raw / 2).roundedDown(to: exactly("0.001"))
        let new: Price? = isLess || generator.once(in: 3) ? nil : price(context)
        let result = context.amend(
            id, quantity: isLess ? less : generator.once(in: 2) ? amount() : nil, limitPrice: new)
        if result.order != nil { approvals += 1 }
    }
}
