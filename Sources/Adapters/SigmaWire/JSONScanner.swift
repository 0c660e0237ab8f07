/// Walks over JSON text without building values; accepts what RFC 8259 accepts and a little more.
package struct JSONScanner {
    /// The text; the caller keeps it alive.
    package let bytes: UnsafeRawBufferPointer
    /// Where the next value is looked for.
    package var position = 0

    /// A scanner at the beginning of a text.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next byte that is no white space, if any, counting no comma between values.
    package mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), 0xEF, 0xBB, 0xBF: position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    /// Takes the next byte if it is this one.
    package mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The bytes of a value, for a string those between the quotes; nil where the text is no JSON.
    package mutating func value() -> Range<Int>? {
        guard let first = peek() else { return nil }
        let start = position
        switch first {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            var depth = 0
            repeat {
                guard let next = peek() else { return nil }
                switch next {
                case UInt8(ascii: "\""):
                    guard string() != nil else { return nil }
                    continue
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
                position += 1
            } while depth > 0
            return start..<position
        default:
            while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
            return start < position ? start..<position : nil
        }
    }

    /// The key and value of the next member of the object the position is in; nil at its end or an error.
    package mutating func member() -> (key: Range<Int>, value: Range<Int>)? {
        guard peek() == UInt8(ascii: "\""), let key = string(), take(":"), let value = value() else { return nil }
        return (key, value)
    }

    /// Whether the bytes of a range spell a text.
    package func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return range.indices.allSatisfy { bytes[$0] == text.utf8Start[$0 - range.lowerBound] }
    }

    /// The text of a range.
    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The line of the position, counting from one.
    ///
    /// - Complexity: O(position); meant for errors.
    package var line: Int { 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A } }

    private mutating func string() -> Range<Int>? {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            default: position += 1
            }
        }
        return nil
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): true
        default: false
        }
    }
}

extension JSONScanner {
    /// How many lines lie before a position.
    package struct LineCount {
        var position = 0
        var line = 1

        /// At the beginning of a text.
        package init() {}
    }

    /// The line of the position, counted on from an earlier one.
    package func line(from count: inout LineCount) -> Int {
        count.line += bytes[min(count.position, position)..<position].count { $0 == 0x0A }
        count.position = position
        return count.line
    }

    /// The text inside a string value with its escapes resolved; other values unchanged.
    ///
    /// Escapes beyond ASCII become a question mark, because no field that history needs can hold them.
    package func unescaped(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound > 0, bytes[range.lowerBound - 1] == UInt8(ascii: "\"") else {
            return Array(bytes[range])
        }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < range.upperBound {
                index += 1
                switch bytes[index] {
                case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): byte = 0x20
                case UInt8(ascii: "u"):
                    let digits = String(decoding: bytes[index + 1..<min(index + 5, range.upperBound)], as: UTF8.self)
                    byte = UInt16(digits, radix: 16).flatMap { $0 < 0x80 ? UInt8($0) : nil } ?? UInt8(ascii: "?")
                    index += 4
                default: byte = bytes[index]
                }
            }
            result.append(byte)
            index += 1
        }
        return result
    }
}
