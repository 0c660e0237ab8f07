public import SigmaModel

/// Consecutive records of one file, decoded on access.
public protocol HistoryView: RandomAccessCollection, Sendable where Index == Int {
    /// A view of some records of a file of the right kind.
    init(file: HistoryFile, records: Range<Int>, instrument: InstrumentID)

    /// The venue's time of a record, which never falls from record to record.
    func time(at index: Int) -> Timestamp
}

extension HistoryView {
    /// The first record at or after an instant; ``count`` if there is none.
    ///
    /// - Complexity: O(log count), each step touching one page.
    @inlinable
    public func firstIndex(notBefore time: Timestamp) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if self.time(at: middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The bytes of some records, kept mapped as long as this value lives.
///
/// `@unchecked Sendable`: the pointer leads into the read-only mapping that `owner` keeps alive.
@frozen
@usableFromInline
struct RecordBytes: @unchecked Sendable {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let count: Int
    @usableFromInline let owner: FileMapping

    init(file: HistoryFile, records: Range<Int>) {
        let offset = HistoryHeader.size + records.lowerBound * file.header.recordSize
        base = file.mapping.bytes.baseAddress.unsafelyUnwrapped + offset
        count = records.count
        owner = file.mapping
    }

    /// The little-endian word at an offset, which every record keeps aligned to eight bytes.
    @inlinable
    func word(_ offset: Int) -> Int64 { Int64(littleEndian: base.load(fromByteOffset: offset, as: Int64.self)) }

    /// The little-endian 128-bit number at an offset.
    @inlinable
    func wide(_ offset: Int) -> Int128 {
        Int128(word(offset + 8)) << 64 | Int128(UInt64(bitPattern: word(offset)))
    }
}
