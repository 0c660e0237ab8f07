public import SigmaModel

/// A native history file, mapped into memory and immutable.
///
/// Opening checks the header, the length and the table of checksums; the records are checked block by block when a view
/// of a block is taken, or all at once by ``verify()``. Decoding never traps, whatever the bytes are.
public final class HistoryFile: Sendable {
    /// Where it was opened.
    public let path: String
    public let description: HistoryDescription
    /// The number of records.
    public let count: Int
    /// The venue's time of the first record; the epoch when there is none.
    public let firstTime: Timestamp
    /// The venue's time of the last record; the epoch when there is none.
    public let lastTime: Timestamp
    /// Records per block; the last block may be shorter.
    public let recordsPerBlock: Int
    /// The number of blocks, each with a checksum of its own.
    public let blockCount: Int

    let mapping: FileMapping
    let header: HistoryHeader

    /// Opens a file; errors name what does not fit and the mend.
    ///
    /// - Complexity: O(blocks), one page of header and eight bytes per 64 KiB of records.
    public init(_ path: String) throws(HistoryError) {
        let mapping = try FileMapping(path: path)
        let header = try HistoryHeader.decode(mapping.bytes, path: path)
        guard mapping.bytes.count == header.fileSize else {
            throw .wrongLength(path: path, expected: header.fileSize, found: mapping.bytes.count)
        }
        guard Checksum.of(mapping.bytes[header.tableOffset...]) == header.tableChecksum else {
            throw .corrupt(path: path, place: .blockTable)
        }
        self.path = path
        self.mapping = mapping
        self.header = header
        description = header.description
        count = header.count
        firstTime = Timestamp(nanoseconds: header.firstTime)
        lastTime = Timestamp(nanoseconds: header.lastTime)
        recordsPerBlock = header.recordsPerBlock
        blockCount = header.blockCount
    }

    /// The bytes the file takes.
    package var size: Int { mapping.bytes.count }

    /// Quantities are stored as multiples of ten to this power.
    package var quantityExponent: Int { header.quantityExponent }

    /// Checks the records of every block.
    ///
    /// - Complexity: O(size), at the speed of memory.
    public func verify() throws(HistoryError) {
        for block in 0..<blockCount { try verify(block: block) }
    }

    /// Checks the records of one block.
    public func verify(block: Int) throws(HistoryError) {
        let range = byteRange(ofBlock: block)
        let stored = mapping.bytes.load(fromByteOffset: header.tableOffset + block * 8, as: UInt64.self)
        guard Checksum.of(mapping.bytes[range]) == UInt64(littleEndian: stored) else {
            throw .corrupt(path: path, place: .block(block, offset: range.lowerBound))
        }
    }

    /// The indices of the records of a block.
    public func records(ofBlock block: Int) -> Range<Int> {
        precondition(block >= 0 && block < blockCount, "no such block")
        return block * recordsPerBlock..<min((block + 1) * recordsPerBlock, count)
    }

    private func byteRange(ofBlock block: Int) -> Range<Int> {
        let records = records(ofBlock: block)
        let size = header.recordSize
        return HistoryHeader.size + records.lowerBound * size..<HistoryHeader.size + records.upperBound * size
    }
}

extension HistoryFile {
    /// All trades, unverified: call ``verify()`` first unless the file has just been written or checked.
    public func trades(as instrument: InstrumentID) throws(HistoryError) -> TradeView {
        try view(.trades, 0..<count, as: instrument)
    }

    /// The trades of one block, verified.
    public func trades(inBlock block: Int, as instrument: InstrumentID) throws(HistoryError) -> TradeView {
        try verify(block: block)
        return try view(.trades, records(ofBlock: block), as: instrument)
    }

    /// All candles, unverified: call ``verify()`` first unless the file has just been written or checked.
    public func candles(as instrument: InstrumentID) throws(HistoryError) -> CandleView {
        try view(.candles, 0..<count, as: instrument)
    }

    /// The candles of one block, verified.
    public func candles(inBlock block: Int, as instrument: InstrumentID) throws(HistoryError) -> CandleView {
        try verify(block: block)
        return try view(.candles, records(ofBlock: block), as: instrument)
    }

    /// All levels and trades of a book or market file, unverified: call ``verify()`` first unless it was just checked.
    public func market(as instrument: InstrumentID) throws(HistoryError) -> MarketView {
        try view(marketKind, 0..<count, as: instrument)
    }

    /// The levels and trades of one block of a book or market file, verified.
    public func market(inBlock block: Int, as instrument: InstrumentID) throws(HistoryError) -> MarketView {
        try verify(block: block)
        return try view(marketKind, records(ofBlock: block), as: instrument)
    }

    private var marketKind: HistoryKind { description.kind == .book ? .book : .market }

    private func view<View: HistoryView>(
        _ kind: HistoryKind, _ records: Range<Int>, as instrument: InstrumentID
    ) throws(HistoryError) -> View {
        guard description.kind == kind else {
            throw .wrongKind(path: path, expected: kind, found: description.kind)
        }
        return View(file: self, records: records, instrument: instrument)
    }
}
