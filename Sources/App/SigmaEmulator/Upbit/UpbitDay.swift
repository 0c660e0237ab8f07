internal import SigmaModel

/// A market's day since midnight UTC, against the close before it.
struct UpbitDay {
    let last, open, high, low, previousClose, yearHigh, yearLow: Price
    let lastTime: Timestamp
    let lastQuantity, volume, volume24h: Quantity
    let turnover, turnover24h: Money
    /// The side of the last trade's taker.
    let aggressor: Side

    /// Nil before the first trade ever.
    init?(_ board: MarketBoard, at time: Timestamp) {
        guard board.lastPrice.raw > 0, let newest = board.candles.newest(.minutes(1), before: .never, count: 1).first
        else { return nil }
        let (today, close) = board.candles.today(at: time)
        last = board.lastPrice
        lastTime = board.lastTrade?.time ?? newest.lastTime
        lastQuantity = board.lastTrade?.quantity ?? newest.volume
        aggressor = board.lastTrade?.aggressor ?? .buy
        previousClose = close ?? today?.open ?? last
        open = today?.open ?? previousClose
        high = today?.high ?? previousClose
        low = today?.low ?? previousClose
        volume = today?.volume ?? .zero
        turnover = today?.turnover ?? .zero
        (volume24h, turnover24h) = board.candles.rollingDay(at: time)
        let year = board.candles.extremes
        (yearHigh, yearLow) = (max(year.high, last), min(year.low, last))
    }

    /// Today's change in units of 10⁻⁸.
    var difference: Int128 { Int128(last.raw) - Int128(previousClose.raw) }
}
