/// Writes a text file with bounded memory; it appears under its name only when it is complete.
package struct TextFile: ~Copyable {
    private static let pieceSize = 1 << 18

    private var file: TemporaryFile
    private var pending: [UInt8] = []
    private var written = 0

    /// Starts a file; what has the name stays until ``finish()``.
    package init(path: String) throws(HistoryError) {
        file = try TemporaryFile(target: path)
        pending.reserveCapacity(TextFile.pieceSize * 2)
    }

    /// Adds text at the end.
    package mutating func append(_ text: String) throws(HistoryError) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= TextFile.pieceSize { try flush() }
    }

    /// Completes the file and gives it its name; returns its bytes.
    package consuming func finish() throws(HistoryError) -> Int {
        try flush()
        try file.commit()
        return written
    }

    private mutating func flush() throws(HistoryError) {
        try file.write(pending.span.bytes, at: written)
        written += pending.count
        pending.removeAll(keepingCapacity: true)
    }
}
