import Glibc
import SigmaModel

/// Reads a comma-separated table into a sink.
struct TableImport {
    let path: String
    let options: ImportOptions
    private var layout = TableLayout(kind: .trades, columns: [], hasHeader: false, name: "")
    private var day: Int64 = 0
    private var line = 0
    private var rows = 0
    private var lastTime = Int64.min
    private var dates = DateCache()
    private var gate = CandleGate()
    private var level = LevelGate()

    init(path: String, options: ImportOptions) {
        self.path = path
        self.options = options
        gate.timeframe = options.timeframe
    }

    /// Reads the whole table.
    mutating func run(
        _ source: TextSource, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) -> ImportReport {
        while let piece = try source.next() {
            var position = 0
            if line == 0 {
                position = try start(piece, &sink)
                if line == 0 { continue }
            }
            switch layout.kind {
            case .trades: try readTrades(piece, from: position, into: &sink)
            case .candles: try readCandles(piece, from: position, into: &sink)
            case .market: try readMarket(piece, from: position, into: &sink)
            case .book: try readLevels(piece, from: position, into: &sink)
            }
        }
        try gate.end(path: path, instrument: options.instrument, into: &sink)
        try level.end(into: &sink)
        guard rows > 0 else { throw .noRows(path: path) }
        let timeframe = layout.kind == .candles ? gate.timeframe?.description : nil
        return ImportReport(format: layout.name, rows: rows, repetitions: 0, timeframe: timeframe ?? "")
    }

    /// Finds the layout from the first line that is not empty; returns where the rows start.
    private mutating func start(
        _ piece: UnsafeRawBufferPointer, _ sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) -> Int {
        var position = piece.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var skipped = 0
        while position < piece.count, piece[position] == 0x0A || piece[position] == 0x0D {
            skipped += piece[position] == 0x0A ? 1 : 0
            position += 1
        }
        guard position < piece.count else { return position }
        let end = piece[position...].firstIndex(of: 0x0A) ?? piece.count
        layout = try TableLayout(firstLine: UnsafeRawBufferPointer(rebasing: piece[position..<end]), path: path)
        if layout.isTimeOfDay { day = try dayOfTable() }
        line = 1 + skipped
        if layout.kind != .candles { try sink.begin(layout.kind, timeframe: .tick) }
        guard layout.hasHeader else { return position }
        line += 1
        return min(end + 1, piece.count)
    }

    private func dayOfTable() throws(HistoryError) -> Int64 {
        if let day = options.day { return Timestamp(day).nanoseconds }
        let name = path.split(separator: "/").last ?? ""
        for digits in name.split(whereSeparator: { !("0"..."9").contains($0) }) where digits.count == 8 {
            let text = "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
            if let time = try? Timestamp(text) { return time.nanoseconds }
        }
        throw .unknownFormat(
            path: path, detail: "times are milliseconds since midnight and no day is named; name the day")
    }

    private mutating func readTrades(
        _ piece: UnsafeRawBufferPointer, from start: Int, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let isStrict = sink.needsOrder
        var position = start
        var row = TableRow()
        while try nextRow(piece, &position, &row) {
            if isStrict, row.open <= 0 || row.quantity <= 0 || row.time < lastTime { throw refusal(of: row) }
            lastTime = row.time
            try sink.append(row.trade(options.instrument), receivedAt: row.receivedAt)
            rows &+= 1
        }
    }

    private mutating func readCandles(
        _ piece: UnsafeRawBufferPointer, from start: Int, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let isStrict = sink.needsOrder
        var position = start
        var row = TableRow()
        while try nextRow(piece, &position, &row) {
            if layout.isTimeOfDay { row.time = row.time / 1_000 + day }
            if isStrict, row.time <= lastTime || !row.candle(options.instrument, .oneMinute).isPossible {
                throw refusal(of: row)
            }
            lastTime = row.time
            try gate.pass(row, options.instrument, path: path, into: &sink)
            rows &+= 1
        }
    }

    private mutating func readLevels(
        _ piece: UnsafeRawBufferPointer, from start: Int, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let isStrict = sink.needsOrder
        var position = start
        var row = TableRow()
        while try nextRow(piece, &position, &row) {
            if isStrict, row.open <= 0 || row.quantity < 0 || row.time < lastTime { throw refusal(of: row) }
            lastTime = row.time
            try level.pass(row, options.instrument, into: &sink)
            rows &+= 1
        }
    }

    private mutating func readMarket(
        _ piece: UnsafeRawBufferPointer, from start: Int, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        let isStrict = sink.needsOrder
        var position = start
        var row = TableRow()
        while try nextRow(piece, &position, &row) {
            let isTrade = row.kind == .trade
            if isStrict, row.open <= 0 || row.quantity < (isTrade ? 1 : 0) || row.time < lastTime {
                throw refusal(of: row)
            }
            lastTime = row.time
            if isTrade {
                try sink.append(row.trade(options.instrument), receivedAt: row.receivedAt)
            } else {
                try sink.append(row.level(options.instrument, flags: row.flags), receivedAt: row.receivedAt)
            }
            rows &+= 1
        }
    }

