internal import SigmaWire

/// The members of one object of Upbit's API that history needs, as ranges of the text.
///
/// Source: docs.upbit.com, candles, trades/ticks and the WebSocket's trade and orderbook in long and short (SIMPLE)
/// names.
struct UpbitObject {
    /// What a member means; several names mean the same.
    enum Field: Int, CaseIterable {
        case market, type, candleTime, timestamp, tradeTimestamp, open, high, low, price, candleVolume, turnover, unit
        case dayChange, periodStart, tradeVolume, side, identifier
        /// What a recorder wrapped around a message: the message and when it arrived.
        case message, receivedAt
        /// The levels of a book, and of each the prices and sizes of both sides.
        case units, askPrice, bidPrice, askSize, bidSize
    }

    private var ranges = [Range<Int>?](repeating: nil, count: Field.allCases.count)

    /// Reads the object the scanner stands at; nil where the text is no JSON object.
    init?(_ scanner: inout JSONScanner) {
        guard scanner.take("{") else { return nil }
        while let (key, value) = scanner.member() {
            for (name, field) in UpbitObject.names where scanner.matches(key, name) { ranges[field.rawValue] = value }
        }
        guard scanner.take("}") else { return nil }
    }

    /// Where the value of a member is, if the object has it.
    subscript(field: Field) -> Range<Int>? { ranges[field.rawValue] }

    private static let names: [(StaticString, Field)] = [
        ("market", .market), ("code", .market), ("cd", .market), ("type", .type), ("ty", .type),
        ("candle_date_time_utc", .candleTime), ("timestamp", .timestamp), ("tms", .timestamp),
        ("trade_timestamp", .tradeTimestamp), ("ttms", .tradeTimestamp), ("opening_price", .open),
        ("high_price", .high), ("low_price", .low), ("trade_price", .price), ("tp", .price),
        ("candle_acc_trade_volume", .candleVolume), ("candle_acc_trade_price", .turnover), ("unit", .unit),
        ("change_price", .dayChange), ("first_day_of_period", .periodStart), ("trade_volume", .tradeVolume),
        ("tv", .tradeVolume), ("ask_bid", .side), ("ab", .side), ("sequential_id", .identifier),
        ("sid", .identifier), ("frame", .message), ("body", .message), ("ts", .receivedAt),
        ("obu", .units), ("orderbook_units", .units), ("ap", .askPrice), ("ask_price", .askPrice), ("bp", .bidPrice),
        ("bid_price", .bidPrice), ("as", .askSize), ("ask_size", .askSize), ("bs", .bidSize), ("bid_size", .bidSize),
    ]
}
