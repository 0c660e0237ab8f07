/// A place between two frames of a journal.
package struct JournalPosition: Hashable, Comparable, Sendable {
    /// The segment's number, from one.
    package var segment: UInt32
    /// Bytes from the segment's start; below 2⁴⁰.
    package var offset: Int

    package init(segment: UInt32, offset: Int) {
        self.segment = segment
        self.offset = offset
    }

    /// One word that orders as the places do.
    var packed: UInt64 { UInt64(segment) << 40 | UInt64(offset) }

    init(packed: UInt64) {
        segment = UInt32(truncatingIfNeeded: packed >> 40)
        offset = Int(packed & (1 << 40 - 1))
    }

    package static func < (a: JournalPosition, b: JournalPosition) -> Bool { a.packed < b.packed }
}
