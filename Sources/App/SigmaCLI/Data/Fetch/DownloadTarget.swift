internal import Foundation
internal import SigmaHistory
internal import SigmaModel

/// Where a download goes: rows beside the output while it lasts, one history file at its end.
///
/// After each page the rows are on the disk before the place that counts them is, so that an interruption at any point
/// loses at most a page, which is asked for again.
struct DownloadTarget {
    /// How far the rows reach, in the file beside them.
    private struct Place: Codable {
        /// What is downloaded.
        var download: String
        /// Where the next page begins, in nanoseconds since 1970.
        var next: Int64
        /// How many bytes of the rows count.
        var bytes: UInt64
        /// How many rows those are.
        var rows: Int
        /// The time of the last row, in nanoseconds since 1970.
        var last: Int64?
    }

    /// Where the next page begins.
    private(set) var next: Timestamp
    /// How many candles came, those of an earlier, interrupted run included.
    private(set) var rows = 0
    private let output: String
    private let request: DownloadRequest
    private let base: HistoryFile?
    private var last: Timestamp?
    private var handle: FileHandle?

    private var rowsPath: String { output + ".part" }
    private var placePath: String { output + ".part.json" }

    /// Looks at what is there already: a file to be continued, rows of an interrupted download, or nothing.
    init(_ output: String, _ request: DownloadRequest, force: Bool) throws {
        self.output = output
        self.request = request
        let exists = FileManager.default.fileExists(atPath: output)
        try OutputPath.check(output, force: true)
        if force {
            try? FileManager.default.removeItem(atPath: output + ".part")
            try? FileManager.default.removeItem(atPath: output + ".part.json")
        }
        base = exists && !force ? try DownloadTarget.base(output, request) : nil
        next = request.from
        if let base { next = max(next, base.lastTime + request.description.timeframe.span) }
        last = base?.lastTime
        try resume()
    }

    /// Keeps a page of candles, oldest first, and where the next one begins.
    mutating func keep(_ candles: [Candle], next: Timestamp) throws {
        var text = ""
        for candle in candles {
            if let last, candle.openTime <= last { continue }
            last = candle.openTime
            rows += 1
            text +=
                "\(candle.openTime),\(candle.open),\(candle.high),\(candle.low),\(candle.close),\(candle.volume),"
                + "\(candle.turnover),\(candle.tradeCount)\n"
        }
        let handle = try opened()
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            self.next = next
            let place = Place(
                download: request.identity, next: next.nanoseconds, bytes: try handle.offset(), rows: rows,
                last: last?.nanoseconds)
            try JSONEncoder().encode(place).write(to: URL(fileURLWithPath: placePath), options: .atomic)
        } catch {
            throw CommandFailure(
                .inputOutput, "\(rowsPath): cannot be written (\(error.localizedDescription)); make room, then go on")
        }
    }

    /// Makes the history file and removes what was kept beside it.
    consuming func finish() throws -> DownloadSummary {
        try? handle?.close()
        let summary = DownloadSummary(
            output: output, identity: request.identity, downloaded: rows, earlier: base?.count ?? 0,
            from: request.from, to: request.to)
        guard rows > 0 else {
            removeParts()
            guard let base else {
                throw CommandFailure(
                    .badData, "there are no candles between \(request.from) and \(request.to); nothing was written")
            }
            return summary.with(first: base.firstTime, last: base.lastTime)
        }
        var writer = try HistoryWriter(path: output, description: request.description)
        if let base {
            for block in 0..<base.blockCount {
                for candle in try base.candles(inBlock: block, as: InstrumentID(0)) { try writer.append(candle) }
            }
        }
        var options = ImportOptions(symbol: nil)
        options.timeframe = request.description.timeframe
        options.format = .csv
        var sink = AppendingSink(writer)
        _ = try HistoryImporter.read(rowsPath, options: options, into: &sink)
        try sink.finish()
        removeParts()
        let file = try HistoryFile(output)
        return summary.with(first: file.firstTime, last: file.lastTime)
    }

    /// A file that holds the beginning of what is wanted.
    private static func base(_ path: String, _ request: DownloadRequest) throws -> HistoryFile {
        let file = try HistoryFile(path)
        let mend = "add --force to replace it, or name another file"
        var found = file.description
        // Currencies of Yahoo's series are not known beforehand.
        (found.base, found.quote) = (request.description.base, request.description.quote)
        guard found == request.description else {
            throw CommandFailure(
                .cannotWrite,
                "\(path): holds \(found.venue.rawValue) \(found.symbol) \(found.timeframe) \(found.kind), not"
                    + " \(request.identity); \(mend)")
        }
        guard file.firstTime <= request.from || request.from.floored(to: .day) == file.firstTime.floored(to: .day)
        else {
            throw CommandFailure(
                .cannotWrite, "\(path): begins at \(file.firstTime), after --from \(request.from); \(mend)")
        }
        return file
    }

    /// Takes up rows of an interrupted download.
    private mutating func resume() throws {
        guard let data = FileManager.default.contents(atPath: placePath) else { return }
        guard let place = try? JSONDecoder().decode(Place.self, from: data),
            let size = try? FileManager.default.attributesOfItem(atPath: rowsPath)[.size] as? UInt64,
            size >= place.bytes
        else {
            throw CommandFailure(
                .badData, "\(placePath): cannot be read or does not fit \(rowsPath); add --force to begin anew")
        }
        guard place.download == request.identity else {
            throw CommandFailure(
                .usage,
                "\(rowsPath): belongs to the download '\(place.download)', not '\(request.identity)'; finish"
                    + " that one with its options, or add --force to forget it")
        }
        next = max(next, Timestamp(nanoseconds: place.next))
        rows = place.rows
        last = place.last.map { Timestamp(nanoseconds: $0) } ?? last
        let handle = try opened()
        try handle.truncate(atOffset: place.bytes)
        try handle.seekToEnd()
    }

    private mutating func opened() throws -> FileHandle {
        if let handle { return handle }
        let isNew = !FileManager.default.fileExists(atPath: placePath)
        if isNew { _ = FileManager.default.createFile(atPath: rowsPath, contents: Data("\(Self.header)\n".utf8)) }
        guard let handle = FileHandle(forUpdatingAtPath: rowsPath) else {
            throw CommandFailure(.cannotWrite, "\(rowsPath): cannot be written; check the folder's permissions")
        }
        try handle.seekToEnd()
        self.handle = handle
        return handle
    }

    private static let header = "timestamp,open,high,low,close,volume,turnover,trades"

    private func removeParts() {
        for path in [rowsPath, placePath] { try? FileManager.default.removeItem(atPath: path) }
    }
}

/// Adds imported candles to a file that has some already.
private struct AppendingSink: HistorySink, ~Copyable {
    let needsOrder = true
    private var writer: HistoryWriter

    init(_ writer: consuming HistoryWriter) { self.writer = writer }

    mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {}
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError) {}
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError) {}
    mutating func append(_ candle: Candle) throws(HistoryError) { try writer.append(candle) }

    /// Completes the file.
    consuming func finish() throws(HistoryError) { _ = try writer.finish() }
}
