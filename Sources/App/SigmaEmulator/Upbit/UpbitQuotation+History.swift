internal import SigmaModel

extension UpbitProtocol {
    /// Past trades, newest first.
    func ticks(_ parameters: QueryParameters) -> WireAnswer {
        guard let code = parameters["market"] else { return UpbitProtocol.missing }
        guard let board = site.board(code) else { return UpbitRefusal.quotation(404, "Code not found") }
        let bad = UpbitRefusal.quotation(400, "Invalid parameter. Check the given value!")
        guard let count = Int(parameters["count"] ?? "1"), (1...500).contains(count) else { return bad }
        var end = Timestamp.never
        let midnight = site.marketTime.floored(to: .day)
        if let text = parameters["days_ago"] ?? parameters["daysAgo"] {
            guard let days = Int64(text), (1...7).contains(days) else { return bad }
            end = midnight - .day * (days - 1)
        }
        if let text = parameters["to"], !text.isEmpty {
            guard let clock = UpbitProtocol.timeOfDay(text) else { return bad }
            end = (end == .never ? midnight : end - .day) + clock
        }
        var trades = board.trades[...]
        if let text = parameters["cursor"] {
            guard let cursor = Int64(text) else { return bad }
            let place =
                trades.lastIndex { UpbitText.sequentialID($0) == cursor }
                ?? trades.firstIndex { UpbitText.sequentialID($0) >= cursor } ?? trades.endIndex
            trades = trades[..<place]
        }
        let chosen = trades.reversed().lazy.filter { $0.time < end }.prefix(count)
        let close = UpbitDay(board, at: site.marketTime)?.previousClose ?? board.lastPrice
        return .json(
            JSONComposer.array { json in
                for trade in chosen {
                    json.object { entry in
                        entry.string("market", code)
                        entry.string("trade_date_utc", UpbitText.date(trade.time))
                        entry.string("trade_time_utc", UpbitText.clock(trade.time))
                        entry.number("timestamp", UpbitText.milliseconds(trade.time))
                        entry.raw("trade_price", UpbitText.price(trade.price))
                        entry.raw("trade_volume", UpbitText.double(trade.quantity.raw))
                        entry.raw("prev_closing_price", UpbitText.price(close))
                        entry.raw("change_price", UpbitText.double(Int128(trade.price.raw) - Int128(close.raw)))
                        entry.string("ask_bid", UpbitText.side(trade.aggressor))
                        entry.number("sequential_id", UpbitText.sequentialID(trade))
                    }
                }
            })
    }

    /// `HHmmss` or `HH:mm:ss`.
    private static func timeOfDay(_ text: String) -> TimeSpan? {
        let digits = text.filter { $0 != ":" }
        guard digits.count == 6, let number = Int64(digits) else { return nil }
        let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return TimeSpan(seconds: hour * 3_600 + minute * 60 + second)
    }

    /// Past candles and the growing one, newest first; intervals without trades are absent.
    func candles(_ interval: CandleInterval, unit: Int?, _ parameters: QueryParameters) -> WireAnswer {
        guard let code = parameters["market"] else { return UpbitProtocol.missing }
        guard let board = site.board(code) else { return UpbitRefusal.quotation(404, "Code not found") }
        let bad = UpbitRefusal.quotation(400, "Invalid parameter. Check the given value!")
        guard let count = Int(parameters["count"] ?? "1"), count >= 1 else { return bad }
        var end = Timestamp.never
        if let text = parameters["to"], !text.isEmpty {
            guard let time = try? Timestamp(text) else { return bad }
            end = time
        }
        // More than 200 are cut without a word; one more is looked at for a day's close before.
        let wanted = min(count, 200)
        let found = board.candles.newest(interval, before: end, count: wanted + 1)
        return .json(
            JSONComposer.array { json in
                for (index, candle) in found.prefix(wanted).enumerated() {
                    let before = index + 1 < found.count ? found[index + 1].close : candle.open
                    UpbitProtocol.candle(candle, code, interval, unit, before, parameters, &json)
                }
            })
    }

    private static func candle(
        _ candle: ShelfCandle, _ code: String, _ interval: CandleInterval, _ unit: Int?, _ previous: Price,
        _ parameters: QueryParameters, _ json: inout JSONComposer
    ) {
        json.object { entry in
            entry.string("market", code)
            entry.string("candle_date_time_utc", UpbitText.whole(candle.openTime))
            entry.string("candle_date_time_kst", UpbitText.whole(candle.openTime + UpbitText.koreanOffset))
            entry.raw("opening_price", UpbitText.eight(Int128(candle.open.raw)))
            entry.raw("high_price", UpbitText.eight(Int128(candle.high.raw)))
            entry.raw("low_price", UpbitText.eight(Int128(candle.low.raw)))
            entry.raw("trade_price", UpbitText.eight(Int128(candle.close.raw)))
            entry.number("timestamp", UpbitText.milliseconds(candle.lastTime))
            entry.raw("candle_acc_trade_price", UpbitText.double(candle.turnover.raw))
            entry.raw("candle_acc_trade_volume", UpbitText.double(candle.volume.raw))
            if let unit { entry.number("unit", unit) }
            switch interval {
            case .day:
                let difference = Int128(candle.close.raw) - Int128(previous.raw)
                entry.raw("prev_closing_price", UpbitText.eight(Int128(previous.raw)))
                entry.raw("change_price", UpbitText.eight(difference))
                entry.raw("change_rate", UpbitText.share(difference, of: Int128(previous.raw)))
                if parameters["converting_price_unit"] != nil { entry.null("converted_trade_price") }
            case .week, .month, .year: entry.string("first_day_of_period", UpbitText.date(candle.openTime))
            default: break
            }
        }
    }
}
