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
        /// The order stands with another limit or quantity; what they are now is told with it.
        case amended
        /// An amendment was refused; the order stands as it was.
        case amendRejected
    }

    /// The order it is about.
    public var order: OrderID
    /// When the venue said so.
    public var time: Timestamp
    /// What it says.
    public var status: Status
    /// Why, for a refusal.
    public var reason: RejectReason
    /// What the whole order is for from now on, for an amended one; zero for all other news.
    public var quantity: Quantity
    /// What its limit is from now on, for an amended one; zero for all other news.
    public var limitPrice: Price

    @inlinable
    public init(
        order: OrderID, time: Timestamp, status: Status, reason: RejectReason = .none, quantity: Quantity = .zero,
        limitPrice: Price = .zero
    ) {
        self.order = order
        self.time = time
        self.status = status
        self.reason = reason
        self.quantity = quantity
        self.limitPrice = limitPrice
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
