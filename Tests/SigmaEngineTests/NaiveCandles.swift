import SigmaEngine
import SigmaModel

/// Candles by sorting trades into intervals after the fact.
enum NaiveCandles {
    /// The closed candles of trades up to an instant.
    static func build(_ trades: [Trade], _ timeframe: Timeframe, _ gaps: CandleBuilder.Gaps, upTo end: Timestamp)
        -> [Candle]
    {
        guard let first = trades.first else { return [] }
        let span = timeframe.span.nanoseconds
        var result: [Candle] = []
        var index = 0
        var start = first.time.nanoseconds / span * span
        while start + span <= end.nanoseconds {
            var inside: [Trade] = []
            while index < trades.count, trades[index].time.nanoseconds < start + span {
                inside.append(trades[index])
                index += 1
            }
            if let candle = candle(inside, timeframe, start: start, after: gaps == .flat ? result.last : nil) {
                result.append(candle)
            }
            start += span
        }
        return result
    }

    private static func candle(_ inside: [Trade], _ timeframe: Timeframe, start: Int64, after: Candle?) -> Candle? {
        let prices = inside.map(\.price).isEmpty ? (after.map { [$0.close] } ?? []) : inside.map(\.price)
        guard let open = prices.first, let close = prices.last, let high = prices.max(), let low = prices.min() else {
            return nil
        }
        let turnover = inside.reduce(Int128(0)) { $0 + $1.quantity.raw * Int128($1.price.raw) } / 100_000_000
        return Candle(
            instrument: inside.first?.instrument ?? after?.instrument ?? InstrumentID(0), timeframe: timeframe,
            openTime: Timestamp(nanoseconds: start), open: open, high: high, low: low, close: close,
            volume: Quantity(raw: inside.reduce(Int128(0)) { $0 + $1.quantity.raw }), turnover: Money(raw: turnover),
            tradeCount: UInt32(inside.count))
    }

    /// Trades at random times, many of them exactly on boundaries, with gaps of several intervals.
    static func trades(_ generator: inout SplitMix64, _ timeframe: Timeframe, count: Int, instrument: Int = 0)
        -> [Trade]
    {
        let span = timeframe.span.nanoseconds
        var time: Int64 = 1_699_999_200_000_000_000
        return (0..<count).map { _ in
            switch generator.next() % 8 {
            case 0: time = (time / span + 1) * span
            case 1: time = (time / span + 1) * span - 1
            case 2: time += span * Int64(generator.next() % 4)
            case 3: break
            default: time += Int64(generator.next() % UInt64(span / 2))
            }
            return Trade(
                instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: time),
                price: Price(raw: Int64(generator.next() % 1_000 + 1) * 1_234_567),
                quantity: Quantity(raw: Int128(generator.next() % 99_999_999)),
                aggressor: .buy)
        }
    }
}

extension Candle {
    /// The same candle without its turnover, which sums of rounded parts miss by less than a unit per part.
    var withoutTurnover: Candle {
        var candle = self
        candle.turnover = .zero
        return candle
    }
}
