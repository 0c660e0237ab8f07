internal import Foundation

/// The form in which every command prints its one JSON object.
enum JSONText {
    /// The object as text, keys sorted, so that equal results print equally.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
