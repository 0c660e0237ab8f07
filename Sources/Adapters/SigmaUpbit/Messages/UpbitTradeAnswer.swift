package import SigmaModel
package import SigmaWire

/// Reads the answers of `GET /trades/ticks`.
package enum UpbitTradeAnswer {
    /// The trades of an answer as the venue lists them: newest first.
    package static func read(_ answer: [UInt8], _ instrument: InstrumentID) throws(WireError) -> [Trade] {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var trades: [Trade] = []
            let list = try cursor.value()
            try cursor.each(of: list, "trades") { (cursor) throws(WireError) in
                let members = try cursor.members(UpbitPublicField.names)
                let trade = Trade(
                    instrument: instrument,
                    time: try cursor.milliseconds(members[UpbitPublicField.timestamp], "timestamp"),
                    price: try cursor.price(members[UpbitPublicField.tradePrice], "trade_price"),
                    quantity: try cursor.quantity(members[UpbitPublicField.tradeVolume], "trade_volume"),
                    aggressor: try cursor.aggressor(members[UpbitPublicField.side]),
                    id: try cursor.whole(members[UpbitPublicField.sequentialID], "sequential_id"))
                guard trade.price.raw > 0, trade.quantity.raw > 0 else {
                    throw WireError("trades", "has a trade of nothing")
                }
                trades.append(trade)
            }
            return trades
        }
    }
}

/// Reads the answers of `GET /candles/…`.
package enum UpbitCandleAnswer {
    /// The candles of an answer as the venue lists them: newest first.
    package static func read(
        _ answer: [UInt8], _ instrument: InstrumentID, _ timeframe: Timeframe
    ) throws(WireError) -> [Candle] {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var candles: [Candle] = []
            let list = try cursor.value()
            try cursor.each(of: list, "candles") { (cursor) throws(WireError) in
                let members = try cursor.members(UpbitPublicField.names)
                candles.append(try UpbitCandle.read(members, cursor, instrument, timeframe))
            }
            return candles
        }
    }
}
