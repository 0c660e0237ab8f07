import BasicContainers
import SigmaModel
import TestKit
import Testing

@testable import SigmaEngine

/// Every reason for which risk refuses an order, each by the smallest story that gives it.
@Suite("Denials")
struct DenialTests {
    /// A desk where the next order is refused, and that order.
    private struct Story {
        var desk: Desk
        var wish: OrderRequest
        /// The order that is to become the wish; nil where the wish is a new one.
        var old: OrderID?
    }

    @Test("each has its story", arguments: DenialCode.allCases)
    func each(code: DenialCode) {
        let story =
            switch code {
            case .halted, .reduceOnlyState, .reduceOnlyWouldIncrease, .instrumentClosed: Self.state(code)
            case .malformed, .priceOffTick, .quantityOffStep, .quantityBelowMinimum, .quantityAboveMaximum,
                .notionalBelowMinimum, .notionalAboveMaximum, .insufficientBalance, .noMarketPrice:
                Self.shape(code)
            case .duplicateOrder, .tooManyOpenOrders, .orderRate, .priceCollar, .staleMarket, .exitBelowMinimum:
                Self.flow(code)
            case .orderExposure, .symbolExposure, .totalExposure, .dailyLoss, .drawdown, .consecutiveLosses:
                Self.loss(code)
            case .amendmentNotOffered, .orderNotAmendable, .amendmentBelowFilled, .amendmentUnchanged:
                Self.change(code)
            }
        let orders = story.desk.bot.orderCount
        let before = story.desk.bot.effectHash
        let sent = story.desk.sent.count
        let result = story.desk.act { context in
            guard let old = story.old else { return context.submit(story.wish) }
            return context.amend(old, quantity: story.wish.quantity, limitPrice: story.wish.limitPrice)
        }
        #expect(result == .denied(code))
        #expect(story.desk.denials == [code])
        #expect(story.desk.bot.orderCount == orders)
        #expect(story.desk.sent.count == sent)
        #expect(story.desk.bot.effectHash != before)
        #expect(!code.explanation.isEmpty)
    }

    private static func change(_ code: DenialCode) -> Story {
        let desk = Desk(.spot, .plain { $0.amendments = code == .amendmentNotOffered ? .none : .priceAndQuantity })
        let id = desk.submit(.limit(.buy, "2", "90"))
        if code != .orderNotAmendable { desk.tell(id, .accepted) }
        if code == .amendmentBelowFilled { desk.fill(id, "1", at: "90") }
        let amount = code == .amendmentUnchanged ? "2" : "1"
        return Story(desk: desk, wish: .limit(.buy, amount, "90"), old: id)
    }

    private static func state(_ code: DenialCode) -> Story {
        let desk = Desk()
        var wish = OrderRequest.market(.buy, "1")
        switch code {
        case .halted: desk.command(.setTradingState(.halted))
        case .reduceOnlyState: desk.command(.setTradingState(.reduceOnly))
        case .reduceOnlyWouldIncrease: wish.reduceOnly = true
        default: desk.bot.onCommand(.setOpen(InstrumentID(0), false), at: desk.bot.now)
        }
        return Story(desk: desk, wish: wish)
    }

    private static func shape(_ code: DenialCode) -> Story {
        let desk = Desk(cash: "1000", last: code == .noMarketPrice ? nil : "100")
        let wish: OrderRequest =
            switch code {
            case .malformed: .market(.buy, "0")
            case .priceOffTick: .limit(.buy, "1", "99.001")
            case .quantityOffStep: .limit(.buy, "1.0001", "99")
            case .quantityBelowMinimum:
                // Below the minimum and yet a multiple of the step is only zero here, so the step goes first.
                .limit(.buy, "0.002", "99")
            case .quantityAboveMaximum: .limit(.buy, "100000.001", "99")
            case .notionalBelowMinimum: .limit(.buy, "0.05", "99")
            case .notionalAboveMaximum: .limit(.buy, "100000", "100.01")
            case .insufficientBalance: .limit(.buy, "10", "99.91")
            default: .market(.buy, "1")
            }
        guard code == .quantityBelowMinimum else { return Story(desk: desk, wish: wish) }
        return Story(desk: Desk(.spot, .plain { $0.minQuantity = quantity("0.003") }), wish: wish)
    }

    private static func flow(_ code: DenialCode) -> Story {
        var limits = RiskLimits()
        switch code {
        case .duplicateOrder: limits.duplicateSpan = TimeSpan(seconds: 10)
        case .tooManyOpenOrders: limits.maxOpenOrders = 1
        case .orderRate: limits.maxOrdersPerSpan = 1
        case .priceCollar: limits.priceCollar = Rate(basisPoints: 100)
        case .staleMarket: limits.maxMarketAge = TimeSpan(seconds: 10)
        default: limits.exitHeadroom = Rate(basisPoints: 1_000)
        }
        let desk = Desk(limits: limits)
        switch code {
        case .duplicateOrder:
            desk.submit(.limit(.buy, "1", "99"))
            desk.pass(9)
            return Story(desk: desk, wish: .limit(.buy, "1", "99"))
        case .tooManyOpenOrders, .orderRate: desk.submit(.limit(.buy, "1", "99"))
        case .priceCollar: return Story(desk: desk, wish: .limit(.buy, "1", "101.01"))
        case .staleMarket: desk.pass(11)
        default: return Story(desk: desk, wish: .limit(.buy, "0.055", "100"))
        }
        return Story(desk: desk, wish: .limit(.buy, "1", "98"))
    }

    private static func loss(_ code: DenialCode) -> Story {
        var limits = RiskLimits()
        switch code {
        case .orderExposure: limits.maxOrderNotional = money("99.99")
        case .symbolExposure: limits.maxSymbolExposure = money("250")
        case .totalExposure: limits.maxTotalExposure = money("250")
        case .dailyLoss: limits.maxDailyLoss = Rate(basisPoints: 1_000)
        case .drawdown: limits.maxDrawdown = Rate(basisPoints: 1_000)
        default: limits.maxConsecutiveLosses = 2
        }
        let desk = Desk(limits: limits, cash: "1000")
        switch code {
        case .symbolExposure, .totalExposure:
            desk.buy("1", at: "100")
            desk.submit(.limit(.buy, "1", "99"))
        case .dailyLoss, .drawdown:
            desk.buy("5", at: "100")
            desk.trade("80")
        case .consecutiveLosses:
            for _ in 0..<2 {
                desk.buy("1", at: "100")
                desk.fill(desk.submit(.market(.sell, "1")), "1", at: "99")
            }
        default: break
        }
        return Story(desk: desk, wish: .market(.buy, "1"))
    }
}
