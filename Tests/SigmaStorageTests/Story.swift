import SigmaEngine
import SigmaModel
import SigmaRuntime
import SigmaSimulation
import SigmaStorage
import TestKit

/// A random session as its journal would hold it, and what the session itself had at the end.
struct Story {
    let session: ProjectedSession
    private(set) var records: [SessionRecord] = []
    /// The ledger's free and locked amounts at the end, by asset.
    private(set) var balances: [(free: Int128, locked: Int128)] = []
    private(set) var positions: [Position] = []
    /// What belongs to no strategy, by instrument.
    private(set) var own: [Position] = []
    private(set) var equity = Money.zero
    private(set) var fillCount = 0

    static let name = "0123456789abcdef0123456789abcdef"

    /// Plays a session of two strategies on two markets.
    ///
    /// - Parameter isLive: whether fills and updates are inputs, as a real venue's are.
    init(seed: UInt64, events: Int, isLive: Bool = false) {
        var random = SplitMix64(seed: seed)
        var table = InstrumentTable()
        for (base, kind) in [("BTC", InstrumentKind.spot), ("ETH", random.next() % 2 == 0 ? .spot : .linear)] {
            _ = table.add(
                Instrument(
                    venue: .binance, symbol: "\(base)USDT", base: base, quote: "USDT", kind: kind,
                    rules: DatedRules(
                        .plain {
                            $0.nativeTypes = .simple
                            $0.amendments = .priceAndQuantity
                            $0.feeAsset = base == "BTC" ? .received : .quote
                            $0.takerFee = Rate(raw: 77_777)
                            if kind == .linear { $0.initialMargin = Rate(basisPoints: 2_000) }
                        })))
        }
        let opening = Transfer(asset: table.quotes[0], time: .start, amount: money("10000").raw)
        session = ProjectedSession(
            row: StoredSession(
                id: Self.name, mode: isLive ? "live" : "sim", name: "story", currency: "USDT", configuration: "{}",
                createdAt: .start),
            table: table,
            strategies: (0..<2).map {
                ProjectedSession.ProjectedStrategy(
                    name: "s\($0)", instrument: InstrumentID($0), timeframe: .oneMinute, preset: "A",
                    parameters: [PresetChange.Parameter(name: "alpha", text: "1.5")])
            }, opening: opening)
        play(table, events: events, seed: seed, isLive: isLive, &random)
    }

    private mutating func play(
        _ table: InstrumentTable, events: Int, seed: UInt64, isLive: Bool, _ random: inout SplitMix64
    ) {
        let slots = (0..<2).map { index in
            StrategySlot(
                Script([.trades], react: { Self.react($0, seed: seed, index: index, &$1) }),
                instrument: InstrumentID(index), timeframe: .oneMinute, sizing: .total(money("300")))
        }
        var session = BacktestSession(
            table: table, slots: slots, settings: SimulationSettings(), cash: money("10000"), startingAt: .start,
            recording: .tape)
        records.append(.mark(.started(run: 1, .start)))
        var time = Timestamp.start
        var prices: [Int64] = [60_000, 3_000]
        for step in 0..<events {
            time = time + TimeSpan(milliseconds: Int64(random.next() % 9_000))
            let index = Int(random.next() % 2)
            prices[index] += Int64(random.next() % 41) - 20
            let event = Self.event(step, index, prices[index], time, &random)
            records.append(.input(event, receivedAt: nil))
            _ = session.apply(event)
            fillCount += take(session.tape, isLive: isLive)
            session.clearTape()
            addNews(step, time, index, &random)
        }
        records.append(.mark(.stopped(time)))
        let bot = session.bot.portfolio.ledger.postingCount
        precondition(bot > 0)
        for asset in table.assets.indices {
            let id = AssetID(asset)
            balances.append(
                (
                    session.bot.portfolio.ledger.balance(.free, of: id),
                    session.bot.portfolio.ledger.balance(.locked, of: id)
                ))
        }
        positions = (0..<2).map { session.bot.portfolio.position(of: StrategyID($0)) }
        own = (0..<2).map { session.bot.portfolio.ownPosition(in: InstrumentID($0)) }
        equity = session.bot.equity
    }

