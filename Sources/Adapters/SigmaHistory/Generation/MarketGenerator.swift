package import SigmaModel

/// Generates one-minute candles of a seeded market; the same seed gives the same candles on every machine.
///
/// For trades and an order book that agree with each other, see ``MarketStream``.
package struct MarketGenerator: Sendable {
    private var process: VolatilityProcess
    private var price: Double
    private var last: Price
    private var minute: Int64
    private var lastReturn = 0.0
    private let low: Double
    private let high: Double
    private let step: Int64

    /// Parts of a minute, each with a price and a quarter of the volume.
    private static let parts = 4

    package init(_ parameters: GeneratorParameters, seed: UInt64) {
        process = VolatilityProcess(parameters, seed: seed)
        price = Double(parameters.price.raw)
        last = parameters.ticks.round(parameters.price, .nearest)
        minute = parameters.start.floored(to: Timeframe.oneMinute.span).nanoseconds / 60_000_000_000
        (low, high) = PriceBounds.around(parameters)
        step = Int64(clamping: parameters.quantityStep.raw)
    }

    /// The next minute's candle; there is always one.
    package mutating func next() -> Candle {
        process.advance(minute: minute, lastReturn: lastReturn)
        var candle = Candle(
            instrument: process.parameters.instrument, timeframe: .oneMinute,
            openTime: Timestamp(nanoseconds: minute * 60_000_000_000), open: last, high: last, low: last, close: last,
            volume: .zero)
        let start = price
        for _ in 0..<MarketGenerator.parts { addPart(to: &candle) }
        candle.close = last
        candle.tradeCount = UInt32(1 + process.parameters.tradesPerMinute * process.volume * (0.5 + process.unit()))
        lastReturn = price / start - 1
        minute += 1
        return candle
    }

    /// The next candles.
    package mutating func candles(_ count: Int) -> [Candle] {
        var result: [Candle] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(next()) }
        return result
    }

    private mutating func addPart(to candle: inout Candle) {
        let move = process.drift / 4 + process.deviation / 2 * process.normal()
        price = min(max(price * (1 + min(max(move, -0.1), 0.1)), low), high)
        let ticks = process.parameters.ticks
        last = ticks.round(Price(raw: Int64(price)), .nearest)
        candle.high = max(candle.high, last)
        candle.low = min(candle.low, last)
        let draw = process.unit()
        let share = process.parameters.volumePerMinute / 4 * process.volume * (0.2 + 2.4 * draw * draw)
        let quantity = Quantity(raw: Int128(max(1, Int64(share * 1e8) / step) * step))
        candle.volume += quantity
        candle.turnover += Money(price: last, quantity: quantity, rounding: .nearest)
    }
}

/// How far a generated price may stray from its start.
enum PriceBounds {
    /// A fiftieth to fifty times the start, inside what a ``Price`` holds and above a hundred ticks.
    static func around(_ parameters: GeneratorParameters) -> (low: Double, high: Double) {
        let start = Double(parameters.price.raw)
        let tick = Double(parameters.ticks.tick(at: parameters.price).raw)
        return (max(start / 50, min(tick * 100, start / 2)), min(start * 50, 9e18))
    }
}
