internal import SigmaModel

/// Pieces of JSON that several of Binance's answers and messages share.
enum BinanceText {
    /// Members that name the best levels, in the order bid, its quantity, ask, its quantity.
    static func best(_ board: MarketBoard, _ names: [String], _ json: inout JSONComposer) {
        let bid = board.levels(.buy, limit: 1).first
        let ask = board.levels(.sell, limit: 1).first
        json.string(names[0], BinanceFormat.decimal(bid?.price.raw ?? 0))
        json.string(names[1], BinanceFormat.decimal(bid?.quantity.raw ?? 0))
        json.string(names[2], BinanceFormat.decimal(ask?.price.raw ?? 0))
        json.string(names[3], BinanceFormat.decimal(ask?.quantity.raw ?? 0))
    }

    /// A book's best levels.
    static func depth(_ board: MarketBoard, limit: Int, _ json: inout JSONComposer) {
        json.number("lastUpdateId", board.bookID)
        for (name, side) in [("bids", Side.buy), ("asks", .sell)] {
            json.array(name) { list in
                for level in board.levels(side, limit: limit) {
                    list.array { pair in
                        pair.string(BinanceFormat.decimal(level.price.raw))
                        pair.string(BinanceFormat.decimal(level.quantity.raw))
                    }
                }
            }
        }
    }

    /// A trade as an aggregate of one.
    static func aggregate(_ trade: BoardTrade, micro: Bool, _ json: inout JSONComposer) {
        json.number("a", trade.number)
        json.string("p", BinanceFormat.decimal(trade.price.raw))
        json.string("q", BinanceFormat.decimal(trade.quantity.raw))
        json.number("f", trade.number)
        json.number("l", trade.number)
        json.number("T", BinanceFormat.number(trade.time, micro: micro))
        json.bool("m", trade.aggressor == .sell)
        json.bool("M", true)
    }

    /// The lengths of candles by their names.
    static func interval(_ name: String) -> CandleInterval? {
        let minutes: [String: Int64] = [
            "1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360, "8h": 480,
            "12h": 720, "3d": 4_320,
        ]
        switch name {
        case "1s": return .second
        case "1d": return .day
        case "1w": return .week
        case "1M": return .month
        default: return minutes[name].map { .minutes($0) }
        }
    }

    /// The last instant of a candle.
    static func closeTime(_ candle: ShelfCandle, _ interval: CandleInterval, micro: Bool) -> Int64 {
        BinanceFormat.number(interval.next(after: candle.openTime), micro: micro) - 1
    }

    /// The twelve values of a row of klines.
    static func candleRow(
        _ candle: ShelfCandle, _ interval: CandleInterval, micro: Bool, _ json: inout JSONComposer
    ) {
        json.raw("\(BinanceFormat.number(candle.openTime, micro: micro))")
        for price in [candle.open, candle.high, candle.low, candle.close] {
            json.string(BinanceFormat.decimal(price.raw))
        }
        json.string(BinanceFormat.decimal(candle.volume.raw))
        json.raw("\(closeTime(candle, interval, micro: micro))")
        json.string(BinanceFormat.decimal(candle.turnover.raw))
        json.raw("\(candle.count)")
        json.string(BinanceFormat.decimal(candle.takerVolume.raw))
        json.string(BinanceFormat.decimal(candle.takerTurnover.raw))
        json.string("0")
    }

    /// The average price of the last five minutes, or the last price where there was no trade.
    static func averagePrice(of board: MarketBoard, at time: Timestamp) -> Price {
        let begin = time - TimeSpan(seconds: 300)
        var (volume, turnover) = (Int128(0), Int128(0))
        for trade in board.trades.reversed() {
            guard trade.time > begin else { break }
            volume += trade.quantity.raw
            turnover += Money(price: trade.price, quantity: trade.quantity, rounding: .nearest).raw
        }
        guard volume > 0 else { return board.lastPrice }
        let raw = FixedPoint.divide(turnover * Int128(FixedPoint.one), by: volume, .nearest)
        return Price(raw: Int64(clamping: raw))
    }

    /// A row of `rateLimits`.
    static func limit(
        _ row: (kind: String, interval: String, count: Int, limit: Int), used: Int?, _ json: inout JSONComposer
    ) {
        json.string("rateLimitType", row.kind)
        json.string("interval", row.interval)
        json.number("intervalNum", row.count)
        json.number("limit", row.limit)
        if let used { json.number("count", used) }
    }
}
