internal import SigmaModel
internal import SigmaWire

/// Reads candles of the stream and of REST, whose members have the same names.
enum UpbitCandle {
    /// The candle of an object.
    ///
    /// Volume and turnover are sums that the venue holds as binary numbers, so that decimals beyond the eighth are rounded
    /// to nearest.
    static func read(
        _ members: JSONMembers, _ cursor: JSONCursor, _ instrument: InstrumentID, _ timeframe: Timeframe
    ) throws(WireError) -> Candle {
        let candle = Candle(
            instrument: instrument, timeframe: timeframe,
            openTime: try cursor.instant(members[UpbitPublicField.candleTime], "candle_date_time_utc"),
            open: try cursor.price(members[UpbitPublicField.open], "opening_price"),
            high: try cursor.price(members[UpbitPublicField.high], "high_price"),
            low: try cursor.price(members[UpbitPublicField.low], "low_price"),
            close: try cursor.price(members[UpbitPublicField.tradePrice], "trade_price"),
            volume: Quantity(
                raw: try cursor.decimal(
                    members[UpbitPublicField.candleVolume], "candle_acc_trade_volume", .nearest)),
            turnover: Money(
                raw: try cursor.decimal(
                    members[UpbitPublicField.candleTurnover], "candle_acc_trade_price", .nearest)))
        guard candle.isPossible else { throw WireError("candle", "has prices that contradict each other") }
        return candle
    }
}
