/// A ratio such as a fee or a limit, in steps of 10⁻⁸: 0.0005 is five basis points.
@frozen
public struct Rate: Hashable, Comparable, Sendable {
    /// The ratio × 10⁸.
    public var raw: Int64

    /// A ratio from its value × 10⁸.
    @inlinable
    public init(raw: Int64) { self.raw = raw }

    /// Nothing of it.
    public static let zero = Rate(raw: 0)
    /// All of it.
    public static let one = Rate(raw: FixedPoint.one)

    /// The exact ratio of a decimal text.
    public init(_ text: some StringProtocol) throws(DecimalError) {
        guard let raw = Int64(exactly: try DecimalText.parse(text)) else { throw .outOfRange }
        self.raw = raw
    }

    /// A ratio in ten-thousandths.
    public init(basisPoints: Int64) { raw = basisPoints * (FixedPoint.one / 10_000) }

    @inlinable
    public static func < (a: Rate, b: Rate) -> Bool { a.raw < b.raw }
    @inlinable
    public static prefix func - (a: Rate) -> Rate { Rate(raw: -a.raw) }
    /// The value as a binary number.
    @inlinable
    public var double: Double { Double(raw) / 1e8 }
}

extension Rate: CustomStringConvertible {
    /// The shortest exact decimal.
    public var description: String { DecimalText.format(Int128(raw)) }
}