    /// Why a strict sink cannot take a row.
    private func refusal(of row: TableRow) -> HistoryError {
        let time = Timestamp(nanoseconds: row.time)
        func error(_ field: String, _ text: String, _ problem: String) -> HistoryError {
            .row(path: path, line: line - 1, field: field, text: text, problem: problem + "; clean the data first")
        }
        if row.time < lastTime { return error("time", "\(time)", "is earlier than the row before") }
        if layout.kind == .candles, row.time == lastTime { return error("time", "\(time)", "repeats the row before") }
        if row.open <= 0 { return error("price", "\(Price(raw: row.open))", "is not positive") }
        if layout.kind != .candles || row.quantity < 0 {
            return error("quantity", "\(Quantity(raw: row.quantity))", "is not positive")
        }
        let text = [row.open, row.high, row.low, row.close].map { "\(Price(raw: $0))" }.joined(separator: ",")
        return error("open, high, low, close", text, "contradict each other")
    }

    /// Reads the next row that is not empty and moves behind it; false at the end of the piece.
    @inline(__always)
    private mutating func nextRow(
        _ piece: UnsafeRawBufferPointer, _ position: inout Int, _ row: inout TableRow
    ) throws(HistoryError) -> Bool {
        guard position < piece.count else { return false }
        var scanner = RowScanner(piece, position: position)
        scanner.read(layout.columns, into: &row, dates: &dates, zoneOffset: layout.zoneOffset)
        if scanner.failed { return try nextSlowRow(piece, &position, &row) }
        position = scanner.position
        line &+= 1
        return true
    }

    @inline(never)
    private mutating func nextSlowRow(
        _ piece: UnsafeRawBufferPointer, _ position: inout Int, _ row: inout TableRow
    ) throws(HistoryError) -> Bool {
        while position < piece.count {
            let end = piece[position...].firstIndex(of: 0x0A) ?? piece.count
            let hasReturn = end > position && piece[end - 1] == 0x0D
            let text = piece[position..<(hasReturn ? end - 1 : end)]
            position = end + 1
            line += 1
            guard !text.isEmpty else { continue }
            row = try SlowRow(path: path, line: line - 1, layout: layout).values(of: text)
            return true
        }
        return false
    }
}

extension RowScanner {
    /// Reads a row of plain fields and its line end; sets ``failed`` where ``SlowRow`` has to look.
    @inline(__always)
    mutating func read(
        _ columns: [TableColumn], into row: inout TableRow, dates: inout DateCache, zoneOffset: Int64
    ) {
        let last = columns.count &- 1
        for index in 0...last {
            switch columns[index] {
            case .ignored: skip()
            case .time: row.time = time(&dates, offset: zoneOffset)
            case .open: row.open = decimal()
            case .high: row.high = decimal()
            case .low: row.low = decimal()
            case .close: row.close = decimal()
            case .quantity: row.quantity = Int128(decimal())
            case .turnover: row.turnover = Int128(decimal())
            case .identifier, .message: row.identifier = UInt64(bitPattern: integer())
            case .count:
                let count = integer()
                if count > Int64(UInt32.max) { failed = true }
                row.count = UInt32(truncatingIfNeeded: count)
            case .buyerIsMaker: row.side = flag() ? .sell : .buy
            case .side: row.side = isSell() ? .sell : .buy
            case .updateType: failed = true
            case .received: row.received = isAtFieldEnd ? nil : time(&dates, offset: zoneOffset)
            case .recordKind: row.kind = recordKind()
            case .flags: row.flags = flags()
            }
            if index < last {
                if byte != UInt8(ascii: ",") { failed = true }
                position &+= 1
            }
            if failed { return }
        }
        if byte == UInt8(ascii: "\r") { position &+= 1 }
        if byte != UInt8(ascii: "\n") { failed = true }
        position &+= 1
    }
}

extension RowScanner {
    /// Whether the field at the position is empty.
    @inline(__always)
    fileprivate var isAtFieldEnd: Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// The field at the position, in the words of ``MarketRecordName``; the position moves behind it.
    private mutating func word() -> StaticText {
        let start = position
        while !isAtFieldEnd { position &+= 1 }
        return StaticText(start: base + start, count: position &- start)
    }

    fileprivate mutating func recordKind() -> MarketRecordKind {
        let word = word()
        if word == "depth" { return .depth }
        if word == "trade" { return .trade }
        if word != "snapshot" { failed = true }
        return .snapshot
    }

    fileprivate mutating func flags() -> BookUpdate.Flags {
        let word = word()
        if word.count == 0 { return [] }
        if word == "last" { return .last }
        if word == "snapshot" { return .snapshot }
        if word != "snapshot+last" { failed = true }
        return [.snapshot, .last]
    }
}

/// Some bytes of a row, compared with words in place.
private struct StaticText {
    let start: UnsafeRawPointer
    let count: Int

    static func == (text: StaticText, word: StaticString) -> Bool {
        text.count == word.utf8CodeUnitCount && memcmp(text.start, word.utf8Start, text.count) == 0
    }

    static func != (text: StaticText, word: StaticString) -> Bool { !(text == word) }
}
