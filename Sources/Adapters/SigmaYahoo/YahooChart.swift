internal import SigmaModel
internal import SigmaWire

/// What a chart of Yahoo's holds, bar by bar as it came.
struct YahooChart: Sendable {
    /// The currency of the prices; empty where Yahoo does not say.
    var currency = ""
    /// How far the exchange's clock is ahead of UTC, today.
    var zone = TimeSpan.zero
    /// The bars, in the order in which they came; nil where Yahoo has the time but no price.
    var bars: [Bar?] = []

    /// One bar.
    struct Bar: Hashable, Sendable {
        var time: Timestamp
        var open: Price
        var high: Price
        var low: Price
        var close: Price
        var volume: Quantity
    }

    /// The chart of an answer's text; throws ``YahooRefusal`` where the answer says why there is none.
    ///
    /// Source: the chart interface as yfinance 1.7.0 reads it; it is not documented.
    static func read(_ answer: [UInt8]) throws -> YahooChart {
        let content = try JSONCursor.read(answer) { (cursor) throws(WireError) in try YahooChart.content(&cursor) }
        return try content.get()
    }

    private static func content(_ cursor: inout JSONCursor) throws(WireError) -> Result<YahooChart, YahooRefusal> {
        let members = try cursor.members(RootField.names)
        let content = try cursor.members(of: members[RootField.chart], "chart", ChartField.names)
        if !content[ChartField.error].isNil {
            return .failure(try YahooRefusal(content[ChartField.error], cursor))
        }
        var charts: [YahooChart] = []
        try cursor.each(of: content[ChartField.result], "result") { (cursor) throws(WireError) in
            charts.append(try YahooChart(&cursor))
        }
        guard let first = charts.first else { throw WireError("result", "is empty") }
        return .success(first)
    }

    private init(_ cursor: inout JSONCursor) throws(WireError) {
        let members = try cursor.members(ResultField.names)
        let meta = try cursor.members(of: members[ResultField.meta], "meta", MetaField.names)
        currency = try cursor.optionalString(meta[MetaField.currency], "currency") ?? ""
        zone = TimeSpan(seconds: try YahooNumber.seconds(meta[MetaField.zone], cursor) ?? 0)
        let indicators = try cursor.members(of: members[ResultField.indicators], "indicators", IndicatorField.names)
        // Without bars there is no list of times.
        guard !members[ResultField.times].isNil else { return }
        var times: [Timestamp] = []
        try cursor.each(of: members[ResultField.times], "timestamp") { (cursor) throws(WireError) in
            let value = try cursor.value()
            guard let seconds = try YahooNumber.seconds(value, cursor),
                let time = WireTime.milliseconds(seconds * 1_000)
            else { throw WireError("timestamp", "has an entry that is no time") }
            times.append(time)
        }
        var columns: [YahooColumns] = []
        try cursor.each(of: indicators[IndicatorField.quote], "quote") { (cursor) throws(WireError) in
            columns.append(try YahooColumns(&cursor))
        }
        guard let first = columns.first else { throw WireError("quote", "is empty") }
        bars = try first.bars(at: times)
    }

    private enum RootField: Int {
        case chart
        static let names = JSONNames([("chart", chart.rawValue)])
    }

    private enum ChartField: Int {
        case result, error
        static let names = JSONNames([("result", result.rawValue), ("error", error.rawValue)])
    }

    private enum ResultField: Int {
        case meta, times, indicators
        static let names = JSONNames([
            ("meta", meta.rawValue), ("timestamp", times.rawValue), ("events", nil),
            ("indicators", indicators.rawValue),
        ])
    }

    private enum MetaField: Int {
        case currency, zone
        static let names = JSONNames([("currency", currency.rawValue), ("gmtoffset", zone.rawValue)])
    }

    private enum IndicatorField: Int {
        case quote
        static let names = JSONNames([("quote", quote.rawValue), ("adjclose", nil)])
    }
}

/// Why Yahoo has no chart, in its own words.
struct YahooRefusal: Error, Hashable, Sendable {
    var code: String
    var text: String

    init(_ value: JSONValue, _ cursor: JSONCursor) throws(WireError) {
        let members = try cursor.members(of: value, "error", Field.names)
        code = String((try cursor.optionalString(members[Field.code], "code") ?? "").prefix(100))
        text = String((try cursor.optionalString(members[Field.text], "description") ?? "").prefix(200))
    }

    private enum Field: Int {
        case code, text
        static let names = JSONNames([("code", code.rawValue), ("description", text.rawValue)])
    }
}
