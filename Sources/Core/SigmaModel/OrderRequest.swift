/// An order as a strategy or a person asks for it.
@frozen
public struct OrderRequest: Hashable, Sendable {
    /// What to trade.
    public var instrument: InstrumentID
    /// Whether to buy or to sell.
    public var side: Side
    /// What makes it execute.
    public var type: OrderType
    /// How long it may rest.
    public var timeInForce: TimeInForce
    /// Only ever lowers the position; a venue of contracts shortens it to what is held when it executes.
    public var reduceOnly: Bool
    /// The base quantity; zero for a market buy by ``total``.
    public var quantity: Quantity
    /// The quote amount to spend on a market buy; zero for every other order.
    public var total: Money
    /// The limit; zero where the type has none.
    public var limitPrice: Price
    /// The trigger; zero where the type has none.
    public var triggerPrice: Price
    /// A trailing stop's distance as a share of the best price.
    public var trail: Rate

    @inlinable
    public init(
        instrument: InstrumentID, side: Side, type: OrderType, timeInForce: TimeInForce = .goodTilCancelled,
        quantity: Quantity, total: Money = .zero, limitPrice: Price = .zero, triggerPrice: Price = .zero,
        trail: Rate = .zero, reduceOnly: Bool = false
    ) {
        self.instrument = instrument
        self.side = side
        self.type = type
        self.timeInForce = timeInForce
        self.reduceOnly = reduceOnly
        self.quantity = quantity
        self.total = total
        self.limitPrice = limitPrice
        self.triggerPrice = triggerPrice
        self.trail = trail
    }

    /// A market order for a base quantity.
    @inlinable
    public static func market(_ side: Side, _ quantity: Quantity, of instrument: InstrumentID) -> OrderRequest {
        OrderRequest(instrument: instrument, side: side, type: .market, quantity: quantity)
    }

    /// A market buy that spends a quote total.
    @inlinable
    public static func marketBuy(spending total: Money, on instrument: InstrumentID) -> OrderRequest {
        OrderRequest(instrument: instrument, side: .buy, type: .market, quantity: .zero, total: total)
    }

    /// A limit order.
    @inlinable
    public static func limit(
        _ side: Side, _ quantity: Quantity, at price: Price, of instrument: InstrumentID,
        timeInForce: TimeInForce = .goodTilCancelled
    ) -> OrderRequest {
        OrderRequest(
            instrument: instrument, side: side, type: .limit, timeInForce: timeInForce, quantity: quantity,
            limitPrice: price)
    }
}

/// An order as it goes to a venue.
@frozen
public struct OrderTicket: Hashable, Sendable {
    /// Its number in the session.
    public var id: OrderID
    /// Who asked for it.
    public var strategy: StrategyID
    /// When the engine sent it.
    public var time: Timestamp
    /// What was asked, as approved.
    public var request: OrderRequest
    /// The earlier order that ends when this one executes, and whose execution ends this one, if the venue pairs them.
    public var sibling: OrderID

    @inlinable
    public init(
        id: OrderID, strategy: StrategyID, time: Timestamp, request: OrderRequest, sibling: OrderID = .none
    ) {
        self.id = id
        self.strategy = strategy
        self.time = time
        self.request = request
        self.sibling = sibling
    }
}
