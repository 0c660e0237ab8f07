import SigmaModel
internal import SigmaWire

/// Reads the values of one object of Upbit's API, naming line and field in errors.
struct UpbitReader {
    let path: String
    let line: Int
    let scanner: JSONScanner

    /// The candle of an object of `candles`.
    func candle(_ object: UpbitObject) throws(HistoryError) -> TableRow {
        var row = TableRow()
        let time = try text(object[.candleTime], "candle_date_time_utc")
        do { row.time = try Timestamp(time).nanoseconds } catch {
            throw self.error("candle_date_time_utc", time, error.description)
        }
        row.open = try price(object[.open], "opening_price")
        row.high = try price(object[.high], "high_price")
        row.low = try price(object[.low], "low_price")
        row.close = try price(object[.price], "trade_price")
        row.quantity = try decimal(object[.candleVolume], "candle_acc_trade_volume")
        let turnover = try text(object[.turnover], "candle_acc_trade_price")
        do { row.turnover = try TurnoverText.parse(turnover) } catch {
            throw self.error("candle_acc_trade_price", turnover, error.description)
        }
        return row
    }

    /// The trade of an object of `trades/ticks` or a message `trade`.
    func trade(_ object: UpbitObject) throws(HistoryError) -> TableRow {
        var row = TableRow()
        let time = try text(object[.tradeTimestamp] ?? object[.timestamp], "timestamp")
        guard let number = Int64(time), let nanoseconds = TimeMagnitude.nanoseconds(number) else {
            throw error("timestamp", time, "is no time in milliseconds")
        }
        row.time = nanoseconds
        row.open = try price(object[.price], "trade_price")
        row.quantity = try decimal(object[.tradeVolume], "trade_volume")
        let side = try text(object[.side], "ask_bid")
        guard side == "ASK" || side == "BID" else { throw error("ask_bid", side, "is neither ASK nor BID") }
        row.side = side == "BID" ? .buy : .sell
        let identifier = try text(object[.identifier], "sequential_id")
        guard let number = UInt64(identifier) else { throw error("sequential_id", identifier, "is no whole number") }
        row.identifier = number
        return row
    }

    /// The candle's length where the object tells: minutes have a unit, days a change.
    func timeframe(_ object: UpbitObject) throws(HistoryError) -> Timeframe? {
        guard let unit = object[.unit] else { return object[.dayChange] == nil ? nil : .oneDay }
        guard let minutes = Int64(scanner.text(unit)), (1...1_440).contains(minutes),
            let timeframe = Timeframe(span: TimeSpan(seconds: minutes * 60))
        else { throw error("unit", scanner.text(unit), "is no known number of minutes") }
        return timeframe
    }

    /// The whole book of a message `orderbook` as one snapshot; levels without quantity are left out.
    func snapshot(_ object: UpbitObject, _ instrument: InstrumentID) throws(HistoryError) -> [BookUpdate] {
        let time = try text(object[.timestamp], "timestamp")
        guard let number = Int64(time), let nanoseconds = TimeMagnitude.nanoseconds(number) else {
            throw error("timestamp", time, "is no time in milliseconds")
        }
        guard let units = object[.units] else { throw error("orderbook_units", "", "is missing") }
        var levels: [BookUpdate] = []
        var scanner = scanner
        scanner.position = units.lowerBound
        guard scanner.take("[") else { throw error("orderbook_units", scanner.text(units), "is no list of levels") }
        while scanner.peek() == UInt8(ascii: "{"), let unit = UpbitObject(&scanner) {
            for (price, size, side) in [
                (UpbitObject.Field.bidPrice, UpbitObject.Field.bidSize, Side.buy), (.askPrice, .askSize, .sell),
            ] {
                let level = BookUpdate(
                    instrument: instrument, time: Timestamp(nanoseconds: nanoseconds), side: side,
                    price: Price(raw: try self.price(unit[price], "\(price)")),
                    quantity: Quantity(raw: try decimal(unit[size], "\(size)")), flags: [])
                if level.price.raw > 0, level.quantity.raw > 0 { levels.append(level) }
            }
        }
        guard scanner.take("]"), !levels.isEmpty else {
            throw error("orderbook_units", String(scanner.text(units).prefix(40)), "is no list of levels")
        }
        levels[0].flags.insert(.snapshot)
        levels[levels.count - 1].flags.insert(.last)
        return levels
    }

    private func text(_ range: Range<Int>?, _ field: String) throws(HistoryError) -> String {
        guard let range else { throw error(field, "", "is missing") }
        return scanner.text(range)
    }

    private func decimal(_ range: Range<Int>?, _ field: String) throws(HistoryError) -> Int128 {
        let text = try text(range, field)
        do { return try DecimalText.parse(text) } catch { throw self.error(field, text, error.description) }
    }

    private func price(_ range: Range<Int>?, _ field: String) throws(HistoryError) -> Int64 {
        guard let raw = Int64(exactly: try decimal(range, field)) else {
            throw error(field, try text(range, field), DecimalError.outOfRange.description)
        }
        return raw
    }

    private func error(_ field: String, _ text: String, _ problem: String) -> HistoryError {
        .row(path: path, line: line, field: field, text: text, problem: problem)
    }
}
