public import SigmaModel

/// A holding and what it cost.
public struct Position: Hashable, Sendable {
    /// Signed: negative is short.
    public private(set) var quantity = Quantity.zero
    /// The signed notional of the open quantity at its entry prices.
    public private(set) var cost = Money.zero
    /// Profit of what was closed, before fees.
    public private(set) var realized = Money.zero
    /// Fees paid so far, entries and exits; those in the base asset at their fills' prices.
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
    /// A fee out of the base asset counts as one of its value at the fill's price: the position grows by what was
    /// received, at the fill's price, and the rest of what was paid is the fee.
    ///
    /// The cost of a part that is closed is its share of the whole, rounded towards zero; what is left keeps the rest,
    /// so that the sum over all closings is exact.
    public mutating func apply(_ fill: Fill) -> Money {
        var signed = fill.quantity.raw * fill.side.sign
        var value = fill.notional.raw * fill.side.sign
        fees += fill.fee
        if fill.baseFee.raw != 0 {
            let worth = fill.baseFeeValue
            signed -= fill.baseFee.raw
            value -= worth.raw
            fees += worth
        }
        return change(by: signed, for: value)
    }

    /// Moves everything to another position at its cost, which is neither profit nor loss here.
    mutating func move(to other: inout Position) {
        _ = other.change(by: quantity.raw, for: cost.raw)
        quantity = .zero
        cost = .zero
    }

    /// Adds a signed quantity for its signed value, and returns the profit of what it closes.
    private mutating func change(by signed: Int128, for value: Int128) -> Money {
        if quantity.raw == 0 || (quantity.raw > 0) == (signed > 0) {
            quantity.raw += signed
            cost.raw += value
            return .zero
        }
        let held = quantity.raw.magnitudeAsSigned
        let traded = signed.magnitudeAsSigned
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
