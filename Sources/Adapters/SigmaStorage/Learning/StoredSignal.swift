package import SigmaModel
package import SigmaPorts

/// A signal of TradingView or of the engine itself.
package struct StoredSignal: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// The candle's open in milliseconds since 1970, as TradingView writes it.
    package var ts: String
    /// The chart's symbol.
    package var symbol: String
    /// The chart's timeframe, such as `5` or `1D`.
    package var tf: String
    /// `BUY`, `SELL`, `WATCH_UP` or `WATCH_DOWN`.
    package var signal: String
    /// What the signal was made of, JSON.
    package var features: String
    /// The parameters that made it, JSON.
    package var parameters: String
    /// The candle; nil until it is known.
    package var bar: Bar?
    /// When it was stored.
    package var createdAt: Timestamp
    /// The candle's open.
    package var barTime: Timestamp
    /// Who gave it, such as `tradingview` or `engine`.
    package var source: String
    /// Where the symbol trades, if that is known.
    package var venue: Venue?
    /// The preset in force, if it is known.
    package var preset: String?
    /// Names the signal however often it is sent.
    package var dedupeKey: String
    /// The session that gave it; nil for an alert.
    package var session: String?
    /// The strategy that gave it; nil for an alert.
    package var strategy: StrategyID?
    /// The journal record that tells of it; nil for an alert.
    package var sequence: UInt64?

    /// A candle's prices, for statistics.
    package struct Bar: Hashable, Sendable {
        /// The first price.
        package var open: Double
        /// The highest price.
        package var high: Double
        /// The lowest price.
        package var low: Double
        /// The last price.
        package var close: Double

        package init(open: Double, high: Double, low: Double, close: Double) {
            self.open = open
            self.high = high
            self.low = low
            self.close = close
        }
    }

    package init(
        ts: String, symbol: String, tf: String, signal: String, features: String, parameters: String,
        bar: Bar? = nil, createdAt: Timestamp, barTime: Timestamp, source: String, venue: Venue? = nil,
        preset: String? = nil, dedupeKey: String, session: String? = nil, strategy: StrategyID? = nil,
        sequence: UInt64? = nil
    ) {
        self.ts = ts
        self.symbol = symbol
        self.tf = tf
        self.signal = signal
        self.features = features
        self.parameters = parameters
        self.bar = bar
        self.createdAt = createdAt
        self.barTime = barTime
        self.source = source
        self.venue = venue
        self.preset = preset
        self.dedupeKey = dedupeKey
        self.session = session
        self.strategy = strategy
        self.sequence = sequence
    }

    package static let table = StoredTable(
        "signals", key: ["dedupe_key"], generated: "id",
        columns: [
            "ts", "symbol", "tf", "signal", "features_json", "params_json", "bar_o", "bar_h", "bar_l", "bar_c",
            "created_at", "bar_time", "source", "venue", "preset", "dedupe_key", "session_id", "strategy",
            "journal_sequence",
        ])

    package var values: [SQLValue] {
        [
            .text(ts), .text(symbol), .text(tf), .text(signal), .text(features), .text(parameters),
            .optional(bar?.open) { .real($0) }, .optional(bar?.high) { .real($0) },
            .optional(bar?.low) { .real($0) }, .optional(bar?.close) { .real($0) }, .date(createdAt),
            .time(barTime), .text(source), .optional(venue) { .text($0.rawValue) }, .optional(preset) { .text($0) },
            .text(dedupeKey), .optional(session) { .text($0) }, .optional(strategy) { .integer(Int64($0.index)) },
            .optional(sequence) { .number($0) },
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        ts = try row.text()
        symbol = try row.text()
        tf = try row.text()
        signal = try row.text()
        features = try row.text()
        parameters = try row.text()
        let open = try row.optional { row throws(StoreError) in try row.real() }
        let high = try row.optional { row throws(StoreError) in try row.real() }
        let low = try row.optional { row throws(StoreError) in try row.real() }
        let close = try row.optional { row throws(StoreError) in try row.real() }
        if let open, let high, let low, let close { bar = Bar(open: open, high: high, low: low, close: close) }
        createdAt = try row.date()
        barTime = try row.time()
        source = try row.text()
        venue = try row.optional { row throws(StoreError) in try row.name() }
        preset = try row.optional { row throws(StoreError) in try row.text() }
        dedupeKey = try row.text()
        session = try row.optional { row throws(StoreError) in try row.text() }
        strategy = try row.optional { row throws(StoreError) in StrategyID(try row.int()) }
        sequence = try row.optional { row throws(StoreError) in try row.number() }
    }
}
