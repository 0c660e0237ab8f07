/// The `name=value` pairs of a query or a form body, in the order sent.
package struct QueryParameters: Sendable {
    /// The pairs, percent-decoded.
    package let pairs: [(name: String, value: String)]

    /// Takes a text apart.
    ///
    /// - Parameter plusIsSpace: as HTML forms have it; in a query of the venues a plus is a plus.
    package init(_ text: String, plusIsSpace: Bool = false) {
        pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decode = { (part: Substring) in QueryParameters.decode(part, plusIsSpace: plusIsSpace) }
            return (name: decode(parts[0]), value: parts.count > 1 ? decode(parts[1]) : "")
        }
    }

    /// The first value of a name.
    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// Every value of a name, in the order sent.
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// A text with `%XX` resolved; a percent sign that begins none stays.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = hexDigit(source[index + 1]), let low = hexDigit(source[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
                continue
            }
            result.append(plusIsSpace && source[index] == UInt8(ascii: "+") ? 0x20 : source[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
