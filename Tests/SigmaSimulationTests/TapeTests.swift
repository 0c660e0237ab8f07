import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// A session that is told things one by one, as they happen.
@Suite("Sessions on tape")
struct TapeTests {
    /// What a run over the same market decides, told as events with time passing in between.
    private struct Told {
        var hash: EffectHash
        var submitted: [OrderTicket] = []
        var fills: [Fill] = []
        var denials = 0
        var cash: Money
    }

    private func tell(_ data: RandomData, isDelayed: Bool, seed: UInt64, events: Int) -> Told {
        var generator = SplitMix64(seed: seed)
        let setup = RandomSetup(data, isDelayed: isDelayed, &generator)
        let trader = RandomTrader(seed: seed, setup: setup)
        var market = RandomMarket(seed: seed)
        var session = setup.session(trader, startingAt: market.time, recording: .tape)
        var told = Told(hash: EffectHash(), cash: .zero)
        func take(_ session: inout BacktestSession) {
            for output in session.tape {
                switch output {
                case .submitted(let ticket): told.submitted.append(ticket)
                case .fill(let fill): told.fills.append(fill)
                case .denied: told.denials += 1
                default: break
                }
            }
            session.clearTape()
        }
        for _ in 0..<events {
            let before = market.time
            for event in market.next(setup.data).events {
                // Time may pass in steps or not at all, as long as nothing newer has been heard.
                let gap = (event.isCandle ? before : event.time).nanoseconds - before.nanoseconds
                if gap > 0, generator.once(in: 2) {
                    session.advance(to: before + TimeSpan(nanoseconds: generator.number(0...(gap - 1))))
                    take(&session)
                }
                let isApplied = session.apply(event)
                #expect(isApplied)
                take(&session)
            }
        }
        session.finish()
        take(&session)
        told.hash = session.bot.effectHash
        told.cash = session.bot.portfolio.cash
        return told
    }

    @Test("decide as a backtest does", arguments: RandomData.allCases, [false, true])
    func parity(data: RandomData, isDelayed: Bool) {
        for seed in 0..<300 as Range<UInt64> {
            var run = RandomRun(data, isDelayed: isDelayed, seed: seed)
            run.run(events: 40)
            let told = tell(data, isDelayed: isDelayed, seed: seed, events: 40)
            let session = run.session.bot.effectHash
            let orders = run.session.recorder.orders.map(\.ticket)
            let fills = run.session.recorder.fills
            let denials = run.session.recorder.denials.reduce(0, +)
            let cash = run.session.bot.portfolio.cash
            #expect(told.hash == session, "seed \(seed)")
            #expect(told.submitted == orders, "seed \(seed)")
            #expect(told.fills == fills, "seed \(seed)")
            #expect(told.denials == denials, "seed \(seed)")
            #expect(told.cash == cash, "seed \(seed)")
        }
    }

    @Test("take no fills from outside")
    func foreignFills() {
        var generator = SplitMix64(seed: 1)
        let setup = RandomSetup(.trades, isDelayed: false, &generator)
        let trader = RandomTrader(seed: 1, setup: setup)
        var session = setup.session(trader, startingAt: Timestamp(seconds: 1_700_000_000), recording: .tape)
        let update = OrderUpdate(order: OrderID(raw: 1), time: Timestamp(seconds: 1_700_000_001), status: .accepted)
        let isApplied = session.apply(.orderUpdate(update))
        #expect(!isApplied)
        let tape = session.tape
        #expect(tape.isEmpty)
    }
}

extension Event {
    fileprivate var isCandle: Bool { if case .candle = self { true } else { false } }

    fileprivate var time: Timestamp {
        switch self {
        case .trade(let trade): trade.time
        case .book(let update): update.time
        case .candle(let candle): candle.openTime
        default: .epoch
        }
    }
}
