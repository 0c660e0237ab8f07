import SigmaModel

/// The columns of a text table and what its rows are.
struct TableLayout: Equatable, Sendable {
    var kind: HistoryKind
    var columns: [TableColumn]
    var hasHeader: Bool
    /// How far times without a zone are ahead of UTC, in nanoseconds.
    var zoneOffset: Int64 = 0
    /// Times are milliseconds since midnight of a day that the table does not name (QuantConnect Lean).
    var isTimeOfDay = false
    /// What reports call the format.
    var name: String

    init(kind: HistoryKind, columns: [TableColumn], hasHeader: Bool, name: String) {
        self.kind = kind
        self.columns = columns
        self.hasHeader = hasHeader
        self.name = name
    }

    private static let korea: Int64 = 9 * 3_600_000_000_000

    /// The layout that the first line shows.
    init(firstLine: UnsafeRawBufferPointer, path: String) throws(HistoryError) {
        let fields = firstLine.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { field in
            String(decoding: field, as: UTF8.self).filter { $0 != "\"" && $0 != "\r" && $0 != "\u{FEFF}" }
        }
        guard let first = fields.first?.unicodeScalars.first, fields.count > 1 else {
            let start = String(decoding: firstLine.prefix(40), as: UTF8.self)
            throw .unknownFormat(
                path: path, detail: "\"\(start)\" is no row of a comma-separated table; convert the file to CSV")
        }
        self =
            first.properties.isAlphabetic || first == "_"
            ? try TableLayout(header: fields, path: path) : try TableLayout(values: fields, path: path)
    }

    /// A table whose first line names the columns.
    private init(header: [String], path: String) throws(HistoryError) {
        var columns: [TableColumn] = []
        for name in header {
            let key = name.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: "_")
            let column = TableColumn(name: key) ?? .ignored
            let isRepeated = columns.contains(column)
            columns.append(isRepeated ? .ignored : column)
            if column == .time, !isRepeated, key.hasSuffix("kst") { zoneOffset = TableLayout.korea }
        }
        let candle: [TableColumn] = [.time, .open, .high, .low, .close, .quantity]
        let trade: [TableColumn] = [.time, .open, .quantity]
        let isMarket = columns.contains(.recordKind) && columns.contains(.flags)
        if !isMarket { columns = columns.map { $0 == .recordKind || $0 == .flags ? .ignored : $0 } }
        if isMarket {
            kind = .market
            name = "market CSV"
        } else if columns.contains(.updateType) {
            kind = .book
            name = "Binance depth CSV"
        } else if columns.contains(.high) {
            kind = .candles
            name = "candle CSV"
            columns = columns.map { $0 == .received ? .ignored : $0 }
        } else {
            kind = .trades
            name = "trade CSV"
            // Upbit's trade_price is a trade's price here and a candle's close elsewhere.
            if !columns.contains(.open), let price = columns.firstIndex(of: .close) { columns[price] = .open }
        }
        let needed = kind == .candles ? candle : trade
        if let missing = needed.first(where: { !columns.contains($0) }) {
            throw .unknownFormat(
                path: path,
                detail:
                    "the header has no column for \(missing.name); it names \(header.joined(separator: ", ")); rename the one that holds it"
            )
        }
        if kind != .candles, !columns.contains(.buyerIsMaker), !columns.contains(.side) {
            throw .unknownFormat(
                path: path, detail: "the header has no column is_buyer_maker or side; add the one that tells who took")
        }
        self.columns = columns
        hasHeader = true
    }

    /// A table without header, in a layout of Binance's public dumps or of Lean.
    private init(values: [String], path: String) throws(HistoryError) {
        let isFlag = values.map { ["true", "false"].contains($0.lowercased()) }
        hasHeader = false
        switch values.count {
        case 12:
            kind = .candles
            columns = [.time, .open, .high, .low, .close, .quantity, .ignored, .turnover, .count]
            columns += [.ignored, .ignored, .ignored]
            name = "Binance klines"
        case 6 where !isFlag[5]:
            kind = .candles
            columns = [.time, .open, .high, .low, .close, .quantity]
            name = "candle CSV"
        case 6...7 where isFlag[5]:
            kind = .trades
            columns = [.identifier, .open, .quantity, .ignored, .time, .buyerIsMaker]
            if values.count == 7 { columns.append(.ignored) }
            name = "Binance trades"
        case 7...8 where isFlag[6]:
            kind = .trades
            columns = [.identifier, .open, .quantity, .ignored, .ignored, .time, .buyerIsMaker]
            if values.count == 8 { columns.append(.ignored) }
            name = "Binance aggTrades"
        default:
            throw .unknownFormat(
                path: path,
                detail:
                    "\(values.count) columns without a header are no known layout; add a line that names the columns")
        }
        if kind == .candles, let time = Int64(values[0]), time < 86_400_000 {
            isTimeOfDay = true
            name = "Lean minute bars"
        }
    }
}
