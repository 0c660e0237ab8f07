import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

@Suite("Latency")
struct LatencyTests {
    private func milliseconds(_ count: Int64) -> Latency { .constant(TimeSpan(milliseconds: count)) }

    /// When the strategy was told of something, in milliseconds since the start.
    private func told(_ floor: Floor, _ matches: (Moment) -> Bool) -> [Int64] {
        floor.journal.moments.filter { matches($0.moment) }.map { ($0.now - floor.start).nanoseconds / 1_000_000 }
    }

    @Test("a decision waits for the feed, an order for its way, a fill for its way back")
    func constant() {
        let floor = Floor {
            $0.feedLatency = milliseconds(10)
            $0.entryLatency = milliseconds(30)
            $0.responseLatency = milliseconds(20)
        }
        floor.thenSubmit(.market(.buy, "1"))
        for _ in 0..<4 { floor.trade("100") }
        floor.session.finish()
        #expect(told(floor) { if case .trade = $0 { true } else { false } } == [110, 210, 310, 410])
        #expect(floor.session.recorder.orders.first?.ticket.time == floor.start + TimeSpan(milliseconds: 110))
        // Heard at 110, at the venue at 140, met by the trade at 200, known at 220.
        #expect(floor.session.recorder.fills.first?.time == floor.start + TimeSpan(milliseconds: 200))
        #expect(told(floor) { if case .fill = $0 { true } else { false } } == [220])
    }

    @Test(
        "an order that arrives with a trade meets it, one that arrives later the next",
        arguments: [(90, 200), (91, 300)])
    func arrival(entry: Int, met: Int) {
        let floor = Floor {
            $0.feedLatency = milliseconds(10)
            $0.entryLatency = milliseconds(Int64(entry))
        }
        floor.thenSubmit(.market(.buy, "1"))
        for _ in 0..<4 { floor.trade("100") }
        floor.session.finish()
        #expect(floor.session.recorder.fills.first?.time == floor.start + TimeSpan(milliseconds: Int64(met)))
    }

    @Test("a cancel may come too late")
    func lateCancel() {
        let floor = Floor {
            $0.entryLatency = milliseconds(30)
            $0.responseLatency = milliseconds(30)
        }
        floor.thenSubmit(.limit(.buy, "1", "99"))
        floor.trade("100")
        floor.trade("100")
        floor.trade("99.5")
        // Heard once time passes the trade.
        floor.then { $0.cancelAll() }
        floor.trade("98", after: TimeSpan(milliseconds: 29))
        floor.session.finish()
        #expect(floor.fills == ["buy 1 at 99 maker"])
        #expect(floor.states == [.filled])
        #expect(floor.session.recorder.contradictions == 0)
        #expect(floor.session.bot.orders.activeCount == 0)
    }

    @Test("an entry stopped out while its news was under way sells only once")
    func pairWithLatency() {
        let floor = Floor(.linear) {
            $0.entryLatency = milliseconds(50)
            $0.responseLatency = milliseconds(50)
        }
        floor.then { context in
            let exits = BracketExits(takeProfit: price("110"), stopLoss: price("95"))
            #expect(context.submitBracket(.market(.buy, "2"), exits: exits).order != nil)
        }
        for level in ["100", "100", "100", "100", "110.01", "95", "94", "94", "94", "94"] { floor.trade(level) }
        floor.session.finish()
        #expect(floor.position == .zero)
        #expect(floor.fills == ["buy 2 at 100 taker", "sell 2 at 110 maker"])
    }

    @Test("delays stay in their range and keep their order", arguments: 0..<100 as Range<UInt64>)
    func ranges(seed: UInt64) {
        let recorded: [Int64] = [3, 7, 19]
        let floor = Floor {
            $0.seed = seed
            $0.feedLatency = .uniform(TimeSpan(milliseconds: 5), TimeSpan(milliseconds: 25))
            $0.responseLatency = .recorded(recorded.map { TimeSpan(milliseconds: $0) })
        }
        var sent = 0
        for index in 0..<20 {
            if index % 4 == 0 {
                floor.thenSubmit(.market(.buy, "1"))
                sent += 1
            }
            floor.trade("100")
        }
        floor.session.finish()
        let feed = told(floor) { if case .trade = $0 { true } else { false } }
        for (index, at) in feed.enumerated() { #expect((105...125).contains(at - Int64(index) * 100)) }
        for (now, moment) in floor.journal.moments {
            guard case .fill(let fill) = moment else { continue }
            #expect(recorded.contains((now - fill.time).nanoseconds / 1_000_000))
        }
        #expect(floor.journal.fills.count == sent)
    }

    @Test("recorded receive times override the feed's delay")
    func receivedAt() {
        let floor = Floor { $0.entryLatency = milliseconds(5) }
        let at = floor.start + TimeSpan(seconds: 1)
        floor.session.onTrade(
            Trade(instrument: .only, time: at, price: price("100"), quantity: quantity("1"), aggressor: .buy),
            receivedAt: at + TimeSpan(milliseconds: 77))
        floor.session.finish()
        #expect(told(floor) { if case .trade = $0 { true } else { false } } == [1_077])
    }

    @Test("a command travels like any other order")
    func command() {
        let floor = Floor { $0.entryLatency = milliseconds(50) }
        floor.thenSubmit(.market(.buy, "1"))
        floor.trade("100")
        floor.trade("100")
        floor.command(.kill)
        floor.trade("90", after: TimeSpan(milliseconds: 49))
        floor.trade("95", after: TimeSpan(milliseconds: 1))
        floor.session.finish()
        #expect(floor.fills == ["buy 1 at 100 taker", "sell 1 at 95 taker"])
    }

    @Test("candles wait for trades under way, and no trade is lost to the next candle")
    func candles() {
        let floor = Floor(interests: [.candles]) { $0.feedLatency = milliseconds(300) }
        for index in 0..<30 { floor.trade("\(100 + index)", after: TimeSpan(milliseconds: 5_950)) }
        floor.session.finish()
        // Trades 10 and 20 happen half a second before their minute ends and are heard before the grace is over.
        #expect(floor.journal.candles.map(\.tradeCount) == [10, 10, 10])
        #expect(floor.journal.candles.map(\.close) == [price("109"), price("119"), price("129")])
    }
}
