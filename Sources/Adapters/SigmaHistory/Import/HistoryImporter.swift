/// Turns files of venues and vendors into history.
package enum HistoryImporter {
    /// Reads a file into a sink.
    ///
    /// - Complexity: O(size), with bounded memory for tables; JSON is held in memory since it comes newest first.
    package static func read(
        _ path: String, options: ImportOptions = ImportOptions(), into sink: inout some HistorySink & ~Copyable
    ) throws(HistoryError) -> ImportReport {
        let source = try TextSource(path: path)
        let format: ImportFormat
        if let named = options.format { format = named } else { format = try detect(path) }
        switch format {
        case .csv:
            var table = TableImport(path: path, options: options)
            return try table.run(source, into: &sink)
        case .json:
            var answers = UpbitImport(path: path, options: options)
            return try answers.run(into: &sink)
        case .capture: return try CaptureImport(path: path, options: options).run(source, into: &sink)
        }
    }

    /// Reads a file and writes it as a native one, which appears only when it is complete.
    ///
    /// Kind and timeframe are those of the source, whatever the description says.
    package static func convert(
        _ path: String, to target: String, description: HistoryDescription, options: ImportOptions = ImportOptions()
    ) throws(HistoryError) -> ImportReport {
        var writer = try HistoryWriter(path: target, description: description)
        let report = try read(path, options: options, into: &writer)
        _ = try writer.finish()
        return report
    }

    /// Whether the records of a file tell when they arrived, beside when the venue made them.
    package static func hasReceiveTimes(_ path: String, format: ImportFormat) throws(HistoryError) -> Bool {
        if format == .capture { return true }
        let source = try TextSource(path: path)
        // The piece lies in the source's memory.
        defer { withExtendedLifetime(source) {} }
        guard let piece = try source.next() else { throw .noRows(path: path) }
        let head = String(decoding: piece.prefix(4_096), as: UTF8.self)
        if format == .json { return head.hasPrefix(#"{"ts""#) }
        let lines = head.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: true)
        guard lines.count > 1 else { return false }
        let names = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        let values = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        return zip(names, values).contains { $0 == "received" && !$1.isEmpty }
    }

    /// The format that the first lines of the text show.
    package static func detect(_ path: String) throws(HistoryError) -> ImportFormat {
        let source = try TextSource(path: path)
        defer { withExtendedLifetime(source) {} }
        guard let piece = try source.next() else { throw .noRows(path: path) }
        if piece.count > 8, piece.loadUnaligned(as: UInt64.self) == HistoryHeader.magic {
            throw .unknownFormat(path: path, detail: "is a SIGMA history file already; use it as it is")
        }
        if CaptureImport.recognises(piece) { return .capture }
        let blank: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        guard let first = piece.first(where: { !blank.contains($0) }) else { throw .noRows(path: path) }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? .json : .csv
    }
}
