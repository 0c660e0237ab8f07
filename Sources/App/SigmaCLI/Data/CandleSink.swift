internal import SigmaHistory
internal import SigmaModel

/// Builds candles from trades on their way into a history file.
///
/// The end of the source ends the last candle, as it does in a backtest on the trades themselves.
struct CandleSink: HistorySink, ~Copyable {
    let needsOrder = true
    /// The candles given on so far.
    private(set) var count = 0
    private let path: String
    private var builder: CandleBuilder
    private var writer: HistoryWriter

    /// A sink that writes candles to `writer`; `path` is the source, for errors.
    init(path: String, timeframe: Timeframe, gaps: CandleBuilder.Gaps, writer: consuming HistoryWriter)
        throws
    {
        self.path = path
        builder = CandleBuilder(instrument: InstrumentID(0), timeframe: timeframe, gaps: gaps)
        self.writer = writer
        try self.writer.begin(.candles, timeframe: timeframe)
    }

    mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {
        guard kind != .candles else {
            throw .unknownFormat(path: path, detail: "holds candles already; leave --candles out")
        }
    }

    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError) {
        try close(upTo: trade.time)
        builder.add(trade)
    }

    mutating func append(_ candle: Candle) throws(HistoryError) {
        try close(upTo: candle.openTime)
        builder.add(candle)
    }

    /// Levels of the book say nothing of candles.
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError) {}

    /// Ends the last candle and completes the file; returns the number of candles.
    consuming func finish() throws(HistoryError) -> Int {
        if builder.isTraded { try close(upTo: builder.end) }
        _ = try writer.finish()
        return count
    }

    private mutating func close(upTo time: Timestamp) throws(HistoryError) {
        while let candle = builder.close(upTo: time) {
            try writer.append(candle)
            count += 1
        }
    }
}
