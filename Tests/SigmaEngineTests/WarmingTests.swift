import SigmaModel
import TestKit
import Testing

@testable import SigmaEngine

/// Strategies that are shown the past.
@Suite("Warming")
struct WarmingTests {
    private static let start = Timestamp(seconds: 1_700_000_040)

    private static func candle(_ minute: Int64, _ text: String = "100", _ timeframe: Timeframe = .oneMinute) -> Candle {
        Candle(
            instrument: .only, timeframe: timeframe, openTime: start + TimeSpan(seconds: 60 * minute),
            open: price(text), high: price(text), low: price(text), close: price(text), volume: quantity("1"))
    }

    private static func trade(_ seconds: Int64, _ text: String) -> Event {
        .trade(
            Trade(
                instrument: .only, time: start + TimeSpan(seconds: seconds), price: price(text),
                quantity: quantity("1"), aggressor: .buy))
    }

    private static func bot(_ scripts: [(Script, Timeframe)], gaps: CandleBuilder.Gaps = .skipped) -> TradingBot {
        TradingBot(
            table: .one(.spot, DatedRules(.plain())),
            slots: scripts.map {
                StrategySlot($0.0, instrument: .only, timeframe: $0.1, sizing: .quantity(quantity("1")))
            }, gaps: { _ in gaps })
    }

    private static func saved(_ bot: inout TradingBot) throws(StateError) -> [UInt8] {
        var archive = StateArchive()
        try archive.field(&bot)
        return archive.bytes
    }

    /// What a strategy got for its wishes.
    private final class Answers: @unchecked Sendable {
        var results: [SubmitResult] = []
        var isWarming: [Bool] = []
        var entryOrder = OrderID.none
    }

    /// A strategy that asks for everything at each candle.
    private static func greedy(_ answers: Answers, _ journal: Journal = Journal()) -> Script {
        Script([.candles], journal: journal) { moment, context in
            guard case .candle(let candle) = moment else { return }
            answers.isWarming.append(context.isWarming)
            answers.results += [
                context.submit(.limit(.buy, "1", "99")), context.enterLong(), context.enterShort(),
                context.submitBracket(
                    .limit(.buy, "1", "99"), exits: BracketExits(takeProfit: price("120"), stopLoss: price("80"))),
                context.submitOneCancelsOther(.limit(.buy, "1", "99"), .stop(.buy, "1", "130")),
                context.submit(.limit(.buy, "1", "99.001")),
            ]
            if let result = context.closePosition() { answers.results.append(result) }
            context.cancel(answers.entryOrder)
            context.cancelAll()
            context.report(
                Signal(
                    strategy: context.current, instrument: .only, barTime: candle.openTime, stage: .buy, score: 1,
                    probability: 1))
        }
    }

    @Test("refuses every wish without a trace")
    func silence() throws {
        let (answers, journal) = (Answers(), Journal())
        var bot = Self.bot([(Self.greedy(answers, journal), .oneMinute)])
        for minute in 0..<5 as Range<Int64> { bot.warm(Self.candle(minute)) }
        #expect(answers.results == Array(repeating: .denied(.halted), count: 30))
        #expect(answers.isWarming == Array(repeating: true, count: 5))
        #expect(journal.moments.map(\.now) == (1...5).map { Self.start + TimeSpan(seconds: 60 * $0) })
        var fresh = Self.bot([(Script([.candles]), .oneMinute)])
        let (hash, freshHash) = (bot.effectHash, fresh.effectHash)
        #expect(hash == freshHash)
        let counts = (bot.effectCount, bot.eventCount, bot.orderCount)
        #expect(counts == (0, 0, 0))
        let (now, next, last) = (bot.now, bot.nextTimer, bot.context.last(.only))
        #expect(now == .epoch && next == .never && last == .zero)
        // But for the candles kept and the beginning of built ones it is the state of a session that was told nothing.
        let warmed = try Self.saved(&bot)
        for minute in 0..<5 as Range<Int64> { fresh.warm(Self.candle(minute)) }
        #expect(try Self.saved(&fresh) == warmed)
    }

