import SigmaModel
internal import SigmaWire

/// Reads candles or trades as Upbit's REST API serves them.
///
/// The text holds arrays newest first, one array or object per line, or such messages wrapped by a recorder as
/// `{"ts": …, "frame" or "body": …}`.
struct UpbitImport {
    let path: String
    let options: ImportOptions
    private var candles: [(row: TableRow, line: Int)] = []
    private var trades: [(row: TableRow, line: Int, receivedAt: Timestamp?)] = []
    private var timeframe: Timeframe?
    private var market: String?
    private var repetitions = 0

    init(path: String, options: ImportOptions) {
        self.path = path
        self.options = options
        market = options.symbol
    }

    /// Reads the whole file and gives its records out oldest first.
    mutating func run(into sink: inout some HistorySink & ~Copyable) throws(HistoryError) -> ImportReport {
        let text = try TextSource.wholeText(of: path)
        try read(text, line: nil, receivedAt: nil)
        guard candles.isEmpty || trades.isEmpty else {
            throw .unknownFormat(path: path, detail: "holds both candles and trades; import them from separate files")
        }
        let rows = candles.isEmpty ? try giveTrades(to: &sink) : try giveCandles(to: &sink)
        guard rows > 0 else { throw .noRows(path: path) }
        return ImportReport(
            format: candles.isEmpty ? "Upbit trades" : "Upbit candles", rows: rows, repetitions: repetitions,
            timeframe: timeframe?.description ?? "")
    }

    /// Reads some JSON values; a message inside a line of a recording has that line's number.
    private mutating func read(_ text: [UInt8], line: Int?, receivedAt: Timestamp?) throws(HistoryError) {
        try text.withUnsafeBufferPointer { buffer throws(HistoryError) in
            var scanner = JSONScanner(UnsafeRawBufferPointer(buffer))
            var counted = JSONScanner.LineCount()
            var depth = 0
            while let next = scanner.peek() {
                switch next {
                case UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "{"):
                    let place = line ?? scanner.line(from: &counted)
                    guard let object = UpbitObject(&scanner) else {
                        throw malformed(place, scanner, "is no complete JSON object; get the file again")
                    }
                    // A wrapped message is read here, so that wrappers inside wrappers cannot nest without end.
                    if line == nil, object[.message] != nil {
                        try unwrap(object, scanner, line: place)
                    } else {
                        try take(object, scanner, line: place, receivedAt: receivedAt)
                    }
                    continue
                default: throw malformed(line ?? scanner.line, scanner, "is not expected here; this is no Upbit answer")
                }
                scanner.position += 1
            }
            guard depth == 0 else {
                throw malformed(line ?? scanner.line, scanner, "the text ends inside a list; get it again")
            }
        }
    }

    /// Reads the message that a recorder wrapped, with the time it arrived.
    private mutating func unwrap(_ object: UpbitObject, _ scanner: JSONScanner, line: Int) throws(HistoryError) {
        guard let message = object[.message] else { return }
        let time = object[.receivedAt].flatMap { try? DecimalText.parse(scanner.text($0)) }
        let received = time.flatMap { Int64(exactly: $0 * 10) }.map { Timestamp(nanoseconds: $0) }
        try read(scanner.unescaped(message), line: line, receivedAt: received)
    }

    private mutating func take(
        _ object: UpbitObject, _ scanner: JSONScanner, line: Int, receivedAt: Timestamp?
    ) throws(HistoryError) {
        if let type = object[.type], !scanner.matches(type, "trade") { return }
        let reader = UpbitReader(path: path, line: line, scanner: scanner)
        if object[.candleTime] != nil || object[.open] != nil {
            guard try isWanted(object, scanner, line) else { return }
            guard object[.periodStart] == nil else {
                throw .unknownFormat(path: path, detail: "weeks, months and years have no fixed length; import days")
            }
            candles.append((try reader.candle(object), line))
            try note(try reader.timeframe(object), line)
        } else if object[.side] != nil {
            guard try isWanted(object, scanner, line) else { return }
            trades.append((try reader.trade(object), line, receivedAt))
        }
    }

    /// Whether the object is of the market asked for; without one asked for, all must be of the same.
    private mutating func isWanted(_ object: UpbitObject, _ scanner: JSONScanner, _ line: Int) throws(HistoryError)
        -> Bool
    {
        guard let name = object[.market].map({ scanner.text($0) }) else { return true }
        guard let market else {
            market = name
            return true
        }
        if name == market { return true }
        guard options.symbol == nil else { return false }
        throw .row(
            path: path, line: line, field: "market", text: name,
            problem: "differs from \(market) before; name the symbol")
    }

    private mutating func note(_ found: Timeframe?, _ line: Int) throws(HistoryError) {
        guard let found else { return }
        if let timeframe, timeframe != found {
            throw .row(
                path: path, line: line, field: "unit", text: "\(found)", problem: "differs from \(timeframe) before")
        }
        timeframe = found
    }

    private func malformed(_ line: Int, _ scanner: JSONScanner, _ problem: String) -> HistoryError {
        let start = min(scanner.position, scanner.bytes.count)
        let text = String(decoding: scanner.bytes[start...].prefix(40), as: UTF8.self)
        return .row(path: path, line: line, field: "JSON", text: text, problem: problem)
    }
}

extension UpbitImport {
    private mutating func giveCandles(to sink: inout some HistorySink & ~Copyable) throws(HistoryError) -> Int {
        candles = candles.enumerated().sorted { ($0.element.row.time, $0.offset) < ($1.element.row.time, $1.offset) }
            .map(\.element)
        var gate = CandleGate()
        gate.timeframe = options.timeframe ?? timeframe
        var last: TableRow?
        var rows = 0
        for (row, line) in candles {
            if row == last {
                repetitions += 1
                continue
            }
            if sink.needsOrder, last?.time == row.time || !row.candle(options.instrument, .oneMinute).isPossible {
                throw .row(
                    path: path, line: line, field: "candle", text: "\(Timestamp(nanoseconds: row.time))",
                    problem: last?.time == row.time
                        ? "differs from another of the same time; clean the data first"
                        : "has impossible prices; clean the data first")
            }
            try gate.pass(row, options.instrument, path: path, into: &sink)
            last = row
            rows += 1
        }
        try gate.end(path: path, instrument: options.instrument, into: &sink)
        timeframe = gate.timeframe
        return rows
    }

    private mutating func giveTrades(to sink: inout some HistorySink & ~Copyable) throws(HistoryError) -> Int {
        trades.sort { ($0.row.time, $0.row.identifier) < ($1.row.time, $1.row.identifier) }
        if !trades.isEmpty { try sink.begin(.trades, timeframe: .tick) }
        var last: TableRow?
        var rows = 0
        for (row, line, receivedAt) in trades {
            if row == last {
                repetitions += 1
                continue
            }
            if sink.needsOrder, row.open <= 0 || row.quantity <= 0 {
                throw .row(
                    path: path, line: line, field: "trade",
                    text: "\(Price(raw: row.open)) × \(Quantity(raw: row.quantity))",
                    problem: "is not positive; clean the data first")
            }
            try sink.append(row.trade(options.instrument), receivedAt: receivedAt)
            last = row
            rows += 1
        }
        return rows
    }
}
