/// What stands before a frame's records: length, how far the journal was durable, checksum.
struct FrameHeader {
    /// The longest header: four bytes of length, one of flags, four of checksum.
    static let largestSize = 9
    /// The longest payload.
    static let payloadLimit = 1 << 27
    /// The bit that every frame's flags have, so that zeros are no frame.
    private static let marker: UInt8 = 0x80
    private static let distanceBits: UInt8 = 0x1F
    /// The distance code of a frame that knows nothing of its segment's durability.
    private static let unknown: UInt8 = 31

    let size: Int
    let payload: Int
    let flags: UInt8
    let checksum: UInt32

    /// The bytes of the whole frame.
    var frameSize: Int { size + payload }

    /// Reads a header from memory of at least ``largestSize`` bytes; nil where there is none.
    @inline(__always)
    init?(_ bytes: UnsafeRawPointer) {
        let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        let lengthBytes = word.trailingZeroBitCount &+ 1
        guard lengthBytes <= 4 else { return nil }
        payload = Int(word & (1 << UInt64(lengthBytes &* 8) &- 1)) >> lengthBytes
        flags = bytes.load(fromByteOffset: lengthBytes, as: UInt8.self)
        guard flags & ~Self.distanceBits == Self.marker, payload <= Self.payloadLimit else { return nil }
        checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: lengthBytes &+ 1, as: UInt32.self))
        size = lengthBytes &+ 5
    }

    /// The offset in its segment before which all was durable when the frame at `offset` was written; nil if unknown.
    func durableOffset(ofFrameAt offset: Int) -> Int? {
        let code = flags & Self.distanceBits
        if code == Self.unknown { return nil }
        return code == 0 ? offset : max(0, offset - 1 << (Int(code) - 1))
    }

    /// Whether the checksum is that of the payload in this place.
    @inline(__always)
    func isValid(payloadAt bytes: UnsafeRawPointer, offset: Int, seed: UInt64) -> Bool {
        Self.checksum(bytes, payload, flags: flags, offset: offset, seed: seed) == checksum
    }

    /// Writes a header so that it ends where the payload begins; returns its size.
    @inline(__always)
    static func encode(
        before payload: UnsafeMutableRawPointer, count: Int, flags: UInt8, offset: Int, seed: UInt64
    ) -> Int {
        let bits = Int.bitWidth &- (count | 1).leadingZeroBitCount
        let lengthBytes = ByteSink.bytes(ofBits: bits)
        let size = lengthBytes &+ 5
        let length = UInt32(count) << UInt32(lengthBytes) | 1 << UInt32(lengthBytes &- 1)
        let start = payload - size
        start.storeBytes(of: length.littleEndian, as: UInt32.self)
        start.storeBytes(of: flags, toByteOffset: lengthBytes, as: UInt8.self)
        let sum = checksum(payload, count, flags: flags, offset: offset, seed: seed)
        start.storeBytes(of: sum.littleEndian, toByteOffset: lengthBytes &+ 1, as: UInt32.self)
        return size
    }

    /// The flags of a frame that stands so many bytes behind what is known to be durable; nil for nothing known.
    ///
    /// The distance is rounded up to a power of two: frames promise too little rather than take a byte more.
    @inline(__always)
    static func flags(behindDurable distance: Int?) -> UInt8 {
        guard let distance, distance <= 1 << 29 else { return marker | unknown }
        if distance <= 0 { return marker }
        return marker | UInt8(Int.bitWidth &- (distance &- 1).leadingZeroBitCount &+ 1)
    }

    private static func checksum(
        _ payload: UnsafeRawPointer, _ count: Int, flags: UInt8, offset: Int, seed: UInt64
    ) -> UInt32 {
        let place = (UInt64(offset) << 32 | UInt64(count)) &* 0xA076_1D64_78BD_642F ^ UInt64(flags)
        return UInt32(truncatingIfNeeded: Checksum.of(payload, count: count, seed: seed ^ place))
    }
}
