import SigmaEngine
import SigmaModel
import TestKit
import Testing

@Suite("Candle builder")
struct CandleBuilderTests {
    static let timeframes = Timeframe.all.filter { $0 > .tick }

    /// The candles of trades, closed as time passes and once more at the end.
    private func built(_ trades: [Trade], _ timeframe: Timeframe, _ gaps: CandleBuilder.Gaps, upTo end: Timestamp)
        -> [Candle]
    {
        var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: timeframe, gaps: gaps)
        var result: [Candle] = []
        for trade in trades {
            while let candle = builder.close(upTo: trade.time) { result.append(candle) }
            builder.add(trade)
        }
        while let candle = builder.close(upTo: end) { result.append(candle) }
        return result
    }

    @Test("agrees with sorting the trades afterwards", arguments: timeframes, 0..<30 as Range<UInt64>)
    func naive(timeframe: Timeframe, seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let trades = NaiveCandles.trades(&generator, timeframe, count: 60)
        let last = try #require(trades.last?.time)
        for gaps in [CandleBuilder.Gaps.skipped, .flat] {
            for end in [last, last + timeframe.span] {
                let candles = built(trades, timeframe, gaps, upTo: end)
                #expect(candles == NaiveCandles.build(trades, timeframe, gaps, upTo: end))
                let isPossible = candles.allSatisfy(\.isPossible)
                #expect(isPossible)
            }
        }
        let all = built(trades, timeframe, .skipped, upTo: last + timeframe.span)
        let volume = all.reduce(Int128(0)) { $0 + $1.volume.raw }
        let traded = trades.reduce(Int128(0)) { $0 + $1.quantity.raw }
        let count = all.reduce(0) { $0 + Int($1.tradeCount) }
        #expect(volume == traded && count == trades.count)
        let turnover = trades.reduce(Int128(0)) { $0 + $1.quantity.raw * Int128($1.price.raw) } / 100_000_000
        let lost = turnover - all.reduce(Int128(0)) { $0 + $1.turnover.raw }
        #expect(lost >= 0 && lost <= Int128(all.count))
    }

    @Test("a trade at the end belongs to the next candle")
    func boundary() {
        let start: Int64 = 1_699_999_200_000_000_000
        func trade(_ offset: Int64, _ text: String) -> Trade {
            Trade(
                instrument: InstrumentID(0), time: Timestamp(nanoseconds: start + offset), price: price(text),
                quantity: quantity("1"), aggressor: .buy)
        }
        let trades = [trade(0, "1"), trade(59_999_999_999, "2"), trade(60_000_000_000, "3")]
        let candles = built(trades, .oneMinute, .flat, upTo: Timestamp(nanoseconds: start + 120_000_000_000))
        #expect(candles.map(\.close) == [price("2"), price("3")])
        #expect(candles.map(\.openTime.nanoseconds) == [start, start + 60_000_000_000])
        #expect(candles.map(\.tradeCount) == [2, 1])
    }

    @Test(
        "longer candles from shorter ones are those from trades", arguments: ["5m", "15m", "1h", "1d"],
        0..<100 as Range<UInt64>)
    func aggregation(name: String, seed: UInt64) throws {
        let timeframe = try #require(Timeframe(name))
        var generator = SplitMix64(seed: seed)
        let unit = seed % 2 == 0 ? Timeframe.oneMinute : timeframe
        let trades = NaiveCandles.trades(&generator, unit, count: 60)
        let last = try #require(trades.last?.time)
        for gaps in [CandleBuilder.Gaps.skipped, .flat] where gaps == .skipped || unit == .oneMinute {
            let end = last.floored(to: timeframe.span) + timeframe.span
            let parts = built(trades, .oneMinute, gaps, upTo: end)
            var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: timeframe, gaps: gaps)
            var result: [Candle] = []
            for part in parts {
                while let candle = builder.close(upTo: part.openTime) { result.append(candle) }
                builder.add(part)
            }
            while let candle = builder.close(upTo: end) { result.append(candle) }
            let direct = built(trades, timeframe, gaps, upTo: end)
            let (made, expected) = (result.map(\.withoutTurnover), direct.map(\.withoutTurnover))
            #expect(made == expected)
            let isClose = zip(result, direct).allSatisfy { (0...1_440).contains($1.turnover.raw - $0.turnover.raw) }
            #expect(isClose)
        }
    }

    @Test("parts without volume make candles too", arguments: [CandleBuilder.Gaps.skipped, .flat])
    func volumeless(gaps: CandleBuilder.Gaps) {
        var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: .oneHour, gaps: gaps)
        let bars = [
            ("10", "12", "9", "11"), ("11", "15", "11", "14"), ("20", "21", "19", "20"), ("20", "22", "20", "21"),
        ]
        var result: [Candle] = []
        for (index, bar) in bars.enumerated() {
            let start = Timestamp(seconds: Int64(index / 2) * 3_600 + Int64(index % 2) * 1_800)
            while let candle = builder.close(upTo: start) { result.append(candle) }
            builder.add(
                Candle(
                    instrument: InstrumentID(0), timeframe: Timeframe("30m") ?? .oneMinute, openTime: start,
                    open: price(bar.0),
                    high: price(bar.1), low: price(bar.2), close: price(bar.3), volume: .zero))
        }
        while let candle = builder.close(upTo: Timestamp(seconds: 7_200)) { result.append(candle) }
        #expect(result.map(\.open) == [price("10"), price("20")])
        #expect(result.map(\.high) == [price("15"), price("22")])
        #expect(result.map(\.low) == [price("9"), price("19")])
        #expect(result.map(\.close) == [price("14"), price("21")])
    }
}
