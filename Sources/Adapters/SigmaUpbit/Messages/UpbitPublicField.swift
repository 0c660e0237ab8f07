internal import SigmaWire

/// What the members of Upbit's public messages mean, in the names of the formats DEFAULT and SIMPLE.
///
/// Source: docs.upbit.com, reference/websocket-{ticker,trade,orderbook,candle}, in the documented order.
enum UpbitPublicField: Int {
    case type, code, timestamp, streamType, side, tradePrice, tradeVolume, tradeTime, sequentialID
    case open, high, low, candleTime, candleVolume, candleTurnover
    case units, marketState, error, status, method

    static let names = JSONNames([
        name("type", .type), name("code", .code), name("timestamp", .timestamp), pass("trade_date"),
        pass("trade_time"), name("trade_timestamp", .tradeTime), name("trade_price", .tradePrice),
        name("trade_volume", .tradeVolume), name("ask_bid", .side), pass("prev_closing_price"), pass("change"),
        pass("change_price"), name("sequential_id", .sequentialID), pass("best_ask_price"), pass("best_ask_size"),
        pass("best_bid_price"), pass("best_bid_size"), name("stream_type", .streamType),
        name("ty", .type), name("cd", .code), name("tms", .timestamp), pass("td"), pass("ttm"),
        name("ttms", .tradeTime), name("tp", .tradePrice), name("tv", .tradeVolume), name("ab", .side), pass("pcp"),
        pass("c"), pass("cp"), name("sid", .sequentialID), pass("bap"), pass("bas"), pass("bbp"), pass("bbs"),
        name("st", .streamType),
        pass("total_ask_size"), pass("total_bid_size"), name("orderbook_units", .units), pass("level"),
        pass("tas"), pass("tbs"), name("obu", .units), pass("lv"),
        pass("candle_date_time_kst"), name("candle_date_time_utc", .candleTime), name("opening_price", .open),
        name("high_price", .high), name("low_price", .low), name("candle_acc_trade_volume", .candleVolume),
        name("candle_acc_trade_price", .candleTurnover), pass("cdttmk"), name("cdttmu", .candleTime),
        name("op", .open), name("hp", .high), name("lp", .low), name("catv", .candleVolume),
        name("catp", .candleTurnover), name("market_state", .marketState), name("ms", .marketState),
        name("error", .error), name("status", .status), name("method", .method), name("mthd", .method),
    ])

    private static func name(_ text: StaticString, _ field: UpbitPublicField) -> (StaticString, Int?) {
        (text, field.rawValue)
    }

    private static func pass(_ text: StaticString) -> (StaticString, Int?) { (text, nil) }
}

/// One line of a book: the price and size of both sides at one depth.
enum UpbitUnitField: Int {
    case askPrice, bidPrice, askSize, bidSize

    static let names = JSONNames([
        ("ask_price", askPrice.rawValue), ("bid_price", bidPrice.rawValue), ("ask_size", askSize.rawValue),
        ("bid_size", bidSize.rawValue), ("ap", askPrice.rawValue), ("bp", bidPrice.rawValue),
        ("as", askSize.rawValue), ("bs", bidSize.rawValue),
    ])
}
