package import SigmaModel

/// What an importer is told beside the file.
package struct ImportOptions: Sendable {
    /// The instrument that memory sinks see.
    package var instrument: InstrumentID
    /// The market to take from a file of several; nil accepts a file of one.
    package var symbol: String?
    /// The candles' length; nil finds it from the smallest step between rows.
    package var timeframe: Timeframe?
    /// The day of tables that give only the time of day; nil takes eight digits of the file's name.
    package var day: CivilDate?
    /// The format; nil finds it from the content.
    package var format: ImportFormat?

    package init(
        instrument: InstrumentID = InstrumentID(0), symbol: String? = nil, timeframe: Timeframe? = nil,
        day: CivilDate? = nil, format: ImportFormat? = nil
    ) {
        self.instrument = instrument
        self.symbol = symbol
        self.timeframe = timeframe
        self.day = day
        self.format = format
    }
}

/// The formats of text that can be imported; gzip and zip around them are always recognised.
package enum ImportFormat: String, Sendable, CaseIterable {
    /// Comma-separated values: public dumps of Binance and Bybit, exports with a header.
    case csv
    /// Candles or trades as Upbit's REST API serves them, as one array or one value per line.
    case json
    /// A recorded session of Binance's or Upbit's streams: order book and trades of one instrument.
    case capture
}

/// What an import did.
package struct ImportReport: Equatable, Sendable, Codable {
    /// What the source was found to be.
    package var format: String
    /// The records given to the sink.
    package var rows: Int
    /// Identical repetitions that were left out; only sources served in overlapping pages have them.
    package var repetitions: Int
    /// The candles' length by name; empty for other kinds.
    package var timeframe: String
}
