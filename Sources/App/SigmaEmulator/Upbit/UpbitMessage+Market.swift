internal import SigmaModel

extension UpbitMessage {
    static func trade(_ trade: BoardTrade, _ board: MarketBoard, at time: Timestamp) -> UpbitMessage {
        var message = UpbitMessage(type: "trade")
        let close = UpbitDay(board, at: time)?.previousClose ?? trade.price
        message.string("code", "cd", board.instrument.symbol)
        message.number("timestamp", "tms", UpbitText.milliseconds(time))
        message.string("trade_date", "td", UpbitText.date(trade.time))
        message.string("trade_time", "ttm", UpbitText.clock(trade.time))
        message.number("trade_timestamp", "ttms", UpbitText.milliseconds(trade.time))
        message.raw("trade_price", "tp", UpbitText.price(trade.price))
        message.decimal("trade_volume", "tv", trade.quantity.raw)
        message.string("ask_bid", "ab", UpbitText.side(trade.aggressor))
        message.raw("prev_closing_price", "pcp", UpbitText.eight(Int128(close.raw)))
        message.string("change", "c", UpbitText.change(trade.price, from: close))
        message.raw("change_price", "cp", UpbitText.eight(abs(Int128(trade.price.raw) - Int128(close.raw))))
        message.number("sequential_id", "sid", UpbitText.sequentialID(trade))
        if let ask = board.levels(.sell, limit: 1).first {
            message.raw("best_ask_price", "bap", UpbitText.price(ask.price))
            message.decimal("best_ask_size", "bas", ask.quantity.raw)
        }
        if let bid = board.levels(.buy, limit: 1).first {
            message.raw("best_bid_price", "bbp", UpbitText.price(bid.price))
            message.decimal("best_bid_size", "bbs", bid.quantity.raw)
        }
        return message
    }

    /// Nil before the first trade ever.
    static func ticker(_ board: MarketBoard, at time: Timestamp) -> UpbitMessage? {
        guard let day = UpbitDay(board, at: time) else { return nil }
        var message = UpbitMessage(type: "ticker")
        message.string("code", "cd", board.instrument.symbol)
        message.raw("opening_price", "op", UpbitText.eight(Int128(day.open.raw)))
        message.raw("high_price", "hp", UpbitText.eight(Int128(day.high.raw)))
        message.raw("low_price", "lp", UpbitText.eight(Int128(day.low.raw)))
        message.raw("trade_price", "tp", UpbitText.eight(Int128(day.last.raw)))
        message.raw("prev_closing_price", "pcp", UpbitText.eight(Int128(day.previousClose.raw)))
        message.decimal("acc_trade_price", "atp", day.turnover.raw)
        message.string("change", "c", UpbitText.change(day.last, from: day.previousClose))
        message.raw("change_price", "cp", UpbitText.eight(abs(day.difference)))
        message.raw("signed_change_price", "scp", UpbitText.eight(day.difference))
        message.raw("change_rate", "cr", UpbitText.share(abs(day.difference), of: Int128(day.previousClose.raw)))
        message.raw("signed_change_rate", "scr", UpbitText.share(day.difference, of: Int128(day.previousClose.raw)))
        message.string("ask_bid", "ab", UpbitText.side(day.aggressor))
        message.decimal("trade_volume", "tv", day.lastQuantity.raw)
        message.decimal("acc_trade_volume", "atv", day.volume.raw)
        message.string("trade_date", "tdt", UpbitText.plainDate(day.lastTime))
        message.string("trade_time", "ttm", UpbitText.plainClock(day.lastTime))
        message.number("trade_timestamp", "ttms", UpbitText.milliseconds(day.lastTime))
        message.decimal("acc_ask_volume", "aav", board.soldToday.raw)
        message.decimal("acc_bid_volume", "abv", board.boughtToday.raw)
        message.raw("highest_52_week_price", "h52wp", UpbitText.eight(Int128(day.yearHigh.raw)))
        message.string("highest_52_week_date", "h52wdt", UpbitText.date(day.lastTime))
        message.raw("lowest_52_week_price", "l52wp", UpbitText.eight(Int128(day.yearLow.raw)))
        message.string("lowest_52_week_date", "l52wdt", UpbitText.date(day.lastTime))
        message.string("market_state", "ms", "ACTIVE")
        message.raw("delisting_date", "dd", "null")
        message.number("timestamp", "tms", UpbitText.milliseconds(time))
        message.decimal("acc_trade_price_24h", "atp24h", day.turnover24h.raw)
        message.decimal("acc_trade_volume_24h", "atv24h", day.volume24h.raw)
        return message
    }

    /// A whole book; nil for a level that the market has not.
    static func orderbook(_ board: MarketBoard, level: Price, depth: Int, at time: Timestamp) -> UpbitMessage? {
        guard let book = UpbitBook(board, level: level, depth: depth, at: time) else { return nil }
        var message = UpbitMessage(type: "orderbook")
        message.string("code", "cd", board.instrument.symbol)
        message.number("timestamp", "tms", UpbitText.milliseconds(board.bookTime))
        message.decimal("total_ask_size", "tas", book.totalAsk.raw)
        message.decimal("total_bid_size", "tbs", book.totalBid.raw)
        message.list(
            "orderbook_units", "obu",
            book.units.map { unit in
                [
                    ("ask_price", "ap", UpbitText.price(unit.askPrice)),
                    ("bid_price", "bp", UpbitText.price(unit.bidPrice)),
                    ("ask_size", "as", UpbitText.double(unit.askSize.raw)),
                    ("bid_size", "bs", UpbitText.double(unit.bidSize.raw)),
                ]
            })
        message.decimal("level", "lv", Int128(level.raw))
        return message
    }

    static func candle(
        _ candle: ShelfCandle, _ type: String, _ board: MarketBoard, at time: Timestamp
    ) -> UpbitMessage {
        var message = UpbitMessage(type: type)
        message.string("code", "cd", board.instrument.symbol)
        message.string("candle_date_time_utc", "cdttmu", UpbitText.whole(candle.openTime))
        message.string("candle_date_time_kst", "cdttmk", UpbitText.whole(candle.openTime + UpbitText.koreanOffset))
        message.raw("opening_price", "op", UpbitText.eight(Int128(candle.open.raw)))
        message.raw("high_price", "hp", UpbitText.eight(Int128(candle.high.raw)))
        message.raw("low_price", "lp", UpbitText.eight(Int128(candle.low.raw)))
        message.raw("trade_price", "tp", UpbitText.eight(Int128(candle.close.raw)))
        message.decimal("candle_acc_trade_volume", "catv", candle.volume.raw)
        message.decimal("candle_acc_trade_price", "catp", candle.turnover.raw)
        message.number("timestamp", "tms", UpbitText.milliseconds(time))
        return message
    }
}
