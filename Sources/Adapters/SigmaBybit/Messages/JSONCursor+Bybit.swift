internal import SigmaModel
internal import SigmaWire

extension JSONCursor {
    /// Whether a value is a string of these bytes.
    func string(_ value: JSONValue, equals bytes: [UInt8]) -> Bool {
        value.kind == .string && self.bytes[value.range].elementsEqual(bytes)
    }

    /// The members of an object that must be there.
    func members(
        of value: JSONValue, _ field: StaticString, _ names: JSONNames
    ) throws(WireError) -> JSONMembers {
        guard value.kind == .object else { throw problem(value, field, "is no object") }
        var inner = at(value)
        return try inner.members(names)
    }

    /// Whether the venue says nothing: an absent member, null, or an empty text, which it writes for absent numbers.
    func isEmpty(_ value: JSONValue) -> Bool {
        value.isNil || value.kind == .string && value.range.isEmpty
    }

    /// A side by Bybit's words for it.
    func side(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Side {
        if matches(value, "Buy") { return .buy }
        guard matches(value, "Sell") else { throw problem(value, field, "is neither Buy nor Sell") }
        return .sell
    }

    /// A price; nil where the venue says nothing.
    func optionalPrice(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Price? {
        isEmpty(value) ? nil : try price(value, field)
    }

    /// A quantity; nil where the venue says nothing.
    func optionalQuantity(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Quantity? {
        isEmpty(value) ? nil : try quantity(value, field)
    }

    /// A value × 10⁸; zero where the venue says nothing.
    func decimalOrZero(
        _ value: JSONValue, _ field: StaticString, _ rounding: Rounding
    ) throws(WireError) -> Int128 {
        isEmpty(value) ? 0 : try decimal(value, field, rounding)
    }

    /// A whole number that may be negative, as the venue's codes are.
    func code(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Int {
        guard value.kind == .number || value.kind == .string, let number = Int(text(value)) else {
            throw problem(value, field, "is no whole number")
        }
        return number
    }

    /// The words of the venue for a person: at most 200 characters, none of them a control character.
    func words(_ value: JSONValue) -> String {
        guard value.kind == .string else { return "" }
        let plain = text(value).unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return String(plain.prefix(200))
    }
}