    private mutating func take(_ tape: [SessionOutput], isLive: Bool) -> Int {
        var fills = 0
        for output in tape {
            switch output {
            case .fill(let fill):
                fills += 1
                guard isLive else {
                    records.append(.output(output))
                    continue
                }
                var named = fill
                named.tradeKey = fill.id.raw &* 0x9E37_79B9_7F4A_7C15
                // A venue that says it twice.
                let isTwice = fill.id.raw % 3 == 0
                for _ in 0..<(isTwice ? 2 : 1) { records.append(.input(.fill(named), receivedAt: nil)) }
            case .update(let update):
                records.append(isLive ? .input(.orderUpdate(update), receivedAt: nil) : .output(output))
            default: records.append(.output(output))
            }
        }
        return fills
    }

    private mutating func addNews(_ step: Int, _ time: Timestamp, _ index: Int, _ random: inout SplitMix64) {
        switch random.next() % 60 {
        case 0:
            let signal = Signal(
                strategy: StrategyID(index), instrument: InstrumentID(index),
                barTime: time.floored(to: TimeSpan(seconds: 60)), stage: step % 2 == 0 ? .buy : .watchDown,
                score: 71.25,
                probability: step % 5 == 0 ? .nan : 0.62)
            records.append(.output(.signal(signal)))
        case 1:
            records.append(
                .preset(
                    PresetChange(
                        strategy: StrategyID(index), time: time, preset: "P\(step)",
                        parameters: [PresetChange.Parameter(name: "alpha", text: "\(step)")])))
        case 2: records.append(.mark(.gap(count: 3, time)))
        case 3: records.append(.mark(.checkpoint(EffectHash())))
        case 4: records += [.mark(.stopped(time)), .mark(.started(run: UInt32(step), time))]
        default: break
        }
    }

    private static func event(
        _ step: Int, _ index: Int, _ price: Int64, _ time: Timestamp, _ random: inout SplitMix64
    ) -> Event {
        let instrument = InstrumentID(index)
        let level = Price(raw: price * 100_000_000)
        switch random.next() % 40 {
        case 0:
            return .transfer(Transfer(asset: AssetID(1), time: time, amount: Int128(random.next() % 1_000) * 1_000_000))
        case 1: return .timer(time)
        case 2:
            return .quote(
                Quote(
                    instrument: instrument, time: time, bid: Price(raw: level.raw - 1_000_000),
                    bidQuantity: quantity("1"), ask: Price(raw: level.raw + 1_000_000), askQuantity: quantity("1")))
        case 3: return .command(.setTradingState(step % 2 == 0 ? .active : .reduceOnly), time)
        default:
            return .trade(
                Trade(
                    instrument: instrument, time: time, price: level,
                    quantity: Quantity(raw: Int128(random.next() % 500_000_000) + 1_000_000),
                    aggressor: random.next() % 2 == 0 ? .buy : .sell))
        }
    }

    /// Wishes that depend on nothing but the moment, so that the strategy needs no state.
    private static func react(_ moment: Moment, seed: UInt64, index: Int, _ context: inout StrategyContext) {
        guard case .trade(let trade) = moment else { return }
        var random = SplitMix64(seed: seed ^ UInt64(bitPattern: trade.time.nanoseconds))
        let near = Price(raw: trade.price.raw + (Int64(random.next() % 41) - 20) * 100_000_000)
        let amount = index == 0 ? quantity("0.005") : quantity("0.1")
        let instrument = InstrumentID(index)
        switch random.next() % 12 {
        case 0, 1: _ = context.enterLong()
        case 2: _ = context.closePosition()
        case 3: _ = context.submit(.limit(.buy, amount, at: near, of: instrument))
        case 4: _ = context.submit(.limit(.sell, amount, at: near, of: instrument))
        case 5: context.cancelAll()
        case 6:
            _ = context.submit(
                OrderRequest(instrument: instrument, side: .sell, type: .stop, quantity: amount, triggerPrice: near))
        case 7, 8: amend(random.next() % 2 == 0 ? amount + amount : nil, near, of: index, &context)
        default: break
        }
    }

    /// Asks for a change of the oldest limit order of a strategy.
    private static func amend(
        _ amount: Quantity?, _ limit: Price, of index: Int, _ context: inout StrategyContext
    ) {
        for place in 0..<context.workingOrderCount {
            let order = context.workingOrder(place)
            guard order.ticket.strategy == StrategyID(index), order.request.type == .limit else { continue }
            _ = context.amend(order.id, quantity: amount, limitPrice: limit)
            return
        }
    }
}
