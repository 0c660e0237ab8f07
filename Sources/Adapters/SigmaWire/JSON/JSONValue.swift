/// Where a value of a JSON text lies, and what it is.
package struct JSONValue: Hashable, Sendable {
    /// What a value is.
    package enum Kind: UInt8, Sendable {
        /// The object has no such member.
        case missing
        case null
        case yes
        case no
        case number
        case string
        case array
        case object
    }

    /// The first byte; of a string, the one behind its quote.
    @usableFromInline var start: Int32
    /// The byte behind the last one; of a string, its closing quote.
    @usableFromInline var end: Int32
    /// What it is.
    package var kind: Kind
    /// Whether a string has escapes, so that its bytes are not its text.
    @usableFromInline var hasEscapes: Bool

    @inlinable
    init(_ kind: Kind, _ start: Int, _ end: Int, hasEscapes: Bool = false) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
        self.kind = kind
        self.hasEscapes = hasEscapes
    }

    /// A member that is not there.
    package static let missing = JSONValue(.missing, 0, 0)

    /// Where its bytes are.
    @inlinable
    package var range: Range<Int> { Int(start)..<Int(end) }

    /// Whether it is absent or null.
    @inlinable
    package var isNil: Bool { kind == .missing || kind == .null }
}
