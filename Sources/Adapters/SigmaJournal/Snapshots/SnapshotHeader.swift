import SigmaModel

/// The first 64 bytes of a snapshot, whose layout Documentation/journal-format.md gives.
struct SnapshotHeader: Equatable {
    static let size = 64
    static let version: UInt32 = 1
    /// `SIGMASNP`
    static let magic: UInt64 = 0x504E_5341_4D47_4953

    var session: SessionID
    var sequence: UInt64
    var hash: EffectHash
    var length: UInt64

    /// Writes the header's bytes, whose last word is the checksum of the header and the content behind it.
    func encode(into bytes: UnsafeMutableRawPointer, content: UnsafeRawPointer) {
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
        bytes.storeBytes(of: Self.magic.littleEndian, as: UInt64.self)
        bytes.storeBytes(of: Self.version.littleEndian, toByteOffset: 8, as: UInt32.self)
        bytes.storeBytes(of: session.high.littleEndian, toByteOffset: 16, as: UInt64.self)
        bytes.storeBytes(of: session.low.littleEndian, toByteOffset: 24, as: UInt64.self)
        bytes.storeBytes(of: sequence.littleEndian, toByteOffset: 32, as: UInt64.self)
        bytes.storeBytes(of: hash.value.littleEndian, toByteOffset: 40, as: UInt64.self)
        bytes.storeBytes(of: length.littleEndian, toByteOffset: 48, as: UInt64.self)
        let sum = Self.checksum(bytes, content, Int(length))
        bytes.storeBytes(of: sum.littleEndian, toByteOffset: 56, as: UInt64.self)
    }

    /// Reads the header of a whole snapshot of `count` bytes; throws where it is foreign, newer or damaged.
    init(_ bytes: UnsafeRawPointer, count: Int, path: String) throws(JournalError) {
        let word = { (offset: Int) in UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        guard count >= Self.size else { throw .corrupt(path: path, offset: 0, sequence: 0) }
        guard word(0) == Self.magic else { throw .foreignFile(path: path) }
        length = word(48)
        let isIntact =
            length == UInt64(count - Self.size)
            && Self.checksum(bytes, bytes + Self.size, count - Self.size) == word(56)
        guard isIntact else { throw .corrupt(path: path, offset: 0, sequence: word(32)) }
        let version = word(8) & 0xFFFF_FFFF
        guard version == UInt64(Self.version) else { throw .newerVersion(path: path, version: Int(version)) }
        session = SessionID(high: word(16), low: word(24))
        sequence = word(32)
        hash = EffectHash(value: word(40))
    }

    init(session: SessionID, sequence: UInt64, hash: EffectHash, length: UInt64) {
        self.session = session
        self.sequence = sequence
        self.hash = hash
        self.length = length
    }

    private static func checksum(_ header: UnsafeRawPointer, _ content: UnsafeRawPointer, _ count: Int) -> UInt64 {
        Checksum.of(content, count: count, seed: Checksum.of(header, count: 56))
    }
}
