import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// What holds however orders are placed, changed, cancelled and filled.
@Suite("Properties of amended orders")
struct AmendmentPropertyTests {
    private static let start = Timestamp(seconds: 1_699_999_200)

    private static func rules(_ seed: UInt64) -> VenueRules {
        .plain { rules in
            rules.amendments = seed % 4 == 0 ? .quantityReduction : .priceAndQuantity
            rules.makerFee = Rate(basisPoints: 4)
            rules.feeAsset = seed % 3 == 0 ? .received : .quote
        }
    }

    private static func session(
        _ amender: RandomAmender, _ seed: UInt64, isDelayed: Bool = false, isOutside: Bool = false,
        recording: Recording = .everything
    ) -> BacktestSession {
        var settings = SimulationSettings()
        settings.seed = seed
        if isDelayed {
            settings.entryLatency = .uniform(.zero, TimeSpan(milliseconds: 900))
            settings.responseLatency = .uniform(.zero, TimeSpan(milliseconds: 900))
        }
        let script = Script(react: { moment, context in amender.hear(moment, &context) })
        return BacktestSession(
            table: .one(.spot, DatedRules(rules(seed))),
            slots: [
                StrategySlot(script, instrument: .only, timeframe: .oneMinute, sizing: .quantity(quantity("1")))
            ], settings: settings, cash: money("3000"), startingAt: start, recording: recording, isOutside: isOutside)
    }

    private static func differences(_ session: borrowing BacktestSession, locks: Bool) -> [String] {
        var found: [String] = []
        for asset in [AssetID(0), AssetID(1)] {
            let own = session.bot.portfolio.ledger.owned(asset)
            if own != session.venue.balance(of: asset) { found.append("balances of asset \(asset.index)") }
            let locked = session.bot.portfolio.ledger.balance(.locked, of: asset)
            if locks, locked != session.venue.lockedBalance(of: asset) { found.append("locks of asset \(asset.index)") }
        }
        return found
    }

    @Test(
        "engine and venue agree on every balance and lock", arguments: [RandomData.trades, .book, .candles],
        0..<300 as Range<UInt64>)
    func atOnce(data: RandomData, seed: UInt64) {
        var market = RandomMarket(seed: seed)
        var session = Self.session(RandomAmender(seed: seed), seed)
        var problems: Set<String> = []
        for _ in 0..<80 {
            for event in market.next(data).events {
                _ = session.apply(event)
                guard event.endsMessage else { continue }
                session.bot.checkInvariants()
                session.venue.checkInvariants()
                problems.formUnion(Self.differences(session, locks: true))
            }
        }
        session.finish()
        problems.formUnion(Self.differences(session, locks: true))
        if session.recorder.contradictions > 0 { problems.insert("contradictions") }
        #expect(problems.isEmpty, "seed \(seed)")
    }

    @Test(
        "with delays they agree once everything has arrived", arguments: [RandomData.trades, .book],
        0..<300 as Range<UInt64>)
    func delayed(data: RandomData, seed: UInt64) {
        var market = RandomMarket(seed: seed)
        let amender = RandomAmender(seed: seed)
        var session = Self.session(amender, seed, isDelayed: true)
        for _ in 0..<80 {
            for event in market.next(data).events { _ = session.apply(event) }
            session.bot.checkInvariants()
            session.venue.checkInvariants()
        }
        amender.isOver = true
        session.onCommand(.cancelAll, at: market.time)
        session.finish()
        #expect(Self.differences(session, locks: true).isEmpty, "seed \(seed)")
        #expect(session.recorder.contradictions == 0, "seed \(seed)")
        #expect(session.bot.orders.activeCount == 0, "seed \(seed)")
    }

    @Test("changes happen, with delays and without")
    func happens() {
        for isDelayed in [false, true] {
            var (approvals, changes) = (0, 0)
            for seed in 0..<60 as Range<UInt64> {
                var market = RandomMarket(seed: seed)
                let amender = RandomAmender(seed: seed)
                var session = Self.session(amender, seed, isDelayed: isDelayed)
                for _ in 0..<80 { for event in market.next(.trades).events { _ = session.apply(event) } }
                approvals += amender.approvals
                changes += amender.changes
            }
            #expect(approvals > 200 && changes > 100, "\(approvals) approved, \(changes) seen")
        }
    }

    @Test(
        "backtest, simulation and live decide the same, hash for hash", arguments: [RandomData.trades, .book],
        0..<100 as Range<UInt64>)
    func parity(data: RandomData, seed: UInt64) {
        var hashes: Set<EffectHash> = []
        for mode in 0..<3 {
            var market = RandomMarket(seed: seed)
            let recording: Recording = mode == 0 ? .everything : .tape
            var session = Self.session(
                RandomAmender(seed: seed), seed, isOutside: mode == 2, recording: recording)
            var exchange = OutsideVenue(Self.rules(seed), cash: money("3000"), at: Self.start)
            for _ in 0..<80 {
                for event in market.next(data).events {
                    if mode == 2 { exchange.play(event, to: &session) } else { _ = session.apply(event) }
                    session.clearTape()
                }
            }
            hashes.insert(session.bot.effectHash)
        }
        #expect(hashes.count == 1, "seed \(seed)")
    }
}

/// A venue outside of a session: what it says of orders comes as events.
private struct OutsideVenue: ~Copyable {
    private var venue: SimulatedVenue

    init(_ rules: VenueRules, cash: Money, at time: Timestamp) {
        venue = SimulatedVenue(table: .one(.spot, DatedRules(rules)), settings: SimulationSettings())
        venue.transfer(Transfer(asset: AssetID(1), time: time, amount: cash.raw))
    }

    /// Lets the venue and then the session hear of the market, and each of the other until both are silent.
    mutating func play(_ event: Event, to session: inout BacktestSession) {
        session.advance(to: event.marketTime)
        if !session.tape.isEmpty { settle(&session) }
        switch event {
        case .trade(let trade): venue.onTrade(trade)
        case .book(let update): venue.onBook(update)
        default: break
        }
        if event.endsMessage { settle(&session) }
        _ = session.apply(event)
        // Inside a message nobody hears of what it did, unless something else is asked.
        if event.endsMessage || !session.tape.isEmpty { settle(&session) }
    }

    private mutating func settle(_ session: inout BacktestSession) {
        while true {
            for output in session.tape {
                switch output {
                case .submitted(let ticket): venue.submit(ticket, at: session.bot.now)
                case .cancelRequested(let id, let time): venue.cancel(id, at: time)
                case .amendRequested(let amendment): venue.amend(amendment, at: amendment.time)
                default: break
                }
            }
            session.clearTape()
            if venue.outboxCount == 0 { return }
            for index in 0..<venue.outboxCount {
                switch venue.message(index) {
                case .fill(let fill): _ = session.apply(.fill(fill))
                case .update(let update): _ = session.apply(.orderUpdate(update))
                }
            }
            venue.clearOutbox()
        }
    }
}

extension Event {
    /// Whether the market is consistent behind it.
    fileprivate var endsMessage: Bool {
        if case .book(let update) = self { update.flags.contains(.last) } else { true }
    }

    /// When it happened at the venue.
    fileprivate var marketTime: Timestamp {
        switch self {
        case .trade(let trade): trade.time
        case .book(let update): update.time
        case .candle(let candle): candle.openTime
        default: .epoch
        }
    }
}
