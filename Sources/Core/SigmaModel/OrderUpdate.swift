/// What a venue says of an order, fills excepted.
@frozen
public struct OrderUpdate: Hashable, Sendable {
    /// The news.
    @frozen
    public enum Status: UInt8, Sendable {
        /// The venue works the order.
        case accepted
        /// The venue refused it.
        case rejected
        /// A cancel took effect.
        case canceled
        /// Its time in force ended it.
        case expired
        /// Nothing of it is left to do; how a market buy by total ends.
        case completed
        /// The outcome of the last request is not known.
        case unknown
        /// A cancel was refused; the order stands as it was.
        case cancelRejected
    }

    /// The order it is about.
    public var order: OrderID
    /// When the venue said so.
    public var time: Timestamp
    /// What it says.
    public var status: Status
    /// Why, for a refusal.
    public var reason: RejectReason

    @inlinable
    public init(order: OrderID, time: Timestamp, status: Status, reason: RejectReason = .none) {
        self.order = order
        self.time = time
        self.status = status
        self.reason = reason
    }
}

/// Why a venue refused an order.
@frozen
public enum RejectReason: UInt8, Sendable, CaseIterable {
    case none
    case invalidPrice
    case invalidQuantity
    case underMinimumNotional
    case overMaximumNotional
    case insufficientFunds
    case wouldTake
    case cannotFillCompletely
    case unsupportedType
    case unknownOrder
    case duplicateOrder
    case noLiquidity
    case marketClosed
    case other
}

/// One execution of an order.
@frozen
public struct Fill: Hashable, Sendable {
    /// The venue's number of it.
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
    /// In the quote currency; negative for a rebate.
    public var fee: Money
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
        price: Price, quantity: Quantity, notional: Money, fee: Money, liquidity: Liquidity
    ) {
        self.id = id
        self.order = order
        self.time = time
        self.price = price
        self.quantity = quantity
        self.notional = notional
        self.fee = fee
        self.instrument = instrument
        self.strategy = strategy
        self.side = side
        self.liquidity = liquidity
    }
}
