/// A short name packed into four words, so that it is compared and hashed without a look at single bytes.
struct PackedName: Hashable, Sendable {
    /// The most bytes of a name.
    static let lengthLimit = 32

    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0
    private var count: Int

    /// A name; nil where it has more than 32 bytes.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= PackedName.lengthLimit else { return nil }
        count = bytes.count
        for (index, byte) in bytes.enumerated() { put(UInt64(byte) << UInt64(index % 8 * 8), index / 8) }
    }

    /// The name in a range of a text; nil where it has more than 32 bytes.
    @inline(__always)
    init?(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) {
        count = range.count
        guard count <= PackedName.lengthLimit else { return nil }
        var start = range.lowerBound
        var word = 0
        while start < range.upperBound {
            let rest = range.upperBound - start
            if start + 8 <= bytes.count {
                let loaded = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
                put(rest >= 8 ? loaded : loaded & (1 << UInt64(rest * 8) - 1), word)
            } else {
                for index in 0..<min(rest, 8) { put(UInt64(bytes[start + index]) << UInt64(index * 8), word) }
            }
            word += 1
            start += 8
        }
    }

    /// Well-mixed bits of the name.
    var mixed: UInt64 {
        var mix = first &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xBF58_476D_1CE4_E5B9
        mix ^= third &* 0x94D0_49BB_1331_11EB ^ fourth &+ UInt64(count)
        return mix ^ mix >> 32
    }

    @inline(__always)
    private mutating func put(_ bits: UInt64, _ word: Int) {
        switch word {
        case 0: first |= bits
        case 1: second |= bits
        case 2: third |= bits
        default: fourth |= bits
        }
    }

    @inline(__always)
    static func == (a: PackedName, b: PackedName) -> Bool {
        a.count == b.count
            && (a.first ^ b.first) | (a.second ^ b.second) | (a.third ^ b.third) | (a.fourth ^ b.fourth) == 0
    }
}
