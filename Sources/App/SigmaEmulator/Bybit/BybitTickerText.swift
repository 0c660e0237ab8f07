internal import SigmaModel

/// A symbol's overview, field by field.
///
/// Source: Bybit "Get Tickers", "Ticker".
enum BybitTickerText {
    typealias Field = (name: String, value: String)

    /// All that the REST answer tells.
    static func answer(of board: MarketBoard, at time: Timestamp) -> [Field] {
        [("symbol", board.instrument.symbol)] + quotes(board) + prices(board, at: time)
            + (board.instrument.kind == .linear ? contract(board, at: time) : [])
    }

    /// What the stream tells, `symbol` first; of spot pairs without quotes.
    static func stream(of board: MarketBoard, at time: Timestamp) -> [Field] {
        [("symbol", board.instrument.symbol)] + prices(board, at: time)
            + (board.instrument.kind == .linear ? contract(board, at: time) + quotes(board) : [])
    }

    private static func quotes(_ board: MarketBoard) -> [Field] {
        let bid = board.levels(.buy, limit: 1).first
        let ask = board.levels(.sell, limit: 1).first
        return [
            ("bid1Price", bid?.price.description ?? ""), ("bid1Size", bid?.quantity.description ?? "0"),
            ("ask1Price", ask?.price.description ?? ""), ("ask1Size", ask?.quantity.description ?? "0"),
        ]
    }

    private static func prices(_ board: MarketBoard, at time: Timestamp) -> [Field] {
        let day = board.candles.rollingDay(at: time)
        let before = board.candles.dayAgo?.open ?? board.lastPrice
        let range = board.candles.newest(.minutes(1), before: .never, count: 1_440)
        let high = range.map(\.high).max() ?? board.lastPrice
        let low = range.map(\.low).min() ?? board.lastPrice
        let change =
            before.raw > 0
            ? FixedPoint.divide(
                Int128(board.lastPrice.raw - before.raw) * 1_000_000, by: Int128(before.raw), .nearest) : 0
        return [
            ("lastPrice", board.lastPrice.description), ("prevPrice24h", before.description),
            ("price24hPcnt", DecimalText.format(change * 100)), ("highPrice24h", high.description),
            ("lowPrice24h", low.description), ("turnover24h", day.turnover.description),
            ("volume24h", day.volume.description),
        ]
    }

    private static func contract(_ board: MarketBoard, at time: Timestamp) -> [Field] {
        let next = time.floored(to: TimeSpan(seconds: 8 * 3_600)) + TimeSpan(seconds: 8 * 3_600)
        return [
            ("markPrice", board.lastPrice.description), ("indexPrice", board.lastPrice.description),
            ("openInterest", "0"), ("openInterestValue", "0"), ("fundingRate", "0.0001"),
            ("nextFundingTime", BybitText.stamp(next)),
        ]
    }
}
