/// The decimal scale shared by ``Price``, ``Quantity``, ``Money`` and ``Rate``: eight places, 10⁻⁸.
///
/// Arithmetic of the value types, all exact unless a rounding is named, all trapping on overflow:
///
/// | operation | result |
/// |---|---|
/// | `Price ± Price`, `Quantity ± Quantity`, `Money ± Money` | same type |
/// | `Quantity * Int`, `Money * Int` | same type |
/// | `Money(price:quantity:rounding:)` | notional in quote units |
/// | `Money.applying(_:rounding:)` | fee or share of a notional |
/// | `Quantity(buying:at:rounding:)` | quantity a sum of money buys |
public enum FixedPoint {
    /// Units per one: 10⁸.
    public static let one: Int64 = 100_000_000
    /// Decimal places.
    public static let places = 8
}

/// What to do with the part of a result below the scale.
public enum Rounding: Sendable {
    /// Towards negative infinity.
    case down
    /// Towards positive infinity.
    case up
    /// To the nearest value, ties away from zero.
    case nearest
}

extension FixedPoint {
    /// Divides and rounds; `divisor` must be positive.
    @inlinable
    public static func divide(_ value: Int128, by divisor: Int128, _ rounding: Rounding) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return quotient + adjustment(remainder: remainder, divisor: divisor, rounding)
    }

    /// What rounding adds to a truncated quotient.
    @inlinable
    static func adjustment(remainder: Int128, divisor: Int128, _ rounding: Rounding) -> Int128 {
        guard remainder != 0 else { return 0 }
        switch rounding {
        case .down: return remainder < 0 ? -1 : 0
        case .up: return remainder > 0 ? 1 : 0
        case .nearest:
            let magnitude = remainder < 0 ? -remainder : remainder
            guard magnitude * 2 >= divisor else { return 0 }
            return remainder < 0 ? -1 : 1
        }
    }

    /// `a × b / 10⁸`, exact before the one rounding. `b` is any 64-bit factor.
    ///
    /// Splitting both factors into whole and fractional parts keeps every division 64 bits wide, several times faster
    /// than a 128-bit division; the general path serves quantities beyond 64 bits.
    @inlinable
    public static func multiply(_ a: Int128, _ b: Int64, _ rounding: Rounding) -> Int128 {
        guard let narrow = Int64(exactly: a) else {
            return divide(a * Int128(b), by: Int128(one), rounding)
        }
        let (aWhole, aPart) = narrow.quotientAndRemainder(dividingBy: one)
        let (bWhole, bPart) = b.quotientAndRemainder(dividingBy: one)
        let (low, rest) = (aPart * bPart).quotientAndRemainder(dividingBy: one)
        let wide = Int128(aWhole) * Int128(b) + Int128(aPart) * Int128(bWhole) + Int128(low)
        return wide + adjustment(remainder: Int128(rest), divisor: Int128(one), rounding)
    }

    /// `a × b` exactly; one multiplication instruction where `a` fits 64 bits.
    @inlinable
    @inline(__always)
    public static func product(_ a: Int128, _ b: Int64) -> Int128 {
        guard let narrow = Int64(exactly: a) else { return a * Int128(b) }
        let wide = narrow.multipliedFullWidth(by: b)
        return Int128(wide.high) << 64 | Int128(wide.low)
    }

    /// A 128-bit integer as a binary number, within one unit in the last place.
    ///
    /// The standard library's generic conversion is two orders of magnitude slower.
    @inlinable
    public static func double(_ value: Int128) -> Double {
        if let narrow = Int64(exactly: value) { return Double(narrow) }
        return Double(Int64(truncatingIfNeeded: value >> 64)) * 0x1p64 + Double(UInt64(truncatingIfNeeded: value))
    }
}
