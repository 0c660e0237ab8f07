import Glibc

/// The files of a journal, for those who neither write nor read its records.
package struct JournalDirectory: Sendable {
    /// One file of a journal.
    package struct Segment: Hashable, Sendable {
        /// From one, without holes.
        package let number: UInt32
        /// Where it lies.
        package let path: String
        /// The sequence number of its first record.
        package let firstSequence: UInt64
        /// Its length; what is reserved behind it is not counted.
        package let bytes: Int
    }

    /// Where the files lie.
    package let path: String

    package init(_ path: String) { self.path = path }

    /// The session whose journal it is; nil where there is none yet.
    package func session() throws(JournalError) -> SessionID? {
        let list = try SegmentList(path)
        guard let number = list.numbers?.lowerBound else { return nil }
        return try list.header(of: list.open(number), number, session: nil)?.session
    }

    /// The segments, oldest first; one whose header is not written yet is left out.
    package func segments() throws(JournalError) -> [Segment] {
        let list = try SegmentList(path)
        var segments: [Segment] = []
        for number in list.numbers.map(Array.init) ?? [] {
            let file = try list.open(number)
            guard let header = try list.header(of: file, number, session: nil) else { continue }
            segments.append(
                Segment(number: number, path: file.path, firstSequence: header.first, bytes: try file.size()))
        }
        return segments
    }

    /// Removes the segments that hold only records before `sequence`, oldest first, never the last one; returns how many.
    package func removeSegments(before sequence: UInt64) throws(JournalError) -> Int {
        let segments = try segments()
        let removable = zip(segments, segments.dropFirst()).prefix { $1.firstSequence <= sequence }.map(\.0)
        for segment in removable { try OpenFile.remove(segment.path) }
        if !removable.isEmpty { try OpenFile.syncDirectory(path) }
        return removable.count
    }
}
