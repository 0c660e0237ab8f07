package import SigmaModel

/// Takes a row's values one after the other, each as the type it must have.
///
/// Databases differ in how they keep booleans, decimals and dates; here they are the same again.
package struct SQLRowReader {
    private let row: SQLRow
    private var position = 0

    init(_ row: SQLRow) { self.row = row }

    private mutating func next() throws(StoreError) -> SQLValue {
        guard position < row.values.count else {
            throw .unreadable("a row has \(row.values.count) columns; one more is wanted")
        }
        defer { position += 1 }
        return row.values[position]
    }

    private func unreadable(_ kind: String) -> StoreError {
        .unreadable("column \(row.columns[position - 1]) does not hold \(kind)")
    }

    /// An integer.
    package mutating func integer() throws(StoreError) -> Int64 {
        guard case .integer(let value) = try next() else { throw unreadable("an integer") }
        return value
    }

    /// An integer that is an `Int`.
    package mutating func int() throws(StoreError) -> Int { Int(try integer()) }

    /// A session's own number.
    package mutating func number() throws(StoreError) -> UInt64 { UInt64(bitPattern: try integer()) }

    /// An instant kept in nanoseconds.
    package mutating func time() throws(StoreError) -> Timestamp { Timestamp(nanoseconds: try integer()) }

    /// A binary number; a database may give a whole one as an integer.
    package mutating func real() throws(StoreError) -> Double {
        switch try next() {
        case .real(let value): return value
        case .integer(let value): return Double(value)
        default: throw unreadable("a number")
        }
    }

    /// A truth value.
    package mutating func boolean() throws(StoreError) -> Bool {
        switch try next() {
        case .boolean(let value): return value
        case .integer(let value) where value == 0 || value == 1: return value == 1
        default: throw unreadable("true or false")
        }
    }

    /// A text.
    package mutating func text() throws(StoreError) -> String {
        guard case .text(let value) = try next() else { throw unreadable("a text") }
        return value
    }

    /// Bytes.
    package mutating func bytes() throws(StoreError) -> [UInt8] {
        guard case .bytes(let value) = try next() else { throw unreadable("bytes") }
        return value
    }

    /// A fixed-point value × 10⁸.
    package mutating func decimal() throws(StoreError) -> Int128 {
        switch try next() {
        case .decimal(let value): return value
        case .text(let text):
            guard let value = try? DecimalText.parse(text) else { throw unreadable("a decimal") }
            return value
        default: throw unreadable("a decimal")
        }
    }

    /// A price.
    package mutating func price() throws(StoreError) -> Price {
        guard let raw = Int64(exactly: try decimal()) else { throw unreadable("a price") }
        return Price(raw: raw)
    }

    /// A ratio.
    package mutating func rate() throws(StoreError) -> Rate {
        guard let raw = Int64(exactly: try decimal()) else { throw unreadable("a ratio") }
        return Rate(raw: raw)
    }

    /// A quantity.
    package mutating func quantity() throws(StoreError) -> Quantity { Quantity(raw: try decimal()) }

    /// An amount of money.
    package mutating func money() throws(StoreError) -> Money { Money(raw: try decimal()) }

    /// An instant kept as a date.
    package mutating func date() throws(StoreError) -> Timestamp {
        switch try next() {
        case .date(let value): return value
        case .text(let text):
            guard let value = try? Timestamp(text) else { throw unreadable("a date") }
            return value
        default: throw unreadable("a date")
        }
    }

    /// A value of an enumeration that is kept by its name.
    package mutating func name<Value: RawRepresentable>(
        _: Value.Type = Value.self
    ) throws(StoreError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text()) else { throw unreadable("a known name") }
        return value
    }

    /// What `read` gives, or nil for null.
    package mutating func optional<Value>(
        _ read: (inout SQLRowReader) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        if case .null = try next() { return nil }
        position -= 1
        return try read(&self)
    }
}
