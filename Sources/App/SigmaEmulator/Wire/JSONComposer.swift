internal import SigmaModel

/// Writes JSON member by member, in the order a venue has them.
package struct JSONComposer {
    /// What was written.
    package private(set) var bytes: [UInt8] = []
    /// Whether the next member or element follows another one.
    private var needsComma = false

    package init() { bytes.reserveCapacity(512) }

    /// The text of one object.
    package static func object(_ fill: (inout JSONComposer) -> Void) -> [UInt8] {
        var composer = JSONComposer()
        composer.object(fill)
        return composer.bytes
    }

    /// The text of one list.
    package static func array(_ fill: (inout JSONComposer) -> Void) -> [UInt8] {
        var composer = JSONComposer()
        composer.array(fill)
        return composer.bytes
    }

    /// Writes an object; `fill` writes its members.
    package mutating func object(_ fill: (inout JSONComposer) -> Void) { nest("{", "}", fill) }
    /// Writes a list; `fill` writes its elements.
    package mutating func array(_ fill: (inout JSONComposer) -> Void) { nest("[", "]", fill) }

    /// Writes a member that is an object.
    package mutating func object(_ name: String, _ fill: (inout JSONComposer) -> Void) {
        key(name)
        nest("{", "}", fill)
    }

    /// Writes a member that is a list.
    package mutating func array(_ name: String, _ fill: (inout JSONComposer) -> Void) {
        key(name)
        nest("[", "]", fill)
    }

    /// Writes a member with a string.
    package mutating func string(_ name: String, _ value: String?) {
        key(name)
        string(value)
    }

    /// Writes a member with a whole number.
    package mutating func number(_ name: String, _ value: some BinaryInteger) {
        key(name)
        raw("\(value)")
    }

    /// Writes a member with a decimal number, 10⁻⁸ units.
    package mutating func decimal(_ name: String, _ value: some BinaryInteger) {
        key(name)
        raw(DecimalText.format(Int128(value)))
    }

    /// Writes a member with a truth value.
    package mutating func bool(_ name: String, _ value: Bool) {
        key(name)
        raw(value ? "true" : "false")
    }

    /// Writes a member that is null.
    package mutating func null(_ name: String) {
        key(name)
        raw("null")
    }

    /// Writes a member whose value is JSON text already.
    package mutating func raw(_ name: String, _ value: String) {
        key(name)
        raw(value)
    }

    /// Writes an element or a value that is JSON text already.
    package mutating func raw(_ value: String) { raw(bytes: value.utf8) }

    /// Writes an element that is JSON text already.
    package mutating func raw(bytes value: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// Writes an element that is a string; nil is null.
    package mutating func string(_ value: String?) {
        guard let value else { return raw("null") }
        separate()
        quote(value)
        needsComma = true
    }

    private mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ fill: (inout JSONComposer) -> Void) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        fill(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x00..<0x20:
                let digits = String(byte, radix: 16)
                bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
