import SigmaModel
internal import SigmaWire

/// The members of one message of Binance's public streams, as ranges of the text.
///
/// Source: Binance "WebSocket Streams" (trade, depth) and `GET depth`, spot and USD-M futures.
struct BinanceMessage {
    /// What a member means.
    enum Field: Int, CaseIterable {
        case stream, data, type, eventTime, time, symbol, firstID, lastID, previousID, bids, asks, tradeID, price
        case quantity, buyerIsMaker, execution, snapshotID
    }

    private var ranges = [Range<Int>?](repeating: nil, count: Field.allCases.count)

    /// Reads the object the scanner stands at; nil where the text is no JSON object.
    init?(_ scanner: inout JSONScanner) {
        guard scanner.take("{") else { return nil }
        while let (key, value) = scanner.member() {
            for (name, field) in BinanceMessage.names where scanner.matches(key, name) {
                ranges[field.rawValue] = value
                break
            }
        }
        guard scanner.take("}") else { return nil }
    }

    /// Where the value of a member is, if the message has it.
    subscript(field: Field) -> Range<Int>? { ranges[field.rawValue] }

    private static let names: [(StaticString, Field)] = [
        ("stream", .stream), ("data", .data), ("e", .type), ("E", .eventTime), ("T", .time), ("s", .symbol),
        ("U", .firstID), ("u", .lastID), ("pu", .previousID), ("b", .bids), ("a", .asks), ("bids", .bids),
        ("asks", .asks), ("t", .tradeID), ("p", .price), ("q", .quantity), ("m", .buyerIsMaker), ("X", .execution),
        ("lastUpdateId", .snapshotID),
    ]
}

/// Reads the values of one message, naming line and field in errors.
struct BinanceReader {
    let path: String
    let line: Int
    let scanner: JSONScanner
    let message: BinanceMessage

    /// A whole number that the message must have.
    func number(_ field: BinanceMessage.Field, _ name: String) throws(HistoryError) -> Int64 {
        let text = try text(field, name)
        guard let value = Int64(text), value >= 0 else { throw error(name, text, "is no whole number") }
        return value
    }

    /// A time in milliseconds or microseconds.
    func time(_ field: BinanceMessage.Field, _ name: String) throws(HistoryError) -> Timestamp {
        let value = try number(field, name)
        guard let nanoseconds = TimeMagnitude.nanoseconds(value) else {
            throw error(name, "\(value)", "is no time in milliseconds")
        }
        return Timestamp(nanoseconds: nanoseconds)
    }

    /// The text of a value that the message must have.
    func text(_ field: BinanceMessage.Field, _ name: String) throws(HistoryError) -> String {
        guard let range = message[field] else { throw error(name, "", "is missing") }
        return scanner.text(range)
    }

    /// A positive trade; nil for the venue's own entries without a price.
    func trade(_ instrument: InstrumentID) throws(HistoryError) -> Trade? {
        let price = try self.price(try text(.price, "p"), "p")
        let quantity = try decimal(try text(.quantity, "q"), "q")
        if price.raw == 0 || quantity == 0, message[.execution].map({ !scanner.matches($0, "MARKET") }) ?? false {
            return nil
        }
        guard price.raw > 0, quantity > 0 else {
            throw error("p, q", "\(price), \(Quantity(raw: quantity))", "is not positive; record the stream again")
        }
        let flag = try text(.buyerIsMaker, "m")
        guard flag == "true" || flag == "false" else { throw error("m", flag, "is neither true nor false") }
        return Trade(
            instrument: instrument, time: try time(.time, "T"), price: price, quantity: Quantity(raw: quantity),
            aggressor: flag == "true" ? .sell : .buy, id: UInt64(try number(.tradeID, "t")))
    }

    /// The levels of both sides, all at one time; the last one is flagged so.
    func levels(_ instrument: InstrumentID, at time: Timestamp) throws(HistoryError) -> [BookUpdate] {
        var levels: [BookUpdate] = []
        try add(.bids, "b", .buy, instrument, time, to: &levels)
        try add(.asks, "a", .sell, instrument, time, to: &levels)
        if !levels.isEmpty { levels[levels.count - 1].flags.insert(.last) }
        return levels
    }

    private func add(
        _ field: BinanceMessage.Field, _ name: String, _ side: Side, _ instrument: InstrumentID, _ time: Timestamp,
        to levels: inout [BookUpdate]
    ) throws(HistoryError) {
        guard let range = message[field] else { throw error(name, "", "is missing") }
        var scanner = scanner
        scanner.position = range.lowerBound
        guard scanner.take("[") else { throw error(name, scanner.text(range), "is no list of levels") }
        while scanner.take("[") {
            guard let price = scanner.value(), let quantity = scanner.value() else {
                throw error(name, String(scanner.text(range).prefix(40)), "holds no pairs of price and quantity")
            }
            while scanner.peek() != UInt8(ascii: "]"), scanner.value() != nil {}
            guard scanner.take("]") else { throw error(name, "", "is cut off; record the stream again") }
            let value = try self.price(scanner.text(price), name)
            let amount = try decimal(scanner.text(quantity), name)
            guard value.raw > 0, amount >= 0 else {
                throw error(name, "\(value), \(Quantity(raw: amount))", "is no level; record the stream again")
            }
            levels.append(
                BookUpdate(
                    instrument: instrument, time: time, side: side, price: value, quantity: Quantity(raw: amount),
                    flags: []))
        }
    }

    private func decimal(_ text: String, _ field: String) throws(HistoryError) -> Int128 {
        do { return try DecimalText.parse(text.utf8) } catch { throw self.error(field, text, error.description) }
    }

    private func price(_ text: String, _ field: String) throws(HistoryError) -> Price {
        guard let raw = Int64(exactly: try decimal(text, field)) else {
            throw error(field, text, DecimalError.outOfRange.description)
        }
        return Price(raw: raw)
    }

    /// The error of a field of this line.
    func error(_ field: String, _ text: String, _ problem: String) -> HistoryError {
        .row(path: path, line: line, field: field, text: text, problem: problem)
    }
}
