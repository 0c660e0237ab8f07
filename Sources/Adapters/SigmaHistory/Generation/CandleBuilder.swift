package import SigmaModel

/// Builds the candles of trades that come in the order of time; intervals without trades give no candle.
package struct CandleBuilder: Sendable {
    /// The length of the candles built; never a tick.
    package let timeframe: Timeframe
    private var current: Candle?

    /// A builder of candles of a positive length.
    package init(timeframe: Timeframe) {
        precondition(timeframe != .tick, "a candle has a length")
        self.timeframe = timeframe
    }

    /// Adds a trade; returns the candle before its interval, if the trade starts a new one.
    package mutating func add(_ trade: Trade) -> Candle? {
        let start = trade.time.floored(to: timeframe.span)
        let turnover = Money(price: trade.price, quantity: trade.quantity, rounding: .nearest)
        guard var candle = current, candle.openTime == start else {
            let closed = current
            current = Candle(
                instrument: trade.instrument, timeframe: timeframe, openTime: start, open: trade.price,
                high: trade.price,
                low: trade.price, close: trade.price, volume: trade.quantity, turnover: turnover, tradeCount: 1)
            return closed
        }
        candle.high = max(candle.high, trade.price)
        candle.low = min(candle.low, trade.price)
        candle.close = trade.price
        candle.volume += trade.quantity
        candle.turnover += turnover
        candle.tradeCount += 1
        current = candle
        return nil
    }

    /// The candle still open, which ends the series.
    package mutating func finish() -> Candle? {
        defer { current = nil }
        return current
    }
}
