import SigmaModel

/// The first page of a history file; Documentation/history-format.md describes every byte.
struct HistoryHeader {
    static let version = 1
    static let size = 4_096
    static let magic: UInt64 = 0x5453_4841_4D47_4953  // "SIGMAHST", little-endian
    static let priceExponent = -FixedPoint.places
    /// A block holds as many whole records as fit here: small enough for the second-level cache.
    static let blockBytes = 65_536
    private static let checksumOffset = size - 8

    var description: HistoryDescription
    /// Quantities are stored as multiples of 10 to this power; −8…10.
    var quantityExponent: Int
    var count: Int
    var firstTime: Int64
    var lastTime: Int64
    var tableChecksum: UInt64

    var recordSize: Int { description.kind.recordSize(hasReceiveTimes: description.hasReceiveTimes) }
    var recordsPerBlock: Int { HistoryHeader.blockBytes / recordSize }
    var blockCount: Int { (count + recordsPerBlock - 1) / recordsPerBlock }
    var tableOffset: Int { HistoryHeader.size + count * recordSize }
    var fileSize: Int { tableOffset + blockCount * 8 }

    /// What a stored quantity is multiplied by to become a ``Quantity`` raw value.
    var quantityScale: Int64 { HistoryHeader.scale(exponent: quantityExponent) }

    static func scale(exponent: Int) -> Int64 {
        (0..<(exponent + FixedPoint.places)).reduce(into: Int64(1)) { scale, _ in scale *= 10 }
    }
}

/// Where each field of the header lies.
private enum Offset {
    static let magic = 0
    static let version = 8
    static let kind = 10
    static let flags = 11
    static let priceExponent = 12
    static let quantityExponent = 13
    static let instrumentKind = 14
    static let recordSize = 16
    static let recordsPerBlock = 20
    static let count = 24
    static let firstTime = 32
    static let lastTime = 40
    static let timeframe = 48
    static let tableChecksum = 56
    static let venue = 64
    static let base = 80
    static let quote = 104
    static let symbol = 128
}

/// Bytes reserved for each text.
private enum Width {
    static let venue = 16
    static let asset = 24
    static let symbol = 64
}

extension HistoryHeader {
    /// Writes the page and its checksum; `page` holds ``size`` zeroed bytes.
    func encode(into page: UnsafeMutableRawBufferPointer) {
        func store(_ value: some FixedWidthInteger, _ offset: Int) {
            page.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
        }
        func store(_ text: String, _ offset: Int) {
            for (index, byte) in text.utf8.enumerated() { page[offset + index] = byte }
        }
        store(HistoryHeader.magic, Offset.magic)
        store(UInt16(HistoryHeader.version), Offset.version)
        store(description.kind.rawValue, Offset.kind)
        store(UInt8(description.hasReceiveTimes ? 1 : 0), Offset.flags)
        store(Int8(HistoryHeader.priceExponent), Offset.priceExponent)
        store(Int8(quantityExponent), Offset.quantityExponent)
        store(description.instrumentKind.rawValue, Offset.instrumentKind)
        store(UInt32(recordSize), Offset.recordSize)
        store(UInt32(recordsPerBlock), Offset.recordsPerBlock)
        store(UInt64(count), Offset.count)
        store(firstTime, Offset.firstTime)
        store(lastTime, Offset.lastTime)
        store(description.timeframe.span.nanoseconds, Offset.timeframe)
        store(tableChecksum, Offset.tableChecksum)
        store(description.venue.rawValue, Offset.venue)
        store(description.base, Offset.base)
        store(description.quote, Offset.quote)
        store(description.symbol, Offset.symbol)
        store(Checksum.of(UnsafeRawBufferPointer(page)[..<HistoryHeader.checksumOffset]), HistoryHeader.checksumOffset)
    }

    /// Reads and checks the page of the file at `path`.
    static func decode(_ page: UnsafeRawBufferPointer, path: String) throws(HistoryError) -> HistoryHeader {
        guard page.count >= 8, load(page, Offset.magic, as: UInt64.self) == magic else { throw .notHistory(path: path) }
        guard page.count >= size else { throw .wrongLength(path: path, expected: size, found: page.count) }
        guard load(page, checksumOffset, as: UInt64.self) == Checksum.of(page[..<checksumOffset]) else {
            throw .corrupt(path: path, place: .header)
        }
        let found = Int(load(page, Offset.version, as: UInt16.self))
        guard found == version else { throw .unsupportedVersion(path: path, version: found) }
        func wrong(_ field: String) -> HistoryError { .corrupt(path: path, place: .headerField(field)) }
        guard let kind = HistoryKind(rawValue: page[Offset.kind]) else { throw wrong("kind") }
        guard let instrumentKind = InstrumentKind(rawValue: page[Offset.instrumentKind]) else {
            throw wrong("instrument kind")
        }
        guard let venue = Venue(rawValue: text(page, Offset.venue, Width.venue)) else { throw wrong("venue") }
        let span = TimeSpan(nanoseconds: load(page, Offset.timeframe, as: Int64.self))
        guard let timeframe = Timeframe(span: span) else { throw wrong("timeframe") }
        guard page[Offset.priceExponent] == UInt8(bitPattern: Int8(priceExponent)) else {
            throw wrong("price exponent")
        }
        let exponent = Int(Int8(bitPattern: page[Offset.quantityExponent]))
        guard (-FixedPoint.places...10).contains(exponent) else { throw wrong("quantity exponent") }
        let header = HistoryHeader(
            description: HistoryDescription(
                kind: kind, venue: venue, symbol: text(page, Offset.symbol, Width.symbol),
                base: text(page, Offset.base, Width.asset), quote: text(page, Offset.quote, Width.asset),
                instrumentKind: instrumentKind, timeframe: timeframe, hasReceiveTimes: page[Offset.flags] & 1 == 1),
            quantityExponent: exponent,
            count: Int(clamping: load(page, Offset.count, as: UInt64.self)),
            firstTime: load(page, Offset.firstTime, as: Int64.self),
            lastTime: load(page, Offset.lastTime, as: Int64.self),
            tableChecksum: load(page, Offset.tableChecksum, as: UInt64.self))
        guard header.count < Int.max / 128 else { throw wrong("record count") }
        guard Int(load(page, Offset.recordSize, as: UInt32.self)) == header.recordSize else {
            throw wrong("record size")
        }
        guard Int(load(page, Offset.recordsPerBlock, as: UInt32.self)) == header.recordsPerBlock else {
            throw wrong("block size")
        }
        return header
    }

    /// The name of the first text that is too long for its place, if any.
    static func overlongText(in description: HistoryDescription) -> String? {
        let texts = [
            ("symbol", description.symbol, Width.symbol), ("base", description.base, Width.asset),
            ("quote", description.quote, Width.asset),
        ]
        return texts.first { $0.1.utf8.count > $0.2 || $0.1.utf8.contains(0) }?.0
    }

    private static func load<Value: FixedWidthInteger & BitwiseCopyable>(
        _ page: UnsafeRawBufferPointer, _ offset: Int, as type: Value.Type
    ) -> Value {
        Value(littleEndian: page.loadUnaligned(fromByteOffset: offset, as: type))
    }

    private static func text(_ page: UnsafeRawBufferPointer, _ offset: Int, _ width: Int) -> String {
        String(decoding: page[offset..<offset + width].prefix { $0 != 0 }, as: UTF8.self)
    }
}
