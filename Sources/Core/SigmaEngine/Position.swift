public import SigmaModel

/// A holding and what it cost.
public struct Position: Hashable, Sendable {
    /// Signed: negative is short.
    public private(set) var quantity = Quantity.zero
    /// The signed notional of the open quantity at its entry prices.
    public private(set) var cost = Money.zero
    /// Profit of what was closed, before fees.
    public private(set) var realized = Money.zero
    /// Fees paid so far, entries and exits.
    public private(set) var fees = Money.zero

    /// A flat position.
    public init() {}

    /// Whether nothing is held.
    @inlinable
    public var isFlat: Bool { quantity.raw == 0 }

    /// The mean entry price, rounded to the nearest 10⁻⁸; nil when flat.
    public var averagePrice: Price? {
        guard quantity.raw != 0 else { return nil }
        let raw = FixedPoint.divide(cost.raw * Int128(FixedPoint.one), by: quantity.raw.magnitudeAsSigned, .nearest)
        return Price(raw: Int64(quantity.raw < 0 ? -raw : raw))
    }

    /// The value at a price minus the cost, before fees.
    @inlinable
    public func unrealized(at price: Price) -> Money {
        quantity.raw == 0 ? .zero : Money(price: price, quantity: quantity, rounding: .down) - cost
    }

    /// Books a fill and returns the profit it realised, before its fee.
    ///
    /// The cost of a part that is closed is its share of the whole, rounded towards zero; what is left keeps the rest,
    /// so that the sum over all closings is exact.
    public mutating func apply(_ fill: Fill) -> Money {
        let signed = fill.quantity.raw * fill.side.sign
        let value = fill.notional.raw * fill.side.sign
        fees += fill.fee
        if quantity.raw == 0 || (quantity.raw > 0) == (signed > 0) {
            quantity.raw += signed
            cost.raw += value
            return .zero
        }
        let held = quantity.raw.magnitudeAsSigned
        let traded = fill.quantity.raw
        let profit: Int128
        if traded == held {
            profit = -value - cost.raw
            quantity = .zero
            cost = .zero
        } else if traded < held {
            let share = cost.raw * traded / held
            profit = -value - share
            quantity.raw += signed
            cost.raw -= share
        } else {
            let closing = value * held / traded
            profit = -closing - cost.raw
            quantity.raw += signed
            cost.raw = value - closing
        }
        realized.raw += profit
        return Money(raw: profit)
    }
}

extension Int128 {
    /// The absolute value in the same type.
    @inlinable
    var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}

extension Position: PersistableValue {
    public static var blank: Position { Position() }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&quantity)
        try archive.field(&cost)
        try archive.field(&realized)
        try archive.field(&fees)
    }
}
