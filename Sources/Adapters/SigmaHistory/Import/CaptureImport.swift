import Glibc
import SigmaModel

/// Reads a recorded session of a venue's streams into a market: the order book and the trades of one instrument.
///
/// Binance: a line is the local time in nanoseconds, a space and the frame of a combined or raw stream, or the answer
/// of `GET depth`. Upbit: a line is `{"ts": …, "frame": …}`.
struct CaptureImport {
    let path: String
    let options: ImportOptions

    /// Reads the whole capture and gives its records out in the order of the venue's time.
    func run(
        _ source: TextSource, into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) -> ImportReport {
        var binance = BinanceCapture(path: path, options: options)
        var upbit = UpbitCapture(path: path, options: options)
        var buffer = CaptureBuffer()
        var line = 0
        try sink.begin(.market, timeframe: .tick)
        while let piece = try source.next() {
            var position = 0
            while position < piece.count {
                let end = CaptureImport.lineEnd(piece, from: position)
                let text = UnsafeRawBufferPointer(rebasing: piece[position..<end])
                position = end + 1
                line += 1
                guard let byte = text.first else { continue }
                if byte == UInt8(ascii: "{") {
                    try upbit.take(text, line: line, into: &buffer, &sink)
                } else {
                    try binance.take(text, line: line, into: &buffer, &sink)
                }
            }
        }
        try binance.end()
        try buffer.end(into: &sink)
        guard buffer.rows > 0 else {
            let wanted = options.symbol.map { " of \($0)" } ?? ""
            throw .unknownFormat(
                path: path, detail: "holds no order book and no trade\(wanted); check the file and the symbol")
        }
        return ImportReport(
            format: binance.isEmpty ? "Upbit capture" : "Binance capture", rows: buffer.rows, repetitions: 0,
            timeframe: "")
    }

    /// Whether the first lines of a text are those of a capture with order books.
    static func recognises(_ piece: UnsafeRawBufferPointer) -> Bool {
        let line = UnsafeRawBufferPointer(rebasing: piece[..<lineEnd(piece, from: 0)])
        if line.starts(with: Array(#"{"ts":"#.utf8)) || line.starts(with: Array(#"{"ts" :"#.utf8)) {
            return String(decoding: piece.prefix(65_536), as: UTF8.self).contains("orderbook")
        }
        let digits = line.prefix { (0x30...0x39).contains($0) }.count
        return digits >= 16 && line.count > digits + 1 && line[digits] == 0x20 && line[digits + 1] == 0x7B
    }

    private static func lineEnd(_ piece: UnsafeRawBufferPointer, from position: Int) -> Int {
        guard let base = piece.baseAddress, position < piece.count,
            let found = memchr(base + position, 0x0A, piece.count - position)
        else { return piece.count }
        return UnsafeRawPointer(found) - base
    }
}
