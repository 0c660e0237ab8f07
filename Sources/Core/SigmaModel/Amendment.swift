/// A change of a working limit order: what risk approved and the venue is asked for.
@frozen
public struct Amendment: Hashable, Sendable {
    /// The order that is to change.
    public var order: OrderID
    /// Who asked for it.
    public var strategy: StrategyID
    /// When the engine sent it.
    public var time: Timestamp
    /// What the whole order is to be for, what was executed of it included.
    public var quantity: Quantity
    /// What its limit is to be.
    public var limitPrice: Price

    @inlinable
    public init(order: OrderID, strategy: StrategyID, time: Timestamp, quantity: Quantity, limitPrice: Price) {
        self.order = order
        self.strategy = strategy
        self.time = time
        self.quantity = quantity
        self.limitPrice = limitPrice
    }

    /// The request of an order as it is to be.
    @inlinable
    public func applied(to request: OrderRequest) -> OrderRequest {
        var changed = request
        changed.quantity = quantity
        changed.limitPrice = limitPrice
        return changed
    }

    /// Whether it only takes from what a request asks for, so that the order keeps its place in the queue.
    @inlinable
    public func isReduction(of request: OrderRequest) -> Bool {
        limitPrice == request.limitPrice && quantity < request.quantity
    }
}

/// What a venue lets change of a working limit order, the order staying what it is.
@frozen
public enum AmendmentScope: String, Sendable, CaseIterable {
    /// Nothing: an order is cancelled and another one sent.
    case none
    /// Less quantity at the same price.
    case quantityReduction
    /// Any price and any quantity above what was executed.
    case priceAndQuantity

    /// Whether the venue offers to change a request so.
    @inlinable
    public func admits(_ amendment: Amendment, of request: OrderRequest) -> Bool {
        switch self {
        case .none: false
        case .quantityReduction: amendment.isReduction(of: request)
        case .priceAndQuantity: true
        }
    }
}
