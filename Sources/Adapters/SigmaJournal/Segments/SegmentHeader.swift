/// The first 64 bytes of a segment, whose layout Documentation/journal-format.md gives.
struct SegmentHeader: Equatable {
    static let size = 64
    /// What is written; every version from one on is read.
    static let version = 3
    /// `SIGMAJNL`
    static let magic: UInt64 = 0x4C4E_4A41_4D47_4953

    var session: SessionID
    /// From one.
    var number: UInt32
    /// The sequence number of the segment's first record, from one.
    var first: UInt64

    /// What the frames' checksums of the segment start from, so that a frame is valid in its segment only.
    var seed: UInt64 { (session.high ^ session.low.byteSwapped) &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15 }

    /// Writes the header's bytes.
    func encode(into bytes: UnsafeMutableRawPointer) {
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
        bytes.storeBytes(of: Self.magic.littleEndian, as: UInt64.self)
        bytes.storeBytes(of: UInt32(Self.version).littleEndian, toByteOffset: 8, as: UInt32.self)
        bytes.storeBytes(of: number.littleEndian, toByteOffset: 12, as: UInt32.self)
        bytes.storeBytes(of: session.high.littleEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: session.low.littleEndian, toByteOffset: 24, as: UInt64.self)
        bytes.storeBytes(of: first.littleEndian, toByteOffset: 32, as: UInt64.self)
        bytes.storeBytes(of: Checksum.of(bytes, count: 56).littleEndian, toByteOffset: 56, as: UInt64.self)
    }

    /// What the bytes of a header turn out to be.
    enum Reading: Equatable {
        case header(SegmentHeader)
        /// Fewer bytes than a header has, or only zeros.
        case unwritten
        case foreign
        case newer(version: Int)
        case damaged
    }

    /// Reads a header; `count` is how many of its bytes there are, and the memory holds at least ``size``.
    static func read(_ bytes: UnsafeRawPointer, count: Int) -> Reading {
        if count < size { return .unwritten }
        let word = { (offset: Int) in UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        if stride(from: 0, to: size, by: 8).allSatisfy({ word($0) == 0 }) { return .unwritten }
        let isIntact = Checksum.of(bytes, count: 56) == word(56)
        guard word(0) == magic else { return isIntact ? .foreign : .damaged }
        let version = Int(word(8) & 0xFFFF_FFFF)
        if isIntact && version > Self.version { return .newer(version: version) }
        guard isIntact && version >= 1 else { return .damaged }
        return .header(
            SegmentHeader(
                session: SessionID(high: word(16), low: word(24)), number: UInt32(word(8) >> 32), first: word(32)))
    }
}
