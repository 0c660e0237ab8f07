/// Why risk refused an order.
@frozen
public enum DenialCode: UInt8, Sendable, CaseIterable {
    /// Trading is halted.
    case halted
    /// Only position-lowering orders are allowed now.
    case reduceOnlyState
    /// The request is marked reduce-only but would raise the position.
    case reduceOnlyWouldIncrease
    /// The instrument is not tradable.
    case instrumentClosed
    /// A field has an impossible value, such as a zero quantity or a missing limit.
    case malformed
    /// The price is not a multiple of the tick.
    case priceOffTick
    /// The quantity is not a multiple of the step.
    case quantityOffStep
    case quantityBelowMinimum
    case quantityAboveMaximum
    case notionalBelowMinimum
    case notionalAboveMaximum
    /// The free balance does not cover the order and its fee.
    case insufficientBalance
    /// The same order was sent moments ago.
    case duplicateOrder
    /// The order's notional is above the limit for one order.
    case orderExposure
    /// The instrument's exposure would pass its limit.
    case symbolExposure
    /// The account's exposure would pass its limit.
    case totalExposure
    case tooManyOpenOrders
    /// More orders per interval than allowed.
    case orderRate
    /// The limit is too far from the market.
    case priceCollar
    /// There is no market price yet.
    case noMarketPrice
    /// The last market price is too old.
    case staleMarket
    /// Today's loss reached its limit.
    case dailyLoss
    /// The loss from the equity peak reached its limit.
    case drawdown
    /// Too many losing trades in a row; a cooldown runs.
    case consecutiveLosses
    /// The exit of this entry would fall under the venue's minimum.
    case exitBelowMinimum
    /// The venue offers no such change of a working order.
    case amendmentNotOffered
    /// Only an own limit order that works at the venue can be changed, one change at a time.
    case orderNotAmendable
    /// The changed order would be for no more than was executed of it.
    case amendmentBelowFilled
    /// The change changes nothing.
    case amendmentUnchanged
}

extension DenialCode {
    /// What to tell a person, with the mend.
    public var explanation: String {
        switch self {
        case .halted: "trading is halted; resume it to send orders"
        case .reduceOnlyState: "only orders that lower a position are allowed now"
        case .reduceOnlyWouldIncrease: "a reduce-only order would raise the position"
        case .instrumentClosed: "the instrument is not tradable now"
        case .malformed: "the order misses a price or quantity, or has one it cannot have"
        case .priceOffTick: "the price is not a multiple of the venue's tick"
        case .quantityOffStep: "the quantity is not a multiple of the venue's step"
        case .quantityBelowMinimum: "the quantity is below the venue's minimum"
        case .quantityAboveMaximum: "the quantity is above the venue's maximum"
        case .notionalBelowMinimum: "the value is below the venue's minimum; raise the size"
        case .notionalAboveMaximum: "the value is above the venue's maximum; lower the size"
        case .insufficientBalance: "the free balance does not cover the order and its fee; lower the size or add cash"
        case .duplicateOrder: "the same order was sent moments ago"
        case .orderExposure: "the order is larger than the limit for one order"
        case .symbolExposure: "the position in this symbol would pass its limit"
        case .totalExposure: "the sum of positions would pass its limit"
        case .tooManyOpenOrders: "too many orders are open"
        case .orderRate: "orders are sent faster than the limit"
        case .priceCollar: "the limit price is too far from the market"
        case .noMarketPrice: "there is no market price yet"
        case .staleMarket: "the last market price is too old"
        case .dailyLoss: "today's loss reached its limit"
        case .drawdown: "the loss from the equity peak reached its limit"
        case .consecutiveLosses: "too many losing trades in a row; a cooldown runs"
        case .exitBelowMinimum: "the exit would fall under the venue's minimum; raise the size"
        case .amendmentNotOffered: "the venue does not change orders so; cancel the order and send another one"
        case .orderNotAmendable: "only an own limit order at work can be changed, and one change at a time"
        case .amendmentBelowFilled: "the new quantity is not above what was executed; cancel the order instead"
        case .amendmentUnchanged: "the order has this price and quantity already"
        }
    }
}
