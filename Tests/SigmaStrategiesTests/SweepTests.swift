import SigmaEngine
import SigmaModel
import SigmaSimulation
import Testing

@testable import SigmaStrategies

@Suite("Parameter sweep")
struct SweepTests {
    /// Sets that cross often, cross rarely, and begin both ways.
    private static func sets() throws -> [ParameterValues] {
        var sets: [ParameterValues] = []
        for (fast, slow) in [(1, 2), (2, 5), (3, 64), (5, 65), (10, 20), (29, 130)] {
            for seeding in ["sma", "first"] {
                var values = ParameterValues(EmaCross.descriptor.parameters)
                try values.set("fast", to: "\(fast)")
                try values.set("slow", to: "\(slow)")
                try values.set("seeding", to: seeding)
                sets.append(values)
            }
        }
        return sets
    }

    /// A walk of minute candles with gaps now and then.
    private static func candles(seed: UInt64, count: Int) -> [Candle] {
        var generator = SplitMix64(seed: seed)
        var price: Int64 = 100_00
        var minute: Int64 = 28_000_000
        return (0..<count).map { _ in
            minute += generator.next() % 50 == 0 ? 90 : 1
            let open = price
            price = max(1_00, price + Int64(generator.next() % 101) - 50)
            return Candle(
                instrument: testInstrument, timeframe: .oneMinute, openTime: Timestamp(seconds: minute * 60),
                open: Price(raw: open * 1_000_000), high: Price(raw: max(open, price) * 1_000_000),
                low: Price(raw: min(open, price) * 1_000_000), close: Price(raw: price * 1_000_000),
                volume: Quantity(raw: 100_000_000))
        }
    }

    @Test("gives every set the decisions, money and samples of a run of its own", arguments: 0..<12 as Range<UInt64>)
    func equalsSingleRuns(seed: UInt64) throws {
        // The smallest cash cannot buy the size at every price, so that some sets are denied and ask again.
        let cash = try Money(["120", "10000", "10000000"][Int(seed % 3)])
        let sizing: Sizing = seed % 2 == 0 ? .quantity(try Quantity("1")) : .share(try Rate("0.5"))
        let market: Market = seed % 4 < 2 ? .plain : .nativeStops
        let candles = SweepTests.candles(seed: seed, count: 2_500)
        let sets = try SweepTests.sets()
        let table = try market.table
        let sweep = ParameterSweep(
            EmaCross.self, table: table, timeframe: .oneMinute, sizing: sizing, settings: SimulationSettings(),
            cash: cash)
        let results = try sweep.run(sets, over: candles)
        try #require(results.count == sets.count)
        var fills = 0
        for (set, result) in zip(sets, results) {
            let strategy = try EmaCross(parameters: set, instrument: testInstrument, timeframe: .oneMinute)
            var session = BacktestSession(
                table: table,
                slots: [StrategySlot(strategy, instrument: testInstrument, timeframe: .oneMinute, sizing: sizing)],
                settings: SimulationSettings(), cash: cash, startingAt: candles[0].openTime)
            for candle in candles { session.onCandle(candle) }
            session.finish()
            #expect(result.effectHash == session.bot.effectHash)
            #expect(result.finalEquity == session.bot.equity)
            #expect(result.fees == session.recorder.fees)
            #expect(result.fillCount == session.recorder.fillCount)
            #expect(result.samples == session.recorder.samples)
            fills += result.fillCount
        }
        #expect(fills > 0)
    }

    @Test("refuses a set that a single run refuses")
    func refusesContradictions() throws {
        var values = ParameterValues(EmaCross.descriptor.parameters)
        try values.set("fast", to: "30")
        let sweep = ParameterSweep(
            EmaCross.self, table: try Market.plain.table, timeframe: .oneMinute, sizing: .quantity(try Quantity("1")),
            settings: SimulationSettings(), cash: try Money("1000"))
        #expect(throws: ParameterError.self) { try sweep.run([values], over: SweepTests.candles(seed: 1, count: 10)) }
    }
}
