import SigmaModel
internal import SigmaWire

/// Reads the lines of a recorded session of Upbit's WebSocket; every `orderbook` message is the whole book.
struct UpbitCapture {
    let path: String
    let instrument: InstrumentID
    private let wanted: String?
    private var market: String?

    init(path: String, options: ImportOptions) {
        self.path = path
        instrument = options.instrument
        wanted = options.symbol
        market = options.symbol
    }

    /// Reads one line, `{"ts": …, "frame": …}`; lines without a frame tell of the connection.
    mutating func take(
        _ text: UnsafeRawBufferPointer, line: Int, into buffer: inout CaptureBuffer,
        _ sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) {
        var scanner = JSONScanner(text)
        guard let wrapper = UpbitObject(&scanner) else {
            throw .row(
                path: path, line: line, field: "line", text: String(decoding: text.prefix(40), as: UTF8.self),
                problem: "is no complete JSON object; cut the line out or get the file again")
        }
        guard let frame = wrapper[.message] else { return }
        let bytes = scanner.unescaped(frame)
        guard bytes.first == UInt8(ascii: "{") else { return }
        let time = wrapper[.receivedAt].flatMap { try? DecimalText.parse(scanner.text($0)) }
        guard let time, let received = Int64(exactly: time * 10) else {
            throw .row(
                path: path, line: line, field: "ts", text: wrapper[.receivedAt].map { scanner.text($0) } ?? "",
                problem: "is no time in seconds since 1970")
        }
        let message = try bytes.withUnsafeBufferPointer { bytes throws(HistoryError) in
            try self.message(UnsafeRawBufferPointer(bytes), line: line, receivedAt: Timestamp(nanoseconds: received))
        }
        if let message { try buffer.add(message, path: path, line: line, into: &sink) }
    }

    private mutating func message(
        _ bytes: UnsafeRawBufferPointer, line: Int, receivedAt: Timestamp
    ) throws(HistoryError) -> CaptureMessage? {
        var scanner = JSONScanner(bytes)
        guard let object = UpbitObject(&scanner) else {
            throw .row(
                path: path, line: line, field: "frame", text: String(decoding: bytes.prefix(40), as: UTF8.self),
                problem: "is no complete JSON object; cut the line out or get the file again")
        }
        let reader = UpbitReader(path: path, line: line, scanner: scanner)
        guard let type = object[.type], let name = object[.market].map({ scanner.text($0) }) else { return nil }
        if scanner.matches(type, "trade") {
            guard try isWanted(name, line) else { return nil }
            let trade = try reader.trade(object).trade(instrument)
            return CaptureMessage(time: trade.time, receivedAt: receivedAt, content: .trade(trade))
        }
        guard scanner.matches(type, "orderbook"), try isWanted(name, line) else { return nil }
        let levels = try reader.snapshot(object, instrument)
        return CaptureMessage(time: levels[0].time, receivedAt: receivedAt, content: .levels(levels))
    }

    private mutating func isWanted(_ name: String, _ line: Int) throws(HistoryError) -> Bool {
        guard let market else {
            market = name
            return true
        }
        if name == market { return true }
        guard wanted == nil else { return false }
        throw .row(
            path: path, line: line, field: "code", text: name,
            problem: "differs from \(market) before; name the symbol")
    }
}
