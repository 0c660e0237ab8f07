import Glibc

/// A segment being prepared or written.
struct SegmentFile: Sendable {
    let number: UInt32
    let file: OpenFile
    private let path: String

    /// Where it lies until it begins.
    var temporaryPath: String { path + SegmentName.temporarySuffix }

    /// Creates a segment under its temporary name and reserves its room, where the file system can.
    init(_ directory: String, _ number: UInt32, reserving bytes: Int) throws(JournalError) {
        path = "\(directory)/\(SegmentName.file(number))"
        self.number = number
        let temporaryPath = path + SegmentName.temporarySuffix
        try OpenFile.remove(temporaryPath)
        file = try OpenFile(temporaryPath, O_RDWR | O_CREAT | O_EXCL, operation: "create", name: path)
        do throws(JournalError) {
            _ = try file.reserve(bytes)
        } catch {
            try? OpenFile.remove(temporaryPath)
            throw error
        }
    }

    /// Writes the header and gives the segment its name.
    func begin(_ header: SegmentHeader) throws(JournalError) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: SegmentHeader.size, alignment: 8)
        defer { bytes.deallocate() }
        header.encode(into: bytes)
        try file.write(bytes, count: SegmentHeader.size, at: 0)
        try OpenFile.rename(temporaryPath, to: path)
    }
}
