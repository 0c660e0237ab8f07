import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit

/// One random run, audited while it goes on; problems are collected in words.
struct RandomRun: ~Copyable {
    let setup: RandomSetup
    let trader: RandomTrader
    var session: BacktestSession
    private var market: RandomMarket
    private let isDelayed: Bool
    private(set) var problems: [String] = []
    private var audited = 0
    private var held: Int128 = 0
    /// What the venue took of purchases.
    private(set) var feesInBase: Int128 = 0
    private var cash: Int128
    /// The range of prices that executions at an instant may have.
    private var ranges: [Timestamp: ClosedRange<Price>] = [:]
    private var newest: (range: ClosedRange<Price>, mark: Price)?

    init(_ data: RandomData, isDelayed: Bool, seed: UInt64, feeAsset: FeeAsset? = nil) {
        var generator = SplitMix64(seed: seed)
        setup = RandomSetup(data, isDelayed: isDelayed, feeAsset: feeAsset, &generator)
        trader = RandomTrader(seed: seed, setup: setup)
        market = RandomMarket(seed: seed)
        session = setup.session(trader, startingAt: market.time)
        cash = setup.cash.raw
        self.isDelayed = isDelayed
    }

    /// Plays events; `closes` brings the strategy flat at the end, and asks whether it is.
    mutating func run(events: Int, closes: Bool = false) {
        for _ in 0..<events {
            feed(market.next(setup.data))
            audit()
        }
        if closes { close() }
        session.finish()
        auditFills()
        compareAccounts()
        finalAudit()
    }

    private mutating func feed(_ news: RandomMarket.News) {
        switch news {
        case .candle(let candle):
            newest = (candle.low...candle.high, candle.close)
            session.onCandle(candle)
        case .trade(let trade):
            newest = (trade.price...trade.price, trade.price)
            ranges[trade.time] = trade.price...trade.price
            session.onTrade(trade)
        case .book(let updates):
            for update in updates { session.onBook(update) }
        }
    }

    private mutating func audit() {
        session.bot.checkInvariants()
        session.venue.checkInvariants()
        auditFills()
        guard !isDelayed else { return }
        compareAccounts()
        guard let mark = newest?.mark, setup.data != .book else { return }
        let product = held * Int128(mark.raw)
        let value = product >= 0 ? product / 100_000_000 : -((-product + 99_999_999) / 100_000_000)
        if session.bot.equity.raw != cash + value {
            problems.append("equity \(session.bot.equity), not \(Money(raw: cash + value))")
        }
    }

    private mutating func compareAccounts() {
        let ledger = session.bot.portfolio.cash.raw
        let holding = session.bot.portfolio.holding(of: .only).raw
        auditPositions()
        let venueCash = session.venue.balance(of: AssetID(1))
        let venueBase = session.venue.balance(of: AssetID(0))
        if (ledger, holding) != (venueCash, venueBase) { problems.append("the ledger and the venue differ") }
        if (ledger, holding) != (cash, held) { problems.append("the ledger and the fills differ") }
    }

    /// What the strategy earned, and what belongs to nobody, explain the equity; remainders are what they say.
    private mutating func auditPositions() {
        let strategy = session.bot.portfolio.position(of: StrategyID(0))
        let own = session.bot.portfolio.ownPosition(in: .only)
        let result = strategy.realized - strategy.fees - strategy.cost - own.cost
        if result.raw != session.bot.portfolio.cash.raw - setup.cash.raw {
            problems.append("positions explain \(result), the cash \(session.bot.portfolio.cash - setup.cash)")
        }
        let left = session.recorder.remainders.reduce(Quantity.zero) { $0 + $1.quantity }
        if left != own.quantity { problems.append("remainders of \(left), a position of \(own.quantity)") }
        if own.realized.raw != 0 || own.fees.raw != 0 { problems.append("remainders with a result") }
        let most = setup.rules.leastSale
        if session.recorder.remainders.contains(where: { $0.quantity.magnitude >= most || $0.quantity.raw == 0 }) {
            problems.append("a remainder that could be sold")
        }
        let isAtRest = session.bot.orders.activeCount == 0
        if isAtRest, strategy.quantity.magnitude < most, !strategy.isFlat {
            problems.append("\(strategy.quantity) that can never be sold")
        }
    }

    /// Kills until the strategy is flat, as long as there is something that the venue would take.
    private mutating func close() {
        for _ in 0..<300 {
            session.onCommand(.kill, at: market.time)
            audit()
            feed(market.next(setup.data))
            audit()
            if strategyQuantity.raw == 0 && session.bot.orders.activeCount == 0 { return }
        }
        let worth = Money(price: session.bot.lastPrice(of: .only), quantity: strategyQuantity, rounding: .up)
        if worth >= setup.rules.minNotional { problems.append("\(strategyQuantity) is left after a kill") }
    }

