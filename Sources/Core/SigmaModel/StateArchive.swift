/// A saved state being written or read: one walk over the fields serves both directions, so that they cannot differ.
///
/// A type lists its fields once, in ``Persistable/persist(in:)``. Writing appends each field; reading fills it into a
/// freshly built value of the same configuration. Fields are little-endian and as wide as their types, never a copy of
/// memory, so that states move between machines. Reading never traps: whatever the bytes are, it ends or throws a
/// ``StateError``. It proves that bytes can be understood, not that they are the ones that were written; whoever stores
/// a state keeps a checksum beside it.
public struct StateArchive: Sendable {
    /// The version of all walks together.
    ///
    /// Raise it whenever any ``Persistable/persist(in:)`` changes what it writes: a field more, less, or elsewhere. A
    /// state of another version is refused, since nothing else tells one layout from the next.
    public static let version: UInt32 = 4

    /// "SIGMASTA" in the order of the bytes.
    private static let magic: UInt64 = 0x4154_5341_4D47_4953

    /// Whether fields are filled from bytes, rather than written.
    public let isReading: Bool
    /// What was written so far, or what is being read.
    public private(set) var bytes: [UInt8] = []
    private var position = 0
    private var part = "beginning"

    /// An archive to write to.
    public init() {
        isReading = false
        append(StateArchive.magic)
        append(StateArchive.version)
    }

    /// An archive to read from; throws unless the bytes begin as a state of this version does.
    public init(reading bytes: [UInt8]) throws(StateError) {
        isReading = true
        self.bytes = bytes
        guard bytes.count >= 12, try take(UInt64.self) == StateArchive.magic else { throw .foreign }
        let saved = try take(UInt32.self)
        guard saved == StateArchive.version else { throw .version(saved: saved, known: StateArchive.version) }
    }

    /// Where the archive stands, for errors.
    public var place: StateError.Place {
        StateError.Place(section: part, offset: isReading ? position : bytes.count)
    }

    /// The bytes not yet read; no honest count of things that take a byte each exceeds it.
    public var remaining: Int { bytes.count - position }

    /// Writes or reads one field.
    public mutating func field<Value: Persistable & ~Copyable>(_ value: inout Value) throws(StateError) {
        try value.persist(in: &self)
    }

    /// Begins a part; throws when what is read is not its beginning, so that a walk that drifted is noticed by name.
    public mutating func section(_ name: String) throws(StateError) {
        var hash: UInt32 = 0x811C_9DC5
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        guard isReading else {
            part = name
            append(hash)
            return
        }
        let here = place
        guard try take(UInt32.self) == hash else { throw .drifted(due: name, here) }
        part = name
    }

    /// Notes what the configuration says, or throws when the saved state was of another configuration.
    public mutating func require<Value: PersistableValue & Equatable>(
        _ value: Value, _ name: String
    ) throws(StateError) {
        var saved = isReading ? Value.blank : value
        try field(&saved)
        guard saved == value else { throw .configuration(name, saved: "\(saved)", present: "\(value)") }
    }

    /// Writes or reads how many things follow, at most `limit`.
    public mutating func count(_ value: Int, upTo limit: Int, _ name: String) throws(StateError) -> Int {
        var count = value
        try field(&count, in: 0...max(limit, 0), name)
        return count
    }

    /// Writes or reads a number that must lie in a range.
    public mutating func field<Number: FixedWidthInteger & PersistableValue>(
        _ value: inout Number, in range: ClosedRange<Number>, _ name: String
    ) throws(StateError) {
        let here = place
        try field(&value)
        if isReading && !range.contains(value) { throw .invalid(name, here) }
    }

    /// Ends a reading; throws when bytes are left.
    public func finish() throws(StateError) {
        if isReading && remaining > 0 { throw .unread(remaining) }
    }

    // MARK: Bytes

    /// Writes or reads an integer as wide as its type, the lowest byte first.
    mutating func integer<Number: FixedWidthInteger>(_ value: inout Number) throws(StateError) {
        if isReading { value = try take(Number.self) } else { append(value) }
    }

    private mutating func append<Number: FixedWidthInteger>(_ value: Number) {
        let width = Number.bitWidth / 8
        append(UInt64(truncatingIfNeeded: value), width: min(width, 8))
        if width > 8 { append(UInt64(truncatingIfNeeded: value >> 64), width: width - 8) }
    }

    private mutating func take<Number: FixedWidthInteger>(_ type: Number.Type) throws(StateError) -> Number {
        let width = Number.bitWidth / 8
        guard remaining >= width else { throw .truncated(place) }
        let low = Number(truncatingIfNeeded: take(width: min(width, 8)))
        return width > 8 ? low | Number(truncatingIfNeeded: take(width: width - 8)) << 64 : low
    }

    private mutating func append(_ word: UInt64, width: Int) {
        var rest = word
        for _ in 0..<width {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    private mutating func take(width: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<width { word |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += width
        return word
    }
}
