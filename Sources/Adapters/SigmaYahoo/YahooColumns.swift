internal import SigmaModel
internal import SigmaWire

/// The columns of a chart, each as long as its times, with holes.
struct YahooColumns: Sendable {
    private var open: [Int128?]
    private var high: [Int128?]
    private var low: [Int128?]
    private var close: [Int128?]
    private var volume: [Int128?]

    /// Reads the object that holds the columns; one that is missing has no values.
    init(_ cursor: inout JSONCursor) throws(WireError) {
        let members = try cursor.members(Field.names)
        open = try YahooColumns.column(members[Field.open], cursor, "open")
        high = try YahooColumns.column(members[Field.high], cursor, "high")
        low = try YahooColumns.column(members[Field.low], cursor, "low")
        close = try YahooColumns.column(members[Field.close], cursor, "close")
        volume = try YahooColumns.column(members[Field.volume], cursor, "volume")
    }

    /// One bar for each time; nil where a price is missing.
    func bars(at times: [Timestamp]) throws(WireError) -> [YahooChart.Bar?] {
        for (column, name) in [(open, "open"), (high, "high"), (low, "low"), (close, "close")]
        where column.count != times.count {
            throw WireError(field: name, problem: "has \(column.count) values for \(times.count) times")
        }
        var bars: [YahooChart.Bar?] = []
        for (index, time) in times.enumerated() {
            guard let open = price(open[index]), let high = price(high[index]), let low = price(low[index]),
                let close = price(close[index])
            else {
                bars.append(nil)
                continue
            }
            // Yahoo's extremes are rounded apart from its other prices, and may miss them by a little.
            bars.append(
                YahooChart.Bar(
                    time: time, open: open, high: max(high, open, close), low: min(low, open, close), close: close,
                    volume: Quantity(raw: max(0, index < volume.count ? volume[index] ?? 0 : 0))))
        }
        return bars
    }

    private func price(_ raw: Int128?) -> Price? {
        guard let raw, let narrow = Int64(exactly: raw), narrow > 0 else { return nil }
        return Price(raw: narrow)
    }

    private static func column(
        _ list: JSONValue, _ cursor: JSONCursor, _ field: StaticString
    ) throws(WireError) -> [Int128?] {
        if list.isNil { return [] }
        var column: [Int128?] = []
        try cursor.each(of: list, field) { (cursor) throws(WireError) in
            let value = try cursor.value()
            column.append(value.isNil ? nil : try YahooNumber.decimal(value, cursor, field))
        }
        return column
    }

    private enum Field: Int {
        case open, high, low, close, volume
        static let names = JSONNames([
            ("open", open.rawValue), ("high", high.rawValue), ("low", low.rawValue), ("close", close.rawValue),
            ("volume", volume.rawValue),
        ])
    }
}

/// Numbers of a chart.
enum YahooNumber {
    /// A value × 10⁸.
    ///
    /// Yahoo keeps prices as binary numbers of single precision and prints them with the digits of double: 129.04 comes as
    /// 129.0399932861328. Where that is what happened, the shortest decimal of the single is the price that was meant;
    /// other values are rounded to nearest.
    static func decimal(_ value: JSONValue, _ cursor: JSONCursor, _ field: StaticString) throws(WireError) -> Int128 {
        guard value.kind == .number else { throw cursor.problem(value, field, "has an entry that is no number") }
        if let double = Double(cursor.text(value)), Double(Float(double)) == double,
            let exact = try? DecimalText.parse("\(Float(double))")
        {
            return exact
        }
        return try cursor.decimal(value, field, .nearest)
    }

    /// A whole number of seconds, which may be negative; nil for none.
    static func seconds(_ value: JSONValue, _ cursor: JSONCursor) throws(WireError) -> Int64? {
        if value.isNil { return nil }
        guard value.kind == .number, let number = Int64(cursor.text(value)), abs(number) < 1 << 40 else {
            throw cursor.problem(value, "timestamp", "is no whole number of seconds")
        }
        return number
    }
}
