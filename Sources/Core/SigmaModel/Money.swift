/// An amount of a quote currency in steps of 10⁻⁸; 128 bits, because KRW turnover is large.
@frozen
public struct Money: Hashable, Comparable, Sendable {
    /// The amount × 10⁸.
    public var raw: Int128

    /// An amount from its value × 10⁸.
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    /// No money.
    public static let zero = Money(raw: 0)

    /// The exact amount of a decimal text.
    public init(_ text: some StringProtocol) throws(DecimalError) { raw = try DecimalText.parse(text) }

    /// Price × quantity.
    @inlinable
    public init(price: Price, quantity: Quantity, rounding: Rounding) {
        raw = FixedPoint.multiply(quantity.raw, price.raw, rounding)
    }

    @inlinable
    public static func < (a: Money, b: Money) -> Bool { a.raw < b.raw }
    @inlinable
    public static func + (a: Money, b: Money) -> Money { Money(raw: a.raw + b.raw) }
    @inlinable
    public static func - (a: Money, b: Money) -> Money { Money(raw: a.raw - b.raw) }
    @inlinable
    public static func += (a: inout Money, b: Money) { a.raw += b.raw }
    @inlinable
    public static func -= (a: inout Money, b: Money) { a.raw -= b.raw }
    @inlinable
    public static prefix func - (a: Money) -> Money { Money(raw: -a.raw) }
    @inlinable
    public static func * (a: Money, count: Int) -> Money { Money(raw: a.raw * Int128(count)) }

    /// The absolute value.
    @inlinable
    public var magnitude: Money { Money(raw: raw < 0 ? -raw : raw) }
    /// The value as a binary number, for statistics only.
    @inlinable
    public var double: Double { FixedPoint.double(raw) / 1e8 }

    /// This amount times a rate, such as a fee.
    @inlinable
    public func applying(_ rate: Rate, _ rounding: Rounding) -> Money {
        Money(raw: FixedPoint.multiply(raw, rate.raw, rounding))
    }
}

extension Money: CustomStringConvertible {
    /// The shortest exact decimal.
    public var description: String { DecimalText.format(raw) }
}
