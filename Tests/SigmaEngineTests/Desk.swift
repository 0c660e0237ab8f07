import SigmaModel
import TestKit

@testable import SigmaEngine

/// An engine whose venue is the test: it says what was sent and answers by hand, one second per event.
final class Desk {
    var bot: TradingBot
    let journals: [Journal]
    private let rules: VenueRules
    private(set) var now = Timestamp(seconds: 1_700_000_000)
    private(set) var sent: [OrderTicket] = []
    private(set) var cancels: [OrderID] = []
    private(set) var amendments: [Amendment] = []
    private(set) var denials: [DenialCode] = []
    private(set) var unexpected: [OrderState.Trigger] = []
    private(set) var unknownOrders: [OrderID] = []
    private(set) var remainders: [Remainder] = []
    private var fillCount: UInt64 = 0

    init(
        _ kind: InstrumentKind = .spot, _ rules: VenueRules = .plain(), limits: RiskLimits = .venueOnly,
        strategies: Int = 1, sizing: Sizing = .quantity(quantity("1")), cash: String = "100000", last: String? = "100"
    ) {
        self.rules = rules
        let journals = (0..<strategies).map { _ in Journal() }
        self.journals = journals
        bot = TradingBot(
            table: .one(kind, DatedRules(rules)),
            slots: journals.map {
                StrategySlot(Script(journal: $0), instrument: .only, timeframe: .oneMinute, sizing: sizing)
            }, limits: limits)
        apply(.transfer(Transfer(asset: AssetID(1), time: now, amount: money(cash).raw)))
        if let last { trade(last) }
    }

    /// Applies an event, keeps what it caused, and checks that money and orders are consistent.
    func apply(_ event: Event) {
        bot.apply(event)
        drain()
    }

    private func drain() {
        for effect in bot.effects {
            switch effect {
            case .submit(let approved): sent.append(approved.value)
            case .cancel(let id): cancels.append(id)
            case .amend(let approved): amendments.append(approved.value)
            case .notify(.denied(_, let code)): denials.append(code)
            case .notify(.unexpected(_, let trigger)): unexpected.append(trigger)
            case .notify(.unknownOrder(let id)): unknownOrders.append(id)
            case .notify(.remainder(let remainder)): remainders.append(remainder)
            case .notify(.tradingState), .notify(.signal): break
            }
        }
        bot.clearEffects()
        bot.checkInvariants()
    }

    func pass(_ seconds: Int64 = 1) { now = now + TimeSpan(seconds: seconds) }

    func trade(_ text: String, _ amount: String = "1") {
        pass()
        apply(
            .trade(
                Trade(
                    instrument: .only, time: now, price: price(text), quantity: quantity(amount), aggressor: .buy)))
    }

    /// Lets a strategy go on as another.
    func replace(_ strategy: Int = 0, by script: Script) {
        bot.replaceStrategy(StrategyID(strategy), by: TypedStrategyRunner(script), at: now)
        drain()
    }

    func command(_ command: Command) { apply(.command(command, now)) }

    /// Acts in a strategy's name.
    @discardableResult
    func act<Result>(_ strategy: Int = 0, _ body: (inout StrategyContext) -> Result) -> Result {
        bot.context.now = max(bot.context.now, now)
        bot.context.current = StrategyID(strategy)
        let result = body(&bot.context)
        drain()
        return result
    }

    /// Submits and expects approval.
    @discardableResult
    func submit(_ request: OrderRequest, strategy: Int = 0) -> OrderID {
        let result = act(strategy) { $0.submit(request) }
        guard let id = result.order else { preconditionFailure("denied: \(result)") }
        return id
    }

    func order(_ id: OrderID) -> Order {
        guard let slot = bot.orders.slot(of: id) else { preconditionFailure("order \(id.raw) is history") }
        return bot.orders[slot: slot]
    }

    func tell(_ id: OrderID, _ status: OrderUpdate.Status) {
        pass()
        apply(.orderUpdate(OrderUpdate(order: id, time: now, status: status)))
    }

    /// Submits an order that the venue works from then on.
    @discardableResult
    func work(_ request: OrderRequest, strategy: Int = 0) -> OrderID {
        let id = submit(request, strategy: strategy)
        tell(id, .accepted)
        return id
    }

    /// Says that an order stands with other terms.
    func tellTerms(_ id: OrderID, _ amount: String, _ text: String) {
        pass()
        apply(
            .orderUpdate(
                OrderUpdate(
                    order: id, time: now, status: .amended, quantity: quantity(amount), limitPrice: price(text))))
    }

    /// Fills a part of an order at a price; the fee is that of takers, taken as the rules say.
    @discardableResult
    func fill(_ id: OrderID, _ amount: String, at text: String, side: Side? = nil, strategy: Int = 0) -> Fill {
        pass()
        fillCount += 1
        let side = side ?? order(id).request.side
        let notional = Money(price: price(text), quantity: quantity(amount), rounding: side == .buy ? .up : .down)
        let isInBase = rules.feeAsset == .received && side == .buy
        let fill = Fill(
            id: FillID(raw: fillCount), order: id, strategy: StrategyID(strategy), instrument: .only, time: now,
            side: side, price: price(text), quantity: quantity(amount), notional: notional,
            fee: isInBase ? .zero : notional.applying(rules.takerFee, .up),
            baseFee: isInBase ? quantity(amount).applying(rules.takerFee, .up) : .zero, liquidity: .taker)
        apply(.fill(fill))
        return fill
    }

    /// Buys at market and fills it.
    @discardableResult
    func buy(_ amount: String, at text: String, strategy: Int = 0) -> OrderID {
        let id = submit(.market(.buy, quantity(amount), of: .only), strategy: strategy)
        fill(id, amount, at: text, strategy: strategy)
        return id
    }

    var position: Quantity { bot.portfolio.position(of: StrategyID(0)).quantity }
    /// What belongs to no strategy.
    var own: Position { bot.portfolio.ownPosition(in: .only) }
    var holding: Quantity { bot.portfolio.holding(of: .only) }
}
