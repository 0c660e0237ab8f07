import SigmaModel
internal import SigmaWire

/// Reads the lines of a recorded session of Binance's public streams, spot or USD-M futures.
struct BinanceCapture {
    let path: String
    let instrument: InstrumentID
    /// Whether no line was read.
    private(set) var isEmpty = true
    private let wanted: String?
    private var symbol: String?
    private var otherSymbol: String?
    private var book: BinanceBook

    init(path: String, options: ImportOptions) {
        self.path = path
        instrument = options.instrument
        wanted = options.symbol
        symbol = options.symbol
        book = BinanceBook(path: path)
    }

    /// Reads one line: local nanoseconds, a space, the frame.
    mutating func take(
        _ text: UnsafeRawBufferPointer, line: Int, into buffer: inout CaptureBuffer,
        _ sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        isEmpty = false
        let digits = text.prefix { $0 != 0x20 }
        guard let time = Int64(String(decoding: digits.prefix(20), as: UTF8.self)), time > 0 else {
            throw malformed(text, line, "does not start with the local time in nanoseconds; is it a capture?")
        }
        var scanner = JSONScanner(text)
        scanner.position = digits.count
        guard var message = BinanceMessage(&scanner) else {
            throw malformed(text, line, "holds no complete JSON object; cut the line out or get the file again")
        }
        if let stream = message[.stream], let data = message[.data] {
            let name = scanner.text(stream)
            guard name.hasSuffix("@trade") || name.contains("@depth") else { return }
            scanner.position = data.lowerBound
            guard let inner = BinanceMessage(&scanner) else {
                throw malformed(text, line, "holds no message; cut the line out or get the file again")
            }
            message = inner
        }
        let reader = BinanceReader(path: path, line: line, scanner: scanner, message: message)
        try take(reader, receivedAt: Timestamp(nanoseconds: time), into: &buffer, &sink)
    }

    /// Checks that the order book could be built.
    func end() throws(HistoryError) {
        guard book.isWaiting else { return }
        throw .unknownFormat(
            path: path,
            detail: "holds no order-book snapshot that its depth updates continue; record a REST depth answer "
                + "a moment after the stream starts")
    }

    private mutating func take(
        _ reader: BinanceReader, receivedAt: Timestamp, into buffer: inout CaptureBuffer,
        _ sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        var ready: [(message: CaptureMessage, line: Int)] = []
        let message = reader.message
        if message[.snapshotID] != nil {
            let snapshot = try self.snapshot(reader, receivedAt)
            try book.take(snapshot) { ready.append(($0, $1)) }
        } else if let type = message[.type], reader.scanner.matches(type, "trade") {
            guard try isWanted(reader), let trade = try reader.trade(instrument) else { return }
            ready.append(
                (CaptureMessage(time: trade.time, receivedAt: receivedAt, content: .trade(trade)), reader.line))
        } else if let type = message[.type], reader.scanner.matches(type, "depthUpdate") {
            guard try isWanted(reader) else { return }
            try book.take(try change(reader, receivedAt)) { ready.append(($0, $1)) }
        }
        for (message, line) in ready { try buffer.add(message, path: path, line: line, into: &sink) }
    }

    private func change(
        _ reader: BinanceReader, _ receivedAt: Timestamp
    ) throws(HistoryError) -> BinanceBook.Change {
        // Futures tell the matching engine's time beside that of the message.
        let isFutures = reader.message[.time] != nil
        let time = isFutures ? try reader.time(.time, "T") : try reader.time(.eventTime, "E")
        return BinanceBook.Change(
            firstID: try reader.number(.firstID, "U"), lastID: try reader.number(.lastID, "u"),
            previousID: reader.message[.previousID] == nil ? nil : try reader.number(.previousID, "pu"),
            line: reader.line,
            message: CaptureMessage(
                time: time, receivedAt: receivedAt, content: .levels(try reader.levels(instrument, at: time))))
    }

    private func snapshot(
        _ reader: BinanceReader, _ receivedAt: Timestamp
    ) throws(HistoryError) -> BinanceBook.Snapshot {
        if let otherSymbol, let symbol {
            throw reader.error(
                "lastUpdateId", try reader.text(.snapshotID, "lastUpdateId"),
                "does not say whether it is of \(symbol) or \(otherSymbol); record one symbol per file")
        }
        let levels = try reader.levels(instrument, at: receivedAt)
        guard !levels.isEmpty else { throw reader.error("bids, asks", "", "is an empty book; record it again") }
        return BinanceBook.Snapshot(
            id: try reader.number(.snapshotID, "lastUpdateId"),
            time: reader.message[.time] == nil ? nil : try reader.time(.time, "T"), line: reader.line,
            receivedAt: receivedAt, levels: levels)
    }

    /// Whether the message is of the symbol asked for; without one asked for, all must be of the same.
    private mutating func isWanted(_ reader: BinanceReader) throws(HistoryError) -> Bool {
        let name = try reader.text(.symbol, "s")
        guard let symbol else {
            symbol = name
            return true
        }
        if name == symbol { return true }
        otherSymbol = name
        guard wanted == nil else { return false }
        throw reader.error("s", name, "differs from \(symbol) before; name the symbol")
    }

    private func malformed(_ text: UnsafeRawBufferPointer, _ line: Int, _ problem: String) -> HistoryError {
        .row(
            path: path, line: line, field: "line", text: String(decoding: text.prefix(40), as: UTF8.self),
            problem: problem)
    }
}
