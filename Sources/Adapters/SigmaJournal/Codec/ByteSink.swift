/// A growing buffer that records are encoded into; reused frame after frame, so that appending does not allocate.
///
/// Numbers take a *prefixed* form: the count of trailing zero bits of the first byte tells how many bytes follow, so a
/// number of up to 7·n bits takes n bytes (n ≤ 8), and any other nine.
///
/// `@unchecked Sendable`: it alone owns its memory and cannot be copied.
struct ByteSink: ~Copyable, @unchecked Sendable {
    /// Bytes kept free in front of the content, for a header that is only known when the content is complete.
    static let frontRoom = 16
    /// Bytes that a number's store may touch beyond its own.
    private static let slack = 32

    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var position: Int

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity + Self.slack, alignment: 16)
        position = Self.frontRoom
    }

    deinit { base.deallocate() }

    /// The bytes of content.
    var count: Int { position - Self.frontRoom }

    /// The first byte of the content, behind the front room.
    var content: UnsafeMutableRawPointer { base + Self.frontRoom }

    /// Forgets the content and keeps the memory.
    mutating func clear() { position = Self.frontRoom }

    /// Makes room for so many bytes; the stores below do not check.
    @inline(__always)
    mutating func reserve(_ bytes: Int) {
        if capacity - position < bytes { grow(bytes) }
    }

    private mutating func grow(_ bytes: Int) {
        let larger = max(capacity * 2, position + bytes)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger + Self.slack, alignment: 16)
        moved.copyMemory(from: base, byteCount: position)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        base.storeBytes(of: value, toByteOffset: position, as: UInt8.self)
        position &+= 1
    }

    /// Eight bytes, little-endian.
    @inline(__always)
    mutating func fixed(_ value: UInt64) {
        base.storeBytes(of: value.littleEndian, toByteOffset: position, as: UInt64.self)
        position &+= 8
    }

    /// A number in one to nine bytes.
    @inline(__always)
    mutating func number(_ value: UInt64) {
        let bits = 64 &- (value | 1).leadingZeroBitCount
        guard bits <= 56 else { return longNumber(value) }
        let bytes = Self.bytes(ofBits: bits)
        base.storeBytes(
            of: (value << UInt64(bytes) | 1 << UInt64(bytes &- 1)).littleEndian, toByteOffset: position,
            as: UInt64.self)
        position &+= bytes
    }

    private mutating func longNumber(_ value: UInt64) {
        byte(0)
        fixed(value)
    }

    /// A signed number in one to nine bytes; small magnitudes are short.
    @inline(__always)
    mutating func signed(_ value: Int64) { number(Self.folded(value)) }

    /// A 128-bit number: as ``signed(_:)`` where the folded value has up to 56 bits, else seventeen bytes.
    @inline(__always)
    mutating func wide(_ value: Int128) {
        if let narrow = Int64(exactly: value), Self.folded(narrow) < 1 << 56 { return signed(narrow) }
        byte(0)
        fixed(UInt64(truncatingIfNeeded: value))
        fixed(UInt64(truncatingIfNeeded: value >> 64))
    }

    /// A text: its bytes in UTF-8 behind their count.
    mutating func text(_ value: String) {
        let bytes = value.utf8
        reserve(bytes.count + 16)
        number(UInt64(bytes.count))
        for byte in bytes { self.byte(byte) }
    }

    /// Signed to unsigned, so that numbers near zero stay small: 0, −1, 1, −2 become 0, 1, 2, 3.
    @inline(__always)
    static func folded(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    /// The bytes that ``number(_:)`` takes for a number of so many significant bits, one to 56.
    @inline(__always)
    static func bytes(ofBits bits: Int) -> Int { ((bits &+ 6) &* 37) &>> 8 }
}
