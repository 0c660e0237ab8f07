import SigmaEngine
import SigmaModel

/// The one instrument of every test.
let testInstrument = InstrumentID(0)

/// An instrument's rules as the tests need them.
enum Market: CaseIterable, Sendable {
    /// Ticks of 0.01 and no minimum.
    case plain
    /// Ticks that widen with the price, a minimum notional, and market buys by total only, as on Upbit.
    case banded
    /// Stops that the venue itself watches.
    case nativeStops
    /// Ticks of 0.01 that become 5, and steps of 0.00001 that become 0.1, when the third candle opens.
    case changing

    var table: InstrumentTable {
        get throws {
            var table = InstrumentTable()
            let spot = Instrument(
                venue: .generic, symbol: "BTCUSDT", base: "BTC", quote: "USDT", kind: .spot,
                rules: try dated)
            _ = table.add(spot)
            return table
        }
    }

    private var dated: DatedRules {
        get throws {
            let first = try rules
            guard self == .changing else { return DatedRules(first) }
            var second = first
            second.ticks = TickTable(tick: try Price("5"))
            second.quantityStep = try Quantity("0.1")
            return DatedRules([
                DatedRules.Period(from: .epoch, rules: first), DatedRules.Period(from: closeTime(1), rules: second),
            ])
        }
    }

    private var rules: VenueRules {
        get throws {
            let bands = [
                TickTable.Band(from: .zero, tick: try Price("0.1")),
                TickTable.Band(from: try Price("100"), tick: try Price("1")),
                TickTable.Band(from: try Price("1000"), tick: try Price("5")),
                TickTable.Band(from: try Price("2000"), tick: try Price("10")),
            ]
            return VenueRules(
                ticks: self == .banded ? TickTable(bands) : TickTable(tick: try Price("0.01")),
                quantityStep: try Quantity("0.00001"), minQuantity: try Quantity("0.00001"),
                maxQuantity: try Quantity("1000000"), minNotional: self == .banded ? try Money("5000") : .zero,
                maxNotional: try Money("1000000000000"), makerFee: try Rate("0.0005"), takerFee: try Rate("0.0005"),
                marketBuysByTotal: self == .banded, nativeTypes: self == .nativeStops ? .all : .simple)
        }
    }
}

/// The price of a number with at most a few decimals.
func price(_ value: Double) -> Price { Price(raw: Int64((value * 1e8).rounded())) }

/// A minute candle.
func candle(
    _ bar: Int, open: Double, high: Double, low: Double, close: Double, volume: Double = 10,
    timeframe: Timeframe = .oneMinute
) -> Candle {
    Candle(
        instrument: testInstrument, timeframe: timeframe, openTime: .epoch + timeframe.span * Int64(bar + 1),
        open: price(open), high: price(high), low: price(low), close: price(close),
        volume: Quantity(raw: Int128((volume * 1e8).rounded())))
}

/// Candles that open at the last close and reach no further than their body.
func candles(closes: [Double], volume: Double = 10) -> [Candle] {
    closes.indices.map { bar in
        let open = bar == 0 ? closes[0] : closes[bar - 1]
        return candle(
            bar, open: open, high: max(open, closes[bar]), low: min(open, closes[bar]), close: closes[bar],
            volume: volume)
    }
}

/// A random walk of candles on the half-unit, from 1,000, with volumes that vary a lot.
func randomCandles(seed: UInt64, count: Int, swing: Double = 20) -> [Candle] {
    var generator = SplitMix64(seed: seed)
    var level = 1_000.0
    return (0..<count).map { bar in
        let open = level
        level = max(50, ((level + (generator.unit() - 0.5) * swing) * 2).rounded() / 2)
        let high = max(open, level) + (generator.unit() * swing).rounded() / 2
        let low = max(40, min(open, level) - (generator.unit() * swing).rounded() / 2)
        return candle(
            bar, open: open, high: high, low: low, close: level, volume: generator.unit() * generator.unit() * 100)
    }
}

/// A random walk of trades on the tick of 5, four seconds apart on average, from 1,000.
func randomTrades(seed: UInt64, count: Int) -> [Trade] {
    var generator = SplitMix64(seed: seed)
    var level = 1_000.0
    var time = Timestamp.epoch + .day
    return (0..<count).map { _ in
        time = time + TimeSpan(milliseconds: Int64(8_000 * generator.unit()))
        level = max(100, level + [-5, 0, 0, 5][Int(generator.next() % 4)])
        return Trade(
            instrument: testInstrument, time: time, price: price(level),
            quantity: Quantity(raw: Int128(1 + generator.next() % 200) * 100_000_000),
            aggressor: generator.next() % 2 == 0 ? .buy : .sell)
    }
}
