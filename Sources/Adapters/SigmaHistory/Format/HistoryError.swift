public import SigmaModel

/// What went wrong with a file of market history, where, and the mend.
public enum HistoryError: Error, Equatable, Sendable {
    case cannotRead(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    /// The file does not start as a native history file.
    case notHistory(path: String)
    case unsupportedVersion(path: String, version: Int)
    /// The file's length in bytes is not the one its header implies.
    case wrongLength(path: String, expected: Int, found: Int)
    case corrupt(path: String, place: Place)
    case wrongKind(path: String, expected: HistoryKind, found: HistoryKind)
    /// A record is earlier than the one before it, or a candle repeats its time.
    case unordered(path: String, record: Int, time: Timestamp, previous: Timestamp)
    /// A value that the native format cannot hold exactly.
    case unrepresentable(path: String, record: Int, field: String, value: String, reason: String)
    /// A field of an imported text that cannot be read; lines count from one.
    case row(path: String, line: Int, field: String, text: String, problem: String)
    case unknownFormat(path: String, detail: String)
    /// A gzip or zip archive that cannot be unpacked, at this offset of the packed bytes.
    case archive(path: String, offset: Int, problem: String)
    case noRows(path: String)

    /// The part of a native file that fails its checksum or contradicts itself.
    public enum Place: Equatable, Sendable {
        case header
        case headerField(String)
        case blockTable
        /// A block of records and its offset in bytes.
        case block(Int, offset: Int)
    }
}

extension HistoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .notHistory(let path):
            "\(path): is no SIGMA history file; import it first (sigma data import)"
        case .unsupportedVersion(let path, let version):
            "\(path): has format version \(version), this program reads \(HistoryHeader.version); import the source again"
        case .wrongLength(let path, let expected, let found):
            "\(path): is \(found) bytes long instead of \(expected)"
                + (found < expected ? ", it was cut off" : ", something was added") + "; import the source again"
        case .corrupt(let path, let place):
            "\(path): \(place) is corrupt (checksum or content does not fit); import the source again"
        case .wrongKind(let path, let expected, let found):
            "\(path): holds \(found), not \(expected); choose a file of \(expected)"
        case .unordered(let path, let record, let time, let previous):
            "\(path): record \(record) at \(time) "
                + (time == previous ? "repeats the time of the one before" : "comes after one at \(previous)")
                + "; clean the data first (sigma data clean)"
        case .unrepresentable(let path, let record, let field, let value, let reason):
            "\(path): record \(record): \(field) \(value) \(reason)"
        case .row(let path, let line, let field, let text, let problem):
            "\(path):\(line): \(field) \"\(text)\" \(problem)"
                + (problem.contains(";") ? "" : "; correct the row or remove it")
        case .unknownFormat(let path, let detail): "\(path): \(detail)"
        case .archive(let path, let offset, let problem):
            "\(path): cannot be unpacked at byte \(offset): \(problem)"
        case .noRows(let path): "\(path): holds no data rows; check that the download was complete"
        }
    }
}

extension HistoryError.Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .header: "the header"
        case .headerField(let name): "the header's \(name)"
        case .blockTable: "the table of checksums"
        case .block(let index, let offset): "block \(index) at byte \(offset)"
        }
    }
}