    private var strategyQuantity: Quantity { session.bot.portfolio.position(of: StrategyID(0)).quantity.magnitude }

    /// Looks at the fills since the last call.
    private mutating func auditFills() {
        let fills = session.recorder.fills
        while audited < fills.count {
            let fill = fills[audited]
            audited += 1
            let sign: Int128 = fill.side == .buy ? 1 : -1
            held += fill.quantity.raw * sign - fill.baseFee.raw
            if fill.side == .buy, fill.baseFee.raw > 0 { feesInBase += fill.baseFee.raw }
            cash -= fill.notional.raw * sign + fill.fee.raw
            auditMoney(fill)
            auditPrice(fill)
        }
        if setup.kind == .spot && held < 0 { problems.append("sold more than bought") }
    }

    private mutating func auditMoney(_ fill: Fill) {
        let product = fill.quantity.raw * Int128(fill.price.raw)
        let notional = fill.side == .buy ? (product + 99_999_999) / 100_000_000 : product / 100_000_000
        if fill.notional.raw != notional { problems.append("a notional of \(fill.notional)") }
        let rate = fill.liquidity == .maker ? setup.rules.makerFee : setup.rules.takerFee
        let isInBase = setup.rules.feeAsset == .received && (fill.side == .buy) == (rate.raw >= 0)
        let fee = (isInBase ? fill.quantity.raw : notional) * Int128(rate.raw)
        let rounded = fee >= 0 ? (fee + 99_999_999) / 100_000_000 : -(-fee / 100_000_000)
        if fill.fee.raw != (isInBase ? 0 : rounded) { problems.append("a fee of \(fill.fee)") }
        if fill.baseFee.raw != (isInBase ? rounded : 0) { problems.append("a fee of \(fill.baseFee) in coins") }
        if fill.tradeKey != 0 { problems.append("a venue's name of a simulated trade") }
        if fill.quantity.raw <= 0 || fill.quantity.raw % setup.rules.quantityStep.raw != 0 {
            problems.append("a fill of \(fill.quantity)")
        }
    }

    private mutating func auditPrice(_ fill: Fill) {
        guard let record = session.recorder.orders.first(where: { $0.ticket.id == fill.order }) else {
            problems.append("a fill of no order")
            return
        }
        let request = record.ticket.request
        let limit = request.limitPrice
        if request.type.hasLimit, fill.side == .buy ? fill.price > limit : fill.price < limit {
            problems.append("\(fill.price) is worse than the limit \(limit)")
        }
        if fill.liquidity == .maker && fill.price != limit { problems.append("a maker's price of \(fill.price)") }
        if request.timeInForce == .postOnly && fill.liquidity != .maker { problems.append("post-only took") }
        guard !setup.hasSlippage, setup.settings.fillRule == .nextOpen else { return }
        switch setup.data {
        case .candles:
            guard let range = newest?.range else { return }
            // What rested fills at its limit, though the market opened beyond it.
            let isThrough = fill.side == .buy ? range.lowerBound <= fill.price : range.upperBound >= fill.price
            if fill.liquidity == .taker ? !range.contains(fill.price) : !isThrough {
                problems.append("\(fill.price) never traded")
            }
        case .trades:
            guard let range = ranges[fill.time] else {
                problems.append("a fill at no trade")
                return
            }
            let isThrough = fill.side == .buy ? range.lowerBound <= fill.price : range.lowerBound >= fill.price
            if fill.liquidity == .taker ? range.lowerBound != fill.price : !isThrough {
                problems.append("\(fill.price) never traded")
            }
        case .book:
            if !isDelayed, fill.liquidity == .taker, !market.offers(fill.side, at: fill.price) {
                problems.append("no level at \(fill.price)")
            }
        }
    }

    private mutating func finalAudit() {
        for record in session.recorder.orders {
            let request = record.ticket.request
            let filled = session.recorder.fills.filter { $0.order == record.ticket.id }
            let quantity = filled.reduce(Int128(0)) { $0 + $1.quantity.raw }
            if request.quantity.raw > 0, quantity > request.quantity.raw {
                problems.append("filled beyond the quantity")
            }
            let spent = filled.reduce(Int128(0)) { $0 + $1.notional.raw }
            if request.quantity.raw == 0, spent > request.total.raw { problems.append("spent beyond the total") }
            if quantity != record.filled.raw { problems.append("a record of \(record.filled)") }
        }
        if session.recorder.contradictions != 0 { problems.append("\(session.recorder.contradictions) contradictions") }
        if trader.earlyCalls > 0 { problems.append("heard of the future") }
        problems += trader.breaches
    }
}
