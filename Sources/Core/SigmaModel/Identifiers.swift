/// The place of an instrument in the session's ``InstrumentTable``.
@frozen
public struct InstrumentID: Hashable, Comparable, Sendable {
    /// The position in the table, from zero.
    public let index: Int32
    /// The instrument at a position of the table.
    @inlinable
    public init(_ index: Int) { self.index = Int32(index) }
    @inlinable
    public static func < (a: InstrumentID, b: InstrumentID) -> Bool { a.index < b.index }
}

/// The place of a currency or other ledger asset in the session's ``InstrumentTable``.
@frozen
public struct AssetID: Hashable, Comparable, Sendable {
    /// The position in the table, from zero.
    public let index: Int32
    /// The asset at a position of the table.
    @inlinable
    public init(_ index: Int) { self.index = Int32(index) }
    @inlinable
    public static func < (a: AssetID, b: AssetID) -> Bool { a.index < b.index }
}

/// The place of a strategy in its session.
@frozen
public struct StrategyID: Hashable, Comparable, Sendable {
    /// The position in the session, from zero; negative for ``manual``.
    public let index: Int32
    /// The strategy at a position of the session.
    @inlinable
    public init(_ index: Int) { self.index = Int32(index) }
    /// Orders of a person or of the system rather than of a strategy.
    public static let manual = StrategyID(-1)
    @inlinable
    public static func < (a: StrategyID, b: StrategyID) -> Bool { a.index < b.index }
}

/// An order's number: unique in its session, rising with submission, a function of the events alone.
@frozen
public struct OrderID: Hashable, Comparable, Sendable {
    /// The number; zero for ``none``.
    public let raw: UInt64
    @inlinable
    public init(raw: UInt64) { self.raw = raw }
    /// No order.
    public static let none = OrderID(raw: 0)
    @inlinable
    public static func < (a: OrderID, b: OrderID) -> Bool { a.raw < b.raw }
}

/// The venue's number of a fill, used to apply each fill once.
@frozen
public struct FillID: Hashable, Sendable {
    /// The number.
    public let raw: UInt64
    @inlinable
    public init(raw: UInt64) { self.raw = raw }
}

/// The direction of an order or of a trade's aggressor.
@frozen
public enum Side: UInt8, Sendable, CaseIterable {
    case buy = 0
    case sell = 1

    /// The other side.
    @inlinable
    public var opposite: Side { self == .buy ? .sell : .buy }
    /// `+1` for buy, `-1` for sell.
    @inlinable
    public var sign: Int128 { self == .buy ? 1 : -1 }
}

extension Side: CustomStringConvertible {
    public var description: String { self == .buy ? "buy" : "sell" }
}
