/// An amount of a base currency in steps of 10⁻⁸; 128 bits, because cheap coins trade 10¹² units.
@frozen
public struct Quantity: Hashable, Comparable, Sendable {
    /// The quantity × 10⁸.
    public var raw: Int128

    /// A quantity from its value × 10⁸.
    @inlinable
    public init(raw: Int128) { self.raw = raw }

    /// Nothing.
    public static let zero = Quantity(raw: 0)

    /// The exact quantity of a decimal text.
    public init(_ text: some StringProtocol) throws(DecimalError) { raw = try DecimalText.parse(text) }

    /// The quantity that `money` buys at `price`; `price` must be positive.
    @inlinable
    public init(buying money: Money, at price: Price, rounding: Rounding) {
        raw = FixedPoint.divide(money.raw * Int128(FixedPoint.one), by: Int128(price.raw), rounding)
    }

    @inlinable
    public static func < (a: Quantity, b: Quantity) -> Bool { a.raw < b.raw }
    @inlinable
    public static func + (a: Quantity, b: Quantity) -> Quantity { Quantity(raw: a.raw + b.raw) }
    @inlinable
    public static func - (a: Quantity, b: Quantity) -> Quantity { Quantity(raw: a.raw - b.raw) }
    @inlinable
    public static func += (a: inout Quantity, b: Quantity) { a.raw += b.raw }
    @inlinable
    public static func -= (a: inout Quantity, b: Quantity) { a.raw -= b.raw }
    @inlinable
    public static prefix func - (a: Quantity) -> Quantity { Quantity(raw: -a.raw) }
    @inlinable
    public static func * (a: Quantity, count: Int) -> Quantity { Quantity(raw: a.raw * Int128(count)) }

    /// The absolute value.
    @inlinable
    public var magnitude: Quantity { Quantity(raw: raw < 0 ? -raw : raw) }
    /// The value as a binary number, for indicators and statistics only.
    @inlinable
    public var double: Double { FixedPoint.double(raw) / 1e8 }

    /// The multiple of `step` at or below this non-negative quantity.
    @inlinable
    public func roundedDown(to step: Quantity) -> Quantity {
        precondition(step.raw > 0, "a quantity step is positive")
        if let narrow = Int64(exactly: raw), let unit = Int64(exactly: step.raw) {
            return Quantity(raw: Int128(narrow - narrow % unit))
        }
        return Quantity(raw: raw - raw % step.raw)
    }

    /// This quantity times a share, rounded.
    @inlinable
    public func applying(_ rate: Rate, _ rounding: Rounding) -> Quantity {
        Quantity(raw: FixedPoint.multiply(raw, rate.raw, rounding))
    }
}

extension Quantity: CustomStringConvertible {
    /// The shortest exact decimal.
    public var description: String { DecimalText.format(raw) }
}
