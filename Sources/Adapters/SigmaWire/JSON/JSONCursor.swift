/// Reads JSON text strictly, without building values: what is not JSON is an error, wherever in the text it is.
///
/// Objects are taken in one pass into ``JSONMembers``; a member that a reader knows by name may come once only. Nothing
/// is allocated before something goes wrong.
///
/// Source: RFC 8259; containers nest at most sixteen deep.
package struct JSONCursor {
    /// The text; the caller keeps it alive.
    package let bytes: UnsafeRawBufferPointer
    /// Where the next value begins, white space aside.
    package private(set) var position: Int

    private static let depthLimit = 16

    /// A cursor at the beginning of a text shorter than two gigabytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= Int(Int32.max), "a text is shorter than two gigabytes")
        self.bytes = bytes
        position = 0
    }

    /// A cursor at a value that was found before; at the text's end for one that is missing.
    package func at(_ value: JSONValue) -> JSONCursor {
        var cursor = self
        switch value.kind {
        case .missing: cursor.position = bytes.count
        case .string: cursor.position = Int(value.start) - 1
        case .null, .yes, .no, .number, .array, .object: cursor.position = Int(value.start)
        }
        return cursor
    }

    /// The members of an object that was found before.
    package func members(
        of value: JSONValue, _ field: StaticString, _ names: JSONNames
    ) throws(WireError) -> JSONMembers {
        guard value.kind == .object else { throw problem(value, field, "is no object") }
        var cursor = at(value)
        return try cursor.members(names)
    }

    /// Takes the next value, whatever it is, and checks it to its end.
    package mutating func value() throws(WireError) -> JSONValue { try value(depth: JSONCursor.depthLimit) }

    /// Takes an object and finds the members whose names are listed; others are checked and passed over.
    package mutating func members(_ names: JSONNames) throws(WireError) -> JSONMembers {
        var members = JSONMembers()
        guard take(UInt8(ascii: "{")) else { throw unexpected("an object") }
        if take(UInt8(ascii: "}")) { return members }
        var hint = 0
        repeat {
            let key = try key()
            let value = try value(depth: JSONCursor.depthLimit)
            guard let place = place(of: key, names, &hint) else { continue }
            guard members.values[place].kind == .missing else {
                throw WireError(field: text(key), problem: "comes twice")
            }
            members.values[place] = value
        } while try isFollowed(end: UInt8(ascii: "}"))
        return members
    }

    /// Enters an array; whether it has an element.
    package mutating func enterArray() throws(WireError) -> Bool {
        guard take(UInt8(ascii: "[")) else { throw unexpected("a list") }
        return !take(UInt8(ascii: "]"))
    }

    /// Whether another element follows in the array that was entered; leaves the array at its end.
    package mutating func nextElement() throws(WireError) -> Bool { try isFollowed(end: UInt8(ascii: "]")) }

    /// Makes sure that nothing but white space follows.
    package mutating func finish() throws(WireError) {
        if peek() != nil { throw unexpected("the end") }
    }

    /// The next byte that is no white space.
    package mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position &+= 1
        }
        return nil
    }
}

extension JSONCursor {
    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position &+= 1
        return true
    }

    private mutating func key() throws(WireError) -> JSONValue {
        guard peek() == UInt8(ascii: "\"") else { throw unexpected("a name") }
        let key = try string()
        guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
        return key
    }

    private func place(of key: JSONValue, _ names: JSONNames, _ hint: inout Int) -> Int? {
        guard key.hasEscapes else { return names.place(of: key.range, in: bytes, hint: &hint) }
        return Array(text(key).utf8).withUnsafeBytes { names.place(of: 0..<$0.count, in: $0, hint: &hint) }
    }

    @inline(__always)
    private mutating func isFollowed(end: UInt8) throws(WireError) -> Bool {
        if take(UInt8(ascii: ",")) { return true }
        guard take(end) else { throw unexpected("a comma") }
        return false
    }

    private mutating func value(depth: Int) throws(WireError) -> JSONValue {
        guard let first = peek() else { throw unexpected("a value") }
        let start = position
        switch first {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "-"), 0x30...0x39: return try number()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth > 0 else { throw WireError("message", "is nested too deep") }
            try first == UInt8(ascii: "{") ? passObject(depth: depth - 1) : passArray(depth: depth - 1)
            return JSONValue(first == UInt8(ascii: "{") ? .object : .array, start, position)
        case UInt8(ascii: "t"): return try word("true", .yes)
        case UInt8(ascii: "f"): return try word("false", .no)
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func passObject(depth: Int) throws(WireError) {
        position &+= 1
        if take(UInt8(ascii: "}")) { return }
        repeat {
            _ = try key()
            _ = try value(depth: depth)
        } while try isFollowed(end: UInt8(ascii: "}"))
    }

    private mutating func passArray(depth: Int) throws(WireError) {
        position &+= 1
        if take(UInt8(ascii: "]")) { return }
        repeat { _ = try value(depth: depth) } while try isFollowed(end: UInt8(ascii: "]"))
    }

    private mutating func word(_ text: StaticString, _ kind: JSONValue.Kind) throws(WireError) -> JSONValue {
        let start = position
        let end = start + text.utf8CodeUnitCount
        guard end <= bytes.count, (start..<end).allSatisfy({ bytes[$0] == text.utf8Start[$0 - start] }) else {
            throw unexpected("a value")
        }
        position = end
        return JSONValue(kind, start, end)
    }

    private mutating func string() throws(WireError) -> JSONValue {
        position &+= 1
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position &+= 1
                return JSONValue(.string, start, position - 1, hasEscapes: hasEscapes)
            }
            guard byte >= 0x20 else { throw unexpected("no control character") }
            position &+= 1
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try escape()
            }
        }
        throw unexpected("the end of a string")
    }

    private mutating func escape() throws(WireError) {
        guard position < bytes.count else { throw unexpected("an escape") }
        let byte = bytes[position]
        position &+= 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count, JSONCursor.hexadecimal(bytes, position) != nil else {
                throw unexpected("four hexadecimal digits")
            }
            position &+= 4
        default: throw unexpected("an escape")
        }
    }

    private mutating func number() throws(WireError) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position &+= 1 }
        let leadsWithZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !leadsWithZero else { throw unexpected("a number") }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position &+= 1
            guard digits() > 0 else { throw unexpected("a digit") }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            guard digits() > 0 else { throw unexpected("a digit") }
        }
        return JSONValue(.number, start, position)
    }

    @inline(__always)
    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position &+= 1 }
        return position - start
    }

    @inline(never)
    private func unexpected(_ wanted: String) -> WireError {
        WireError(
            "message",
            position < bytes.count
                ? "is no JSON: byte \(position + 1) is not \(wanted)" : "is cut off: \(wanted) is missing at its end")
    }
}
