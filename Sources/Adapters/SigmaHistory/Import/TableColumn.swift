/// What a column of an imported table means.
enum TableColumn: UInt8, Sendable {
    case ignored
    case time
    /// A trade's price, or a candle's first.
    case open
    case high
    case low
    case close
    case quantity
    case turnover
    case identifier
    case count
    /// True where the seller took liquidity.
    case buyerIsMaker
    /// Buy or sell, bid or ask.
    case side
    /// The number of the venue message that a level belongs to.
    case message
    /// `snap` or `set`.
    case updateType
    /// When a record arrived here.
    case received
    /// `depth`, `trade` or `snapshot`, in a market's table.
    case recordKind
    /// `snapshot`, `last`, both joined by `+`, or nothing.
    case flags

    /// The column of a header's name, after lower-casing and joining words by underscores.
    ///
    /// Names of Binance's and Bybit's public dumps, Upbit's API and common exports.
    init?(name: String) {
        switch name {
        case "timestamp", "time", "date", "datetime", "open_time", "opentime", "ts", "transact_time", "trade_time",
            "candle_date_time_utc", "candle_time_utc", "candle_time_kst", "candle_date_time_kst":
            self = .time
        case "open", "opening_price", "price": self = .open
        case "high", "high_price": self = .high
        case "low", "low_price": self = .low
        case "close", "trade_price", "close_price": self = .close
        case "volume", "candle_acc_trade_volume", "base_volume", "vol", "qty", "quantity", "size", "trade_volume":
            self = .quantity
        case "turnover", "acc_trade_price", "candle_acc_trade_price", "quote_volume", "quote_asset_volume":
            self = .turnover
        case "id", "trade_id", "agg_trade_id", "sequential_id": self = .identifier
        case "count", "trades", "trade_count", "number_of_trades": self = .count
        case "is_buyer_maker", "isbuyermaker": self = .buyerIsMaker
        case "side", "ask_bid": self = .side
        case "last_update_id": self = .message
        case "update_type": self = .updateType
        case "received": self = .received
        case "kind": self = .recordKind
        case "flags": self = .flags
        default: return nil
        }
    }

    /// The name that errors give the column.
    var name: String {
        switch self {
        case .ignored: "column"
        case .time: "time"
        case .open: "open or price"
        case .high: "high"
        case .low: "low"
        case .close: "close"
        case .quantity: "volume or quantity"
        case .turnover: "turnover"
        case .identifier: "id"
        case .count: "trade count"
        case .buyerIsMaker: "is_buyer_maker"
        case .side: "side"
        case .message: "last_update_id"
        case .updateType: "update_type"
        case .received: "received"
        case .recordKind: "kind"
        case .flags: "flags"
        }
    }
}
