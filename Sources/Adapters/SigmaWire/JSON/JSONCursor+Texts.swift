extension JSONCursor {
    /// The text of a value: of a string with its escapes resolved, of anything else as it is written.
    package func text(_ value: JSONValue) -> String {
        guard value.hasEscapes else { return String(decoding: bytes[value.range], as: UTF8.self) }
        var units: [UInt16] = []
        var index = Int(value.start)
        while index < Int(value.end) {
            guard bytes[index] == UInt8(ascii: "\\") else {
                let end = bytes[index..<Int(value.end)].firstIndex(of: UInt8(ascii: "\\")) ?? Int(value.end)
                units.append(contentsOf: String(decoding: bytes[index..<end], as: UTF8.self).utf16)
                index = end
                continue
            }
            let (unit, length) = resolved(escapeAt: index)
            units.append(unit)
            index += length
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Whether a value is a string of this text.
    package func matches(_ value: JSONValue, _ text: StaticString) -> Bool {
        guard value.kind == .string else { return false }
        if value.hasEscapes { return self.text(value) == "\(text)" }
        let count = text.utf8CodeUnitCount
        guard Int(value.end - value.start) == count else { return false }
        var index = 0
        while index < count, bytes[Int(value.start) + index] == text.utf8Start[index] { index += 1 }
        return index == count
    }

    /// The text of a string that must be there and not be empty.
    package func string(_ value: JSONValue, _ field: StaticString) throws(WireError) -> String {
        guard value.kind == .string, value.start < value.end else { throw problem(value, field, "is no text") }
        return text(value)
    }

    /// The text of a string; nil where it is absent or null.
    package func optionalString(_ value: JSONValue, _ field: StaticString) throws(WireError) -> String? {
        if value.isNil { return nil }
        guard value.kind == .string else { throw problem(value, field, "is no text") }
        return text(value)
    }

    /// Whether a value is true; it must be true or false.
    package func flag(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Bool {
        switch value.kind {
        case .yes: return true
        case .no: return false
        case .missing, .null, .number, .string, .array, .object:
            throw problem(value, field, "is neither true nor false")
        }
    }

    /// What is wrong with a value: that it is missing, or something else.
    @inline(never)
    package func problem(_ value: JSONValue, _ field: StaticString, _ problem: String) -> WireError {
        switch value.kind {
        case .missing: WireError(field, "is missing")
        case .null: WireError(field, "is null")
        case .yes, .no, .number, .string, .array, .object: WireError(field, problem)
        }
    }

    /// The UTF-16 unit of the escape at a place, which was checked before, and its length in bytes.
    private func resolved(escapeAt index: Int) -> (unit: UInt16, length: Int) {
        let byte = bytes[index + 1]
        switch byte {
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"): return (JSONCursor.hexadecimal(bytes, index + 2) ?? 0xFFFD, 6)
        default: return (UInt16(byte), 2)
        }
    }

    /// The number of four hexadecimal digits; nil where they are none. The caller knows that there are four bytes.
    static func hexadecimal(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt16? {
        var value: UInt16 = 0
        for index in start..<start + 4 {
            let byte = bytes[index]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt16((byte | 0x20) - 0x57)
            default: return nil
            }
        }
        return value
    }
}
