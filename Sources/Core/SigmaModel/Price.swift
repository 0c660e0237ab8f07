/// Quote units per base unit, in steps of 10⁻⁸; at most about 9.2 × 10¹⁰.
@frozen
public struct Price: Hashable, Comparable, Sendable {
    /// The price × 10⁸.
    public var raw: Int64

    /// A price from its value × 10⁸.
    @inlinable
    public init(raw: Int64) { self.raw = raw }

    /// Zero, which an order without a price carries.
    public static let zero = Price(raw: 0)
    /// The largest price.
    public static let max = Price(raw: .max)

    /// The exact price of a decimal text.
    public init(_ text: some StringProtocol) throws(DecimalError) {
        guard let raw = Int64(exactly: try DecimalText.parse(text)) else { throw .outOfRange }
        self.raw = raw
    }

    @inlinable
    public static func < (a: Price, b: Price) -> Bool { a.raw < b.raw }
    @inlinable
    public static func + (a: Price, b: Price) -> Price { Price(raw: a.raw + b.raw) }
    @inlinable
    public static func - (a: Price, b: Price) -> Price { Price(raw: a.raw - b.raw) }
    @inlinable
    public static func * (a: Price, count: Int64) -> Price { Price(raw: a.raw * count) }

    /// The correctly rounded binary value, for indicators and statistics only.
    @inlinable
    public var double: Double { Double(raw) / 1e8 }

    /// The multiple of `tick` at or beyond this price in the direction of the rounding.
    @inlinable
    public func rounded(to tick: Price, _ rounding: Rounding) -> Price {
        precondition(tick.raw > 0, "a tick is positive")
        let rest = raw % tick.raw
        guard rest != 0 else { return self }
        let below = raw - rest - (rest < 0 ? tick.raw : 0)
        switch rounding {
        case .down: return Price(raw: below)
        case .up: return Price(raw: below + tick.raw)
        case .nearest: return Price(raw: (raw - below) * 2 >= tick.raw ? below + tick.raw : below)
        }
    }

    /// The price moved by a share of itself, such as a spread of 0.0005.
    @inlinable
    public func adding(_ rate: Rate, _ rounding: Rounding) -> Price {
        Price(raw: raw + Int64(FixedPoint.multiply(Int128(raw), rate.raw, rounding)))
    }
}

extension Price: CustomStringConvertible {
    /// The shortest exact decimal.
    public var description: String { DecimalText.format(Int128(raw)) }
}
