package import SigmaModel

/// A value that is bound to a statement or read from a row; never text of a statement.
package enum SQLValue: Hashable, Sendable {
    case null
    /// Counts, numbers, and times in nanoseconds since 1970.
    case integer(Int64)
    /// Statistics; never money.
    case real(Double)
    case boolean(Bool)
    case text(String)
    case bytes([UInt8])
    /// A price, quantity or amount × 10⁸; stored exactly.
    case decimal(Int128)
    /// An instant that people read as a date, kept to the microsecond.
    case date(Timestamp)
}

extension SQLValue {
    /// A price's exact value.
    package static func price(_ price: Price) -> SQLValue { .decimal(Int128(price.raw)) }
    /// A quantity's exact value.
    package static func quantity(_ quantity: Quantity) -> SQLValue { .decimal(quantity.raw) }
    /// An amount's exact value.
    package static func money(_ money: Money) -> SQLValue { .decimal(money.raw) }
    /// A ratio's exact value.
    package static func rate(_ rate: Rate) -> SQLValue { .decimal(Int128(rate.raw)) }
    /// An instant in nanoseconds since 1970.
    package static func time(_ time: Timestamp) -> SQLValue { .integer(time.nanoseconds) }
    /// A session's own number, bit for bit.
    package static func number(_ number: UInt64) -> SQLValue { .integer(Int64(bitPattern: number)) }

    /// The value that `make` gives, or null.
    package static func optional<Wrapped>(_ wrapped: Wrapped?, _ make: (Wrapped) -> SQLValue) -> SQLValue {
        wrapped.map(make) ?? .null
    }

    /// The value as every database can keep it.
    ///
    /// Binary numbers must be finite, since one database keeps a NaN and another makes it null; text must hold no NUL,
    /// at which C libraries cut it.
    package func checked() throws(StoreError) -> SQLValue {
        switch self {
        case .real(let number) where !number.isFinite:
            throw .invalid("a number is \(number); store null where a statistic has no value")
        case .text(let text) where text.utf8.contains(0):
            throw .invalid("a text contains the character NUL; remove it")
        case .date(let time):
            return .date(time.floored(to: TimeSpan(nanoseconds: 1_000)))
        default:
            return self
        }
    }
}
