internal import Foundation

/// Replaces files as a whole: who reads one finds the old text or the new, whatever is cut off when.
enum WholeFile {
    /// Writes a file by way of a draft, which a crash may leave and the next write overwrites.
    ///
    /// - Parameter isDurable: whether the disk has the new text before it takes the name.
    static func write(_ data: Data, to path: String, isDurable: Bool = false) throws {
        let draft = path + ".new"
        try data.write(to: URL(filePath: draft))
        if isDurable { try FileHandle(forReadingFrom: URL(filePath: draft)).synchronize() }
        guard rename(draft, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
