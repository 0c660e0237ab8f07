import SigmaEngine
import SigmaModel
import TestKit
import Testing

/// No strategy sees a candle before it is over, or anything that is not in it yet.
@Suite("Look-ahead")
struct LookAheadTests {
    private func table(_ count: Int) -> InstrumentTable {
        var table = InstrumentTable()
        for index in 0..<count {
            _ = table.add(
                Instrument(
                    venue: .generic, symbol: "S\(index)", base: "B\(index)", quote: "USDT", kind: .spot,
                    rules: DatedRules(.plain())))
        }
        return table
    }

    private func slot(_ journal: Journal, _ instrument: Int, _ timeframe: Timeframe, timer: TimeSpan = .zero)
        -> StrategySlot
    {
        let interests: Interests = timer == .zero ? .candles : [.candles, .timer]
        return StrategySlot(
            Script(interests, timerSpan: timer, journal: journal), instrument: InstrumentID(instrument),
            timeframe: timeframe,
            sizing: .quantity(quantity("1")))
    }

    @Test("candles of trades come closed, complete and in time", arguments: 0..<1_000 as Range<UInt64>)
    func trades(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let timeframe = CandleBuilderTests.timeframes[Int(seed % 18)]
        let gaps: CandleBuilder.Gaps = seed % 2 == 0 ? .flat : .skipped
        let trades = NaiveCandles.trades(&generator, timeframe, count: 25)
        let journal = Journal()
        var bot = TradingBot(table: table(1), slots: [slot(journal, 0, timeframe)], gaps: { _ in gaps })
        var told = 0
        for trade in trades {
            if generator.next() % 2 == 0 { bot.onTimer(trade.time) }
            bot.onTrade(trade)
            for (now, _) in journal.moments[told...] { #expect(now <= trade.time) }
            told = journal.moments.count
        }
        let last = try #require(trades.last?.time)
        #expect(journal.candles == NaiveCandles.build(trades, timeframe, gaps, upTo: last))
        for (now, moment) in journal.moments {
            guard case .candle(let candle) = moment else { continue }
            #expect(candle.closeTime <= now)
        }
    }

    @Test(
        "longer candles of several instruments come complete, whatever gaps the source has",
        arguments: 0..<1_000 as Range<UInt64>)
    func candles(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let longer = try #require(Timeframe(seed % 3 == 0 ? "15m" : "5m"))
        let gaps: CandleBuilder.Gaps = seed % 2 == 0 ? .flat : .skipped
        let journals = [Journal(), Journal()]
        var bot = TradingBot(
            table: table(2),
            slots: [slot(journals[0], 0, longer), slot(journals[1], 1, longer, timer: TimeSpan(seconds: 90))],
            gaps: { _ in gaps })
        let trades = (0..<2).map { NaiveCandles.trades(&generator, .oneMinute, count: 30, instrument: $0) }
        var parts = trades.flatMap {
            NaiveCandles.build($0, .oneMinute, .skipped, upTo: ($0.last?.time ?? .epoch) + TimeSpan(seconds: 60))
        }
        parts.sort { ($0.closeTime, $0.instrument.index) < ($1.closeTime, $1.instrument.index) }
        for part in parts { bot.onCandle(part) }
        let end = try #require(parts.last?.closeTime)
        bot.onTimer(end + longer.span)
        for index in 0..<2 {
            let last = try #require(journals[index].candles.last?.closeTime)
            let expected = NaiveCandles.build(trades[index], longer, gaps, upTo: last)
            let (made, wanted) = (journals[index].candles.map(\.withoutTurnover), expected.map(\.withoutTurnover))
            #expect(made == wanted)
            let traded = trades[index].last?.time ?? .epoch
            #expect(last > traded)
            for (now, moment) in journals[index].moments {
                if case .candle(let candle) = moment { #expect(candle.closeTime <= now) }
            }
        }
    }

    @Test("a timer fires once per span, in order with the candles")
    func timers() {
        let journal = Journal()
        var bot = TradingBot(table: table(1), slots: [slot(journal, 0, .oneMinute, timer: TimeSpan(seconds: 40))])
        let start = Timestamp(seconds: 1_699_999_200)
        for offset in [0, 50, 130] as [Int64] {
            bot.onTrade(
                Trade(
                    instrument: InstrumentID(0), time: start + TimeSpan(seconds: offset), price: price("1"),
                    quantity: quantity("1"), aggressor: .buy))
        }
        let kinds = journal.moments.map { if case .candle = $0.moment { "candle" } else { "timer" } }
        // Due at 40, 60, 80, 120 and 120 seconds; told when the engine next hears of the time.
        #expect(kinds == ["timer", "candle", "timer", "candle", "timer"])
        #expect(journal.moments.map { ($0.now - start).nanoseconds / 1_000_000_000 } == [50, 130, 130, 130, 130])
    }
}
