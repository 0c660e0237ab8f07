/// What a request says, in the order in which it is sent and signed.
package struct WireMembers: Sendable {
    /// A value and how JSON writes it.
    package enum Content: Hashable, Sendable {
        case text(String)
        /// Digits that JSON writes without quotes.
        case number(String)
        case flag(Bool)

        /// The value without quotes or escapes.
        package var plain: String {
            switch self {
            case .text(let text), .number(let text): text
            case .flag(let flag): flag ? "true" : "false"
            }
        }
    }

    /// Names and values in their order.
    package private(set) var list: [(name: String, value: Content)] = []

    /// A request that says nothing.
    package init() {}

    /// Whether it says nothing.
    package var isEmpty: Bool { list.isEmpty }

    /// Says one thing more.
    package mutating func add(_ name: String, _ text: String) { list.append((name, .text(text))) }
    /// Says one thing more.
    package mutating func add(_ name: String, _ value: Content) { list.append((name, value)) }

    /// The value of the first member of a name.
    package subscript(name: String) -> String? { list.first { $0.name == name }?.value.plain }

    /// `name=value&name=value` without any encoding.
    package var plain: String { list.map { "\($0.name)=\($0.value.plain)" }.joined(separator: "&") }

    /// `name=value&name=value`, percent-encoded but for unreserved characters and the brackets of array names.
    ///
    /// Source: RFC 3986 §2.3 for what is unreserved.
    package var query: String {
        list.map { "\(WireMembers.encoded($0.name, keeping: "[]"))=\(WireMembers.encoded($0.value.plain))" }
            .joined(separator: "&")
    }

    /// One JSON object.
    package var json: [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            WireJSON.append(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            switch member.value {
            case .text(let text): WireJSON.append(text, to: &bytes)
            case .number, .flag: bytes.append(contentsOf: member.value.plain.utf8)
            }
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A text with every byte percent-encoded that is neither unreserved nor among those to keep.
    package static func encoded(_ text: String, keeping kept: String = "") -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            case _ where kept.utf8.contains(byte): result.append(byte)
            default: result.append(contentsOf: "%\(Hex.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension WireMembers: ExpressibleByDictionaryLiteral {
    /// Texts in their order; a name may come again, as those of lists do.
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}

/// Texts as JSON writes them.
package enum WireJSON {
    /// Appends a text in quotes, with the escapes that JSON asks for (RFC 8259 §7).
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20: bytes.append(contentsOf: "\\u00\(Hex.encode([byte]))".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
