/// Reads what ``ByteSink`` wrote, in memory that a frame's owner holds.
///
/// Reading is unchecked up to ``slack`` bytes past the end, which the owner keeps readable; a reader checks
/// ``isOverrun`` after each record, and none is longer than that except by its texts, which check for themselves.
struct ByteSource {
    /// Bytes that must be readable behind the end.
    static let slack = 1_024

    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer
    /// Whether something was read that the writer cannot have written.
    private(set) var isMalformed = false

    init(_ start: UnsafeRawPointer, count: Int) {
        next = start
        end = start + count
    }

    /// Whether everything was read.
    var isAtEnd: Bool { next >= end }
    /// Whether more was read than there is, or something impossible.
    var isOverrun: Bool { next > end || isMalformed }

    /// Notes that a value cannot be what a writer wrote.
    mutating func fail() { isMalformed = true }

    @inline(__always)
    mutating func byte() -> UInt8 {
        let value = next.load(as: UInt8.self)
        next += 1
        return value
    }

    @inline(__always)
    mutating func fixed() -> UInt64 {
        let value = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self))
        next += 8
        return value
    }

    @inline(__always)
    mutating func number() -> UInt64 {
        let word = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self))
        let zeros = word.trailingZeroBitCount
        guard zeros < 8 else { return longNumber() }
        let bytes = zeros &+ 1
        next += bytes
        let unused = UInt64(64 &- bytes &* 8)
        return (word << unused) >> (unused &+ UInt64(bytes))
    }

    private mutating func longNumber() -> UInt64 {
        next += 1
        return fixed()
    }

    @inline(__always)
    mutating func signed() -> Int64 { Self.unfolded(number()) }

    @inline(__always)
    mutating func wide() -> Int128 {
        if next.load(as: UInt8.self) != 0 { return Int128(signed()) }
        next += 1
        let low = fixed()
        return Int128(Int64(bitPattern: fixed())) << 64 | Int128(low)
    }

    /// A text, or an empty one and ``isMalformed`` where its count passes the end.
    mutating func text() -> String {
        let count = number()
        guard next <= end, count <= UInt64(end - next) else {
            isMalformed = true
            return ""
        }
        defer { next += Int(count) }
        return String(decoding: UnsafeRawBufferPointer(start: next, count: Int(count)), as: UTF8.self)
    }

    /// The inverse of ``ByteSink/folded(_:)``.
    @inline(__always)
    static func unfolded(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
