internal import SigmaHistory
internal import SigmaModel

/// The market data of a backtest, loaded and in order.
enum MarketData {
    case candles([Candle])
    case trades([Trade])
    /// Trades of a native file, mapped.
    case tradeFile(HistoryFile)
    /// Books and trades of a native file, mapped.
    case marketFile(HistoryFile)
    /// Trades that a session recorded.
    case recorded(RecordedTrades)

    /// Where the data came from and what it holds.
    struct Summary {
        var path: String
        var kind: String
        var rows: Int
        var first: Timestamp
        var last: Timestamp
        var timeframe: Timeframe?
        /// The instrument that a native file names.
        var symbol: String?
    }

    /// Loads candles of any format; an error names file, line and field.
    static func candles(_ path: String, symbol: String?) throws -> (MarketData, Summary) {
        if let file = try nativeFile(path) {
            let view = try file.verifiedCandles()
            let candles = view.map { $0 }
            return (.candles(candles), summary(file, kind: "candles", timeframe: file.description.timeframe))
        }
        var sink = OrderedHistory(path: path)
        let report = try HistoryImporter.read(path, options: ImportOptions(symbol: symbol), into: &sink)
        guard let first = sink.candles.first, let last = sink.candles.last else {
            throw CommandFailure(.badData, "\(path): holds \(report.format), not candles; use --trades for trades")
        }
        let summary = Summary(
            path: path, kind: report.format, rows: sink.candles.count, first: first.openTime, last: last.closeTime,
            timeframe: first.timeframe)
        return (.candles(sink.candles), summary)
    }

    /// Loads trades of any format.
    static func trades(_ path: String, symbol: String?) throws -> (MarketData, Summary) {
        if let file = try nativeFile(path) {
            guard file.description.kind == .trades else {
                throw CommandFailure(
                    .badData, "\(path): holds \(file.description.kind); use --\(file.description.kind) for it")
            }
            try file.verify()
            return (.tradeFile(file), summary(file, kind: "trades", timeframe: nil))
        }
        var sink = OrderedHistory(path: path)
        let report = try HistoryImporter.read(path, options: ImportOptions(symbol: symbol), into: &sink)
        guard let first = sink.trades.first, let last = sink.trades.last else {
            throw CommandFailure(.badData, "\(path): holds \(report.format), not trades; use --candles for candles")
        }
        let summary = Summary(
            path: path, kind: report.format, rows: sink.trades.count, first: first.time, last: last.time, timeframe: nil
        )
        return (.trades(sink.trades), summary)
    }

    /// Opens a native file of books and trades.
    static func market(_ path: String) throws -> (MarketData, Summary) {
        let file = try HistoryFile(path)
        guard file.description.kind == .market else {
            throw CommandFailure(
                .badData, "\(path): holds \(file.description.kind), not a market stream of books and trades")
        }
        try file.verify()
        return (.marketFile(file), summary(file, kind: "books and trades", timeframe: nil))
    }

    private static func nativeFile(_ path: String) throws -> HistoryFile? {
        do { return try HistoryFile(path) } catch HistoryError.notHistory { return nil }
    }

    private static func summary(_ file: HistoryFile, kind: String, timeframe: Timeframe?) -> Summary {
        Summary(
            path: file.path, kind: kind, rows: file.count, first: file.firstTime, last: file.lastTime,
            timeframe: timeframe, symbol: file.description.symbol.isEmpty ? nil : file.description.symbol)
    }
}

extension HistoryFile {
    /// All candles after checking every block.
    func verifiedCandles() throws -> CandleView {
        try verify()
        return try candles(as: InstrumentID(0))
    }
}

/// Collects imported records; the importer refuses disorder and repetition, which a backtest must not guess about.
private struct OrderedHistory: HistorySink {
    let path: String
    var candles: [Candle] = []
    var trades: [Trade] = []
    let needsOrder = true

    init(path: String) { self.path = path }

    mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {}
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError) { trades.append(trade) }
    mutating func append(_ candle: Candle) throws(HistoryError) { candles.append(candle) }
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError) {
        throw .unknownFormat(path: path, detail: "holds order books; import them first and use --market")
    }
}
