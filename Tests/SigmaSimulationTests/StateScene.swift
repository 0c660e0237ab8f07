import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit

/// A random session with everything that can be saved in it, and all that it will be told.
///
/// Two strategies that do anything, one with timers and longer candles; rules that change; commands, deposits, quotes and
/// macro readings among the market data.
struct StateScene {
    let setup: RandomSetup
    let events: [Event]
    /// Before which event the second strategy is replaced.
    let change: Int
    private let seed: UInt64
    private let start: Timestamp
    let rules: DatedRules

    init(_ data: RandomData, isDelayed: Bool, seed: UInt64, news: Int) {
        var generator = SplitMix64(seed: seed)
        setup = RandomSetup(data, isDelayed: isDelayed, &generator)
        self.seed = seed
        var market = RandomMarket(seed: seed)
        start = market.time
        var changed = setup.rules
        changed.takerFee = Rate(basisPoints: 25)
        changed.quantityStep = quantity("0.01")
        let middle =
            data == .candles ? TimeSpan(seconds: 60 * Int64(news) / 2) : TimeSpan(milliseconds: 225 * Int64(news))
        rules = DatedRules([
            DatedRules.Period(from: .epoch, rules: setup.rules),
            DatedRules.Period(from: start + middle, rules: changed),
        ])
        var events: [Event] = []
        for _ in 0..<news {
            events += market.next(data).events
            if generator.once(in: 8) { events += StateScene.interlude(data, after: events, market.time, &generator) }
        }
        self.events = events
        change = Int(generator.next() % UInt64(events.count))
    }

    /// Something that is not market data, or a quote.
    private static func interlude(
        _ data: RandomData, after events: [Event], _ time: Timestamp, _ generator: inout SplitMix64
    ) -> [Event] {
        switch generator.next() % 6 {
        case 0: [.command(generator.pick([.cancelAll, .flatten]), time)]
        case 1: [.command(.setTradingState(generator.pick([.active, .active, .reduceOnly])), time)]
        case 2: [.command(.setOpen(.only, !generator.once(in: 3)), time)]
        case 3: [.transfer(Transfer(asset: AssetID(1), time: time, amount: 50 * 100_000_000))]
        case 4: [.macro(MacroReading(series: .vix, time: time, value: generator.unit()))]
        default:
            if data == .trades, case .trade(let trade)? = events.last {
                [
                    .quote(
                        Quote(
                            instrument: .only, time: time, bid: trade.price - price("0.05"), bidQuantity: quantity("3"),
                            ask: trade.price + price("0.05"), askQuantity: quantity("2")))
                ]
            } else {
                [.timer(time)]
            }
        }
    }

    /// A session that has been told nothing, with the second strategy as before or after its replacement.
    ///
    /// - Parameter periods: how many periods of the rules are known.
    func session(
        isChanged: Bool = false, orderCapacity: Int = 64, strategies: Int = 2, name: String = "script",
        periods: Int = 2
    ) -> BacktestSession {
        let first = RandomTrader(seed: seed, setup: setup)
        var slots = [
            StrategySlot(
                setup.script(first), instrument: .only, timeframe: .oneMinute, sizing: .share(Rate(basisPoints: 3_000))),
            StrategySlot(
                isChanged ? successor : predecessor, instrument: .only, timeframe: Timeframe("3m") ?? .oneMinute,
                sizing: .quantity(quantity("0.5"))),
        ]
        slots[0].name = name
        return BacktestSession(
            table: .one(setup.kind, DatedRules(Array(rules.periods.prefix(periods)))),
            slots: Array(slots.prefix(strategies)), limits: setup.limits,
            settings: setup.settings, cash: setup.cash, startingAt: start, sampleSpan: TimeSpan(seconds: 60),
            recording: .tape, orderCapacity: orderCapacity)
    }

    /// Tells a session some of the events, to the end if asked, and gives what it did.
    func tell(_ session: inout BacktestSession, _ range: Range<Int>, finishing: Bool = false) -> [SessionOutput] {
        for index in range {
            if index == change { replace(&session) }
            _ = session.apply(events[index])
        }
        if finishing { session.finish() }
        defer { session.clearTape() }
        return session.tape
    }

    private func replace(_ session: inout BacktestSession) {
        session.replaceStrategy(StrategyID(1), by: TypedStrategyRunner(successor), at: session.bot.now)
    }

    private var predecessor: Script {
        setup.script(
            RandomTrader(seed: seed ^ 0x5EC0, setup: setup), [.candles, .quotes, .timer],
            timerSpan: TimeSpan(seconds: 7))
    }

    private var successor: Script {
        setup.script(
            RandomTrader(seed: seed ^ 0xACE, setup: setup), [.candles, .trades, .timer],
            timerSpan: TimeSpan(seconds: 11))
    }
}

extension BacktestSession {
    /// The bytes of the session as it stands.
    mutating func saved() throws(StateError) -> [UInt8] {
        var archive = StateArchive()
        try archive.field(&self)
        return archive.bytes
    }

    /// Takes over a saved session.
    mutating func restore(_ bytes: [UInt8]) throws(StateError) {
        var archive = try StateArchive(reading: bytes)
        try archive.field(&self)
        try archive.finish()
    }
}

extension RandomMarket.News {
    /// What a session is told.
    var events: [Event] {
        switch self {
        case .candle(let candle): [.candle(candle)]
        case .trade(let trade): [.trade(trade)]
        case .book(let updates): updates.map { .book($0) }
        }
    }
}

extension Event {
    /// The last instant that it tells of.
    var end: Timestamp {
        switch self {
        case .candle(let candle): candle.closeTime
        case .trade(let trade): trade.time
        case .book(let update): update.time
        case .quote(let quote): quote.time
        case .macro(let reading): reading.time
        case .transfer(let transfer): transfer.time
        case .command(_, let time), .timer(let time): time
        case .orderUpdate(let update): update.time
        case .fill(let fill): fill.time
        }
    }
}
