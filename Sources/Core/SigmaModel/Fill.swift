/// One execution of an order.
///
/// A venue takes its fee where it likes: in the quote currency (``fee``), or out of the base asset that a buy receives
/// (``baseFee``). The order's quantity and the price are those of the trade whichever it is; what the holding changes by
/// is ``netQuantity``.
@frozen
public struct Fill: Hashable, Sendable {
    /// The number of it; within one order, later fills have higher ones.
    public var id: FillID
    /// The order that was executed.
    public var order: OrderID
    /// When the venue matched it.
    public var time: Timestamp
    /// What one unit of the base currency cost.
    public var price: Price
    /// How much of the base currency changed hands; always positive.
    public var quantity: Quantity
    /// Price × quantity, rounded by the venue.
    public var notional: Money
    /// The part of the fee in the quote currency; negative for a rebate.
    public var fee: Money
    /// The part of the fee in the base asset, out of what a buy receives; negative for a rebate.
    public var baseFee: Quantity
    /// The first 64 bits of the venue's name of the trade or of its hash, by which it is known again; zero in simulation.
    public var tradeKey: UInt64
    /// What was traded.
    public var instrument: InstrumentID
    /// Whose position it changes.
    public var strategy: StrategyID
    /// The order's side.
    public var side: Side
    /// Which fee it pays.
    public var liquidity: Liquidity

    /// Whether the order rested or took.
    @frozen
    public enum Liquidity: UInt8, Sendable {
        case maker
        case taker
    }

    @inlinable
    public init(
        id: FillID, order: OrderID, strategy: StrategyID, instrument: InstrumentID, time: Timestamp, side: Side,
        price: Price, quantity: Quantity, notional: Money, fee: Money, baseFee: Quantity = .zero,
        liquidity: Liquidity, tradeKey: UInt64 = 0
    ) {
        self.id = id
        self.order = order
        self.time = time
        self.price = price
        self.quantity = quantity
        self.notional = notional
        self.fee = fee
        self.baseFee = baseFee
        self.tradeKey = tradeKey
        self.instrument = instrument
        self.strategy = strategy
        self.side = side
        self.liquidity = liquidity
    }
}

extension Fill {
    /// What the holding of the base asset changes by, in the direction of the side: what a buy brings, a sell takes.
    @inlinable
    public var netQuantity: Quantity { side == .buy ? quantity - baseFee : quantity + baseFee }

    /// What the part of the fee in the base asset is worth at the fill's price, rounded up; negative for a rebate.
    @inlinable
    public var baseFeeValue: Money {
        if baseFee.raw == 0 { return .zero }
        // A fee of everything is worth everything, whichever way the venue rounded the notional.
        if baseFee == quantity { return notional }
        return Money(price: price, quantity: baseFee, rounding: .up)
    }

    /// The whole fee in the quote currency, its part in the base asset at the fill's price; negative for a rebate.
    @inlinable
    public var feeValue: Money { fee + baseFeeValue }

    /// The same change of cash and holding, told as a fill of ``netQuantity`` whose whole fee is in the quote currency.
    ///
    /// Its notional is less (of a buy) or more (of a sell) by what the fee in the base asset is worth, so that notional
    /// and fee together are the cash that moved, and its price is the fill's.
    @inlinable
    public var inQuote: Fill {
        if baseFee.raw == 0 { return self }
        let value = baseFeeValue
        var told = self
        told.quantity = netQuantity
        told.notional = side == .buy ? notional - value : notional + value
        told.fee += value
        told.baseFee = .zero
        return told
    }
}
