/// A JSON value whose objects keep their order and whose numbers keep their spelling.
///
/// The emulator reads with its own code, not with the adapters', so that the two check each other.
package indirect enum JSONTree: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it is spelled.
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        /// The member's value.
        package let value: JSONTree

        package init(name: String, value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a text, or nil where it is no JSON (RFC 8259).
    package init?(_ bytes: some Sequence<UInt8>) {
        var reader = JSONTreeReader(bytes: Array(bytes))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    /// The value of a text, or nil where it is no JSON.
    package init?(text: String) { self.init(text.utf8) }

    /// A member of an object; nil where there is none.
    package subscript(_ name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// An element of an array; nil outside of it.
    package subscript(_ index: Int) -> JSONTree? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string.
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The members of an object in order.
    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    /// The elements of an array in order.
    package var elements: [JSONTree]? { if case .array(let elements) = self { elements } else { nil } }
    /// Whether it is `true` or `false`.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// A whole number, from a number or a string of one.
    package var integer: Int64? { plain.flatMap { Int64($0) } }

    /// A string, number or boolean as text without quotes; nil for null, lists and objects.
    package var plain: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
