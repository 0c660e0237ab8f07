internal import SigmaHistory
internal import SigmaModel

/// The records of a native or text file in memory, as they are, for looking and cleaning.
struct LoadedHistory {
    let path: String
    /// The native file's description; nil for text.
    let description: HistoryDescription?
    /// What the source is.
    let format: String
    let kind: HistoryKind
    /// The number of records.
    let rows: Int
    let first: Timestamp
    let last: Timestamp
    /// The stored step of quantities as a power of ten, for native files.
    let quantityExponent: Int?
    private(set) var candles: [Candle] = []
    /// Filled only where the caller asked for trades.
    private(set) var trades: [Trade] = []

    /// Reads a file; a native one is checked block by block.
    init(_ path: String, options: ImportOptions, keepsTrades: Bool) throws {
        try OutputPath.checkInput(path)
        self.path = path
        if let file = try LoadedHistory.native(path) {
            try file.verify()
            description = file.description
            format = "SIGMA history"
            kind = file.description.kind
            rows = file.count
            (first, last) = (file.firstTime, file.lastTime)
            quantityExponent = file.quantityExponent
            if kind == .candles { candles = try file.candles(as: InstrumentID(0)).map { $0 } }
            if kind == .trades, keepsTrades { trades = try file.trades(as: InstrumentID(0)).map { $0 } }
            return
        }
        var memory = MemoryHistory()
        let report = try HistoryImporter.read(path, options: options, into: &memory)
        description = nil
        format = report.format
        rows = report.rows
        quantityExponent = nil
        let times =
            memory.candles.map(\.openTime) + memory.trades.map(\.time) + memory.updates.map(\.time)
        first = times.min() ?? .epoch
        last = times.max() ?? .epoch
        if !memory.updates.isEmpty {
            kind = memory.trades.isEmpty ? .book : .market
        } else {
            kind = memory.candles.isEmpty ? .trades : .candles
        }
        candles = memory.candles
        if keepsTrades { trades = memory.trades }
    }

    /// The candles' length, if the file holds candles.
    var timeframe: Timeframe? {
        candles.first?.timeframe ?? description.flatMap { $0.kind == .candles ? $0.timeframe : nil }
    }

    /// Opens a native file; nil where the content is something else.
    static func native(_ path: String) throws -> HistoryFile? {
        do { return try HistoryFile(path) } catch HistoryError.notHistory { return nil }
    }
}
