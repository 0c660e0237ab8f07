import Glibc

/// The segments of a directory and what their headers say.
struct SegmentList {
    let directory: String
    /// Rising by one; empty where there is no segment.
    private(set) var numbers: ClosedRange<UInt32>?

    /// Lists a directory; one that is missing holds no segment.
    init(_ directory: String) throws(JournalError) {
        self.directory = directory
        let names: [String]
        do throws(JournalError) {
            names = try OpenFile.names(in: directory)
        } catch {
            if case .system(_, _, ENOENT) = error { return }
            throw error
        }
        for number in names.compactMap(SegmentName.number(of:)).sorted() {
            guard let known = numbers else {
                numbers = number...number
                continue
            }
            guard number == known.upperBound + 1 else {
                throw .missingSegment(directory: directory, number: known.upperBound + 1)
            }
            numbers = known.lowerBound...number
        }
    }

    func path(_ number: UInt32) -> String { "\(directory)/\(SegmentName.file(number))" }

    /// Opens a segment for reading.
    func open(_ number: UInt32, for flags: Int32 = O_RDONLY) throws(JournalError) -> OpenFile {
        try OpenFile(path(number), flags, operation: "open")
    }

    /// A segment's header; nil where it was not wholly written, which only the last may be.
    ///
    /// - Parameter session: whose segment it must be; nil takes any.
    func header(
        of file: OpenFile, _ number: UInt32, session: SessionID?
    ) throws(JournalError) -> SegmentHeader? {
        var bytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
        var failure: JournalError?
        let reading = withUnsafeMutableBytes(of: &bytes) { bytes -> SegmentHeader.Reading in
            guard let base = bytes.baseAddress else { return .unwritten }
            do throws(JournalError) {
                return SegmentHeader.read(base, count: try file.read(into: base, count: SegmentHeader.size, at: 0))
            } catch {
                failure = error
                return .damaged
            }
        }
        if let failure { throw failure }
        switch reading {
        case .unwritten: return nil
        case .foreign: throw .foreignFile(path: file.path)
        case .newer(let version): throw .newerVersion(path: file.path, version: version)
        case .damaged:
            if try file.size() <= SegmentHeader.size { return nil }
            throw .corrupt(path: file.path, offset: 0, sequence: 0)
        case .header(let header):
            guard header.number == number else { throw .wrongNumber(path: file.path, found: header.number) }
            if let session, session != header.session {
                throw .foreignSession(path: file.path, expected: session, found: header.session)
            }
            return header
        }
    }
}
