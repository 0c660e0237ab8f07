import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit

/// What the strategy does at its next call.
final class Plan: @unchecked Sendable {
    var next: ((inout StrategyContext) -> Void)?
    var afterFill: ((inout StrategyContext) -> Void)?
}

/// A backtest of one scripted strategy, fed by hand.
final class Floor {
    var session: BacktestSession
    let journal: Journal
    private let plan = Plan()
    let start = Timestamp(seconds: 1_699_999_200)
    /// When the next candle opens, or the newest trade or book update happened.
    private(set) var now: Timestamp

    init(
        _ kind: InstrumentKind = .spot, _ rules: VenueRules = .plain(), dated: DatedRules? = nil,
        limits: RiskLimits = .venueOnly, cash: String = "100000", sizing: Sizing = .quantity(quantity("1")),
        interests: Interests = [.candles, .trades, .books], _ change: (inout SimulationSettings) -> Void = { _ in }
    ) {
        var settings = SimulationSettings()
        change(&settings)
        let journal = Journal()
        let plan = plan
        let script = Script(interests, journal: journal) { moment, context in
            switch moment {
            case .candle, .trade, .book:
                let action = plan.next
                plan.next = nil
                action?(&context)
            case .fill:
                let action = plan.afterFill
                plan.afterFill = nil
                action?(&context)
            case .quote, .timer, .end: break
            }
        }
        self.journal = journal
        session = BacktestSession(
            table: .one(kind, dated ?? DatedRules(rules)),
            slots: [StrategySlot(script, instrument: .only, timeframe: .oneMinute, sizing: sizing)], limits: limits,
            settings: settings, cash: money(cash), startingAt: start)
        now = start
    }

    /// Lets the strategy act when it next hears of the market.
    func then(_ action: @escaping (inout StrategyContext) -> Void) { plan.next = action }

    /// Lets the strategy act when it is next told of a fill.
    func thenAfterFill(_ action: @escaping (inout StrategyContext) -> Void) { plan.afterFill = action }

    /// Lets the strategy submit when it next hears of the market; it must be approved.
    func thenSubmit(_ requests: OrderRequest...) {
        then { context in
            for request in requests {
                let result = context.submit(request)
                precondition(result.order != nil, "denied: \(result)")
            }
        }
    }

    /// One candle of a minute.
    func candle(_ open: String, _ high: String, _ low: String, _ close: String, volume: String = "1000") {
        session.onCandle(
            Candle(
                instrument: .only, timeframe: .oneMinute, openTime: now, open: price(open), high: price(high),
                low: price(low),
                close: price(close), volume: quantity(volume)))
        now = now + TimeSpan(seconds: 60)
        session.bot.checkInvariants()
        session.venue.checkInvariants()
    }

    /// A candle that does not move.
    func still(_ text: String) { candle(text, text, text, text) }

    func trade(
        _ text: String, _ amount: String = "1", _ aggressor: Side = .buy, after: TimeSpan = TimeSpan(milliseconds: 100)
    ) {
        now = now + after
        session.onTrade(
            Trade(instrument: .only, time: now, price: price(text), quantity: quantity(amount), aggressor: aggressor))
        session.bot.checkInvariants()
        session.venue.checkInvariants()
    }

    /// Sets levels of the book, in one message.
    func book(
        bids: [(String, String)] = [], asks: [(String, String)] = [], after: TimeSpan = TimeSpan(milliseconds: 100)
    ) {
        levels(bids.map { (.buy, $0, $1) } + asks.map { (.sell, $0, $1) }, after: after)
    }

    /// Sets levels of the book in this order, in one message.
    func levels(
        _ levels: [(side: Side, price: String, quantity: String)], after: TimeSpan = TimeSpan(milliseconds: 100)
    ) {
        now = now + after
        for (index, level) in levels.enumerated() {
            session.onBook(
                BookUpdate(
                    instrument: .only, time: now, side: level.side, price: price(level.price),
                    quantity: quantity(level.quantity), flags: index == levels.count - 1 ? .last : []))
        }
        session.bot.checkInvariants()
        session.venue.checkInvariants()
    }

    func command(_ command: Command) { session.onCommand(command, at: now) }

    /// The fills so far, as `buy 2 at 100 taker`.
    var fills: [String] { session.recorder.fills.map(\.line) }
    /// Where each order stands that went to the venue.
    var states: [OrderState] { session.recorder.orders.map(\.state) }
    var reasons: [RejectReason] { session.recorder.orders.map(\.reason) }
    var position: Quantity { session.bot.portfolio.position(of: StrategyID(0)).quantity }
    var cash: Money { session.bot.portfolio.cash }
}

extension Fill {
    /// Side, quantity, price and liquidity.
    var line: String { "\(side) \(quantity) at \(price) \(liquidity)" }
}
