internal import SigmaModel
internal import SigmaWire

extension BinanceDecoder {
    private enum CandleField: Int {
        case openTime, interval, open, close, high, low, volume, count, isClosed, turnover
    }

    private static let candleNames = JSONNames([
        ("t", CandleField.openTime.rawValue), ("i", CandleField.interval.rawValue), ("o", CandleField.open.rawValue),
        ("c", CandleField.close.rawValue), ("h", CandleField.high.rawValue), ("l", CandleField.low.rawValue),
        ("v", CandleField.volume.rawValue), ("n", CandleField.count.rawValue), ("x", CandleField.isClosed.rawValue),
        ("q", CandleField.turnover.rawValue),
    ])

    /// A candle, whose members are in one of their own.
    func candle(_ cursor: JSONCursor, _ members: JSONMembers) throws(WireError) -> BinanceMessage {
        guard let instrument = try instrument(cursor, members[Field.symbol]) else { return .ignored(.instrument) }
        guard members[Field.candle].kind == .object else {
            throw cursor.problem(members[Field.candle], "k", "is no object")
        }
        var inner = cursor.at(members[Field.candle])
        let candle = try inner.members(BinanceDecoder.candleNames)
        guard let timeframe = BinanceInterval.timeframe(cursor, candle[CandleField.interval]) else {
            return .ignored(.interval)
        }
        let result = Candle(
            instrument: instrument, timeframe: timeframe,
            openTime: try cursor.time(candle[CandleField.openTime], "t"),
            open: try cursor.price(candle[CandleField.open], "o"),
            high: try cursor.price(candle[CandleField.high], "h"),
            low: try cursor.price(candle[CandleField.low], "l"),
            close: try cursor.price(candle[CandleField.close], "c"),
            volume: try cursor.quantity(candle[CandleField.volume], "v"),
            turnover: Money(raw: try cursor.decimal(candle[CandleField.turnover], "q", .nearest)),
            tradeCount: UInt32(clamping: try cursor.whole(candle[CandleField.count], "n")))
        return .candle(result, isClosed: try cursor.flag(candle[CandleField.isClosed], "x"))
    }

    private enum TickerField: Int {
        case eventTime, symbol, open, high, low, last, bid, ask, volume, turnover, count
    }

    private static let tickerNames = JSONNames([
        ("E", TickerField.eventTime.rawValue), ("s", TickerField.symbol.rawValue), ("c", TickerField.last.rawValue),
        ("b", TickerField.bid.rawValue), ("a", TickerField.ask.rawValue), ("o", TickerField.open.rawValue),
        ("h", TickerField.high.rawValue), ("l", TickerField.low.rawValue), ("v", TickerField.volume.rawValue),
        ("q", TickerField.turnover.rawValue), ("n", TickerField.count.rawValue),
    ])

    /// The last 24 hours; the cursor stands where the message begins.
    func ticker(_ cursor: JSONCursor) throws(WireError) -> BinanceMessage {
        var cursor = cursor
        let members = try cursor.members(BinanceDecoder.tickerNames)
        guard let instrument = try instrument(cursor, members[TickerField.symbol]) else {
            return .ignored(.instrument)
        }
        return .ticker(
            BinanceTicker(
                instrument: instrument, time: try cursor.time(members[TickerField.eventTime], "E"),
                open: try cursor.price(members[TickerField.open], "o"),
                high: try cursor.price(members[TickerField.high], "h"),
                low: try cursor.price(members[TickerField.low], "l"),
                last: try cursor.price(members[TickerField.last], "c"),
                bid: try cursor.priceOrZero(members[TickerField.bid], "b"),
                ask: try cursor.priceOrZero(members[TickerField.ask], "a"),
                volume: try cursor.quantity(members[TickerField.volume], "v"),
                turnover: Money(raw: try cursor.decimal(members[TickerField.turnover], "q", .nearest)),
                tradeCount: try cursor.whole(members[TickerField.count], "n")))
    }
}

/// The lengths of candles that Binance has and this program too.
enum BinanceInterval {
    private static let table: [(name: StaticString, seconds: Int64)] = [
        ("1m", 60), ("1s", 1), ("3m", 180), ("5m", 300), ("15m", 900), ("30m", 1_800), ("1h", 3_600), ("2h", 7_200),
        ("4h", 14_400), ("6h", 21_600), ("8h", 28_800), ("12h", 43_200), ("1d", 86_400),
    ]

    /// The length that a value names; nil for those that do not exist here, such as a week.
    static func timeframe(_ cursor: JSONCursor, _ value: JSONValue) -> Timeframe? {
        for row in table where cursor.matches(value, row.name) {
            return Timeframe(span: TimeSpan(seconds: row.seconds))
        }
        return nil
    }

    /// Binance's name of a length; nil where it has none.
    static func name(of timeframe: Timeframe) -> String? {
        table.first { $0.seconds * 1_000_000_000 == timeframe.span.nanoseconds }.map { "\($0.name)" }
    }

    /// Every name, for errors.
    static var names: String { table.map { "\($0.name)" }.joined(separator: ", ") }
}
