/// Pine's comparison operators: numbers no further apart than 1e-10 are equal, at every magnitude.
///
/// A comparison with na is false, `notEqual` included, so `!greater(a, b)` is no test for "at most" during warm-up.
/// Strategies that must agree with a Pine script at its thresholds compare with these and not with Swift's operators.
///
/// Source: PyneCore 6.11.0, `pine_compare` and its operator rewrite (tolerance and boundary measured on TradingView;
/// the two truth values of Pine v6).
@frozen
public enum PineComparison {
    /// The largest difference that counts as none.
    public static let tolerance = 1e-10

    // The exact comparison stands before the tolerant one because two equal infinities have no difference.

    /// Pine's `a == b`.
    @inlinable
    public static func equal(_ a: Double, _ b: Double) -> Bool { a == b || (a - b).magnitude <= 1e-10 }
    /// Pine's `a != b`.
    @inlinable
    public static func notEqual(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude > 1e-10 }
    /// Pine's `a < b`.
    @inlinable
    public static func less(_ a: Double, than b: Double) -> Bool { a - b < -1e-10 }
    /// Pine's `a <= b`.
    @inlinable
    public static func lessOrEqual(_ a: Double, to b: Double) -> Bool { a <= b || a - b <= 1e-10 }
    /// Pine's `a > b`.
    @inlinable
    public static func greater(_ a: Double, than b: Double) -> Bool { a - b > 1e-10 }
    /// Pine's `a >= b`.
    @inlinable
    public static func greaterOrEqual(_ a: Double, to b: Double) -> Bool { a >= b || a - b >= -1e-10 }
}