    @Test("leaves orders, positions and prices of a running session alone")
    func running() {
        let answers = Answers()
        var bot = Self.bot([(Self.greedy(answers), .oneMinute)])
        bot.apply(.transfer(Transfer(asset: AssetID(1), time: Self.start, amount: money("10000").raw)))
        bot.apply(Self.trade(600, "105"))
        bot.context.current = StrategyID(0)
        answers.entryOrder = bot.context.submit(.limit(.buy, "1", "95")).order ?? .none
        bot.clearEffects()
        let before = (bot.effectHash, bot.now, bot.equity, bot.context.last(.only), bot.orders.activeCount)
        bot.warm(Self.candle(1))
        let after = (bot.effectHash, bot.now, bot.equity, bot.context.last(.only), bot.orders.activeCount)
        #expect(before == after)
        let (effects, isWarming) = (bot.effectCount, bot.context.isWarming)
        #expect(effects == 0 && !isWarming)
        #expect(answers.results.allSatisfy { $0 == .denied(.halted) })
        // The next candle is of the present: the same wishes are judged.
        answers.results = []
        bot.apply(.candle(Self.candle(11)))
        #expect(answers.isWarming.last == false)
        #expect(answers.results.contains { $0.order != nil })
    }

    @Test("reaches the strategies of the timeframe that want candles")
    func routing() {
        let journals = (0..<4).map { _ in Journal() }
        var bot = Self.bot([
            (Script([.candles], journal: journals[0]), .oneMinute),
            (Script([.candles], journal: journals[1]), .oneHour),
            (Script([.trades], journal: journals[2]), .oneMinute),
            (Script([.candles, .trades], journal: journals[3]), .oneMinute),
        ])
        bot.warm(Self.candle(0))
        bot.warm(MacroReading(series: .vix, time: Self.start, value: 20))
        #expect(journals.map(\.candles.count) == [1, 0, 0, 1])
        #expect(journals.map(\.readings.count) == [1, 1, 1, 1])
    }

    @Test("a built candle is not given a second time", arguments: [CandleBuilder.Gaps.skipped, .flat])
    func builtCandles(gaps: CandleBuilder.Gaps) {
        let journal = Journal()
        let three = Timeframe("3m") ?? .oneMinute
        let longer = Journal()
        var bot = Self.bot(
            [(Script([.candles], journal: journal), .oneMinute), (Script([.candles], journal: longer), three)],
            gaps: gaps)
        for minute in 0..<3 as Range<Int64> { bot.warm(Self.candle(minute)) }
        // A trade of the last warmed minute that was still under way, then the next minutes.
        for (seconds, text) in [(170, "101"), (190, "102"), (230, "103"), (250, "104"), (370, "105")] {
            bot.apply(Self.trade(Int64(seconds), text))
        }
        let opens = journal.candles.map { ($0.openTime - Self.start).nanoseconds / 60_000_000_000 }
        #expect(opens == (gaps == .flat ? [0, 1, 2, 3, 4, 5] : [0, 1, 2, 3, 4]))
        #expect(journal.candles[3].open == price("102"))
        #expect(journal.candles[3].close == price("103"))
        // Nothing was given of the longer candles, so the late trade counts there.
        #expect(longer.candles.map(\.open) == [price("101")])
    }

    @Test("makes a strategy that was restored the same as one that was not")
    func restored() throws {
        let (one, two) = (Journal(), Journal())
        var bot = Self.bot([(Script(journal: one), .oneMinute)])
        for minute in 0..<3 as Range<Int64> { bot.warm(Self.candle(minute)) }
        bot.apply(Self.trade(170, "101"))
        let bytes = try Self.saved(&bot)
        var copy = Self.bot([(Script(journal: two), .oneMinute)])
        var archive = try StateArchive(reading: bytes)
        try archive.field(&copy)
        try archive.finish()
        for seconds in [190, 250, 310] as [Int64] {
            bot.apply(Self.trade(seconds, "100"))
            copy.apply(Self.trade(seconds, "100"))
        }
        #expect(Array(one.candles.dropFirst(3)) == two.candles)
        #expect(try Self.saved(&copy) == Self.saved(&bot))
    }

    @Test("effects that are not performed keep a state from being saved")
    func busy() {
        let answers = Answers()
        var bot = Self.bot([(Self.greedy(answers), .oneMinute)])
        bot.apply(.candle(Self.candle(0)))
        var error: StateError?
        do throws(StateError) { _ = try Self.saved(&bot) } catch let thrown { error = thrown }
        #expect(error?.description == "no state can be saved while effects are not yet performed")
    }
}
