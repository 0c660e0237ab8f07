/// What makes an order execute.
@frozen
public enum OrderType: UInt8, Sendable, CaseIterable {
    /// At once, at the best prices there are.
    case market
    /// At the limit price or better.
    case limit
    /// A market order once the market reaches the trigger against the position: at or above it for a buy, at or below
    /// for a sell.
    case stop
    /// A limit order once the market reaches the trigger as for ``stop``.
    case stopLimit
    /// A market order once the market reaches the trigger in favour: at or below it for a buy, at or above for a sell.
    case takeProfit
    /// A limit order once the market reaches the trigger as for ``takeProfit``.
    case takeProfitLimit
    /// A ``stop`` whose trigger follows the best price seen at a fixed distance.
    case trailingStop

    /// Whether the order waits for a trigger.
    @inlinable
    public var isConditional: Bool { rawValue >= OrderType.stop.rawValue }
    /// Whether the order has a limit price.
    @inlinable
    public var hasLimit: Bool { self == .limit || self == .stopLimit || self == .takeProfitLimit }
    /// What it becomes when triggered.
    @inlinable
    public var triggered: OrderType { hasLimit ? .limit : .market }
}

/// A set of order types.
@frozen
public struct OrderTypeSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The set of one type.
    @inlinable
    public init(_ type: OrderType) { rawValue = 1 << UInt16(type.rawValue) }
    /// Market and limit orders.
    public static let simple: OrderTypeSet = [OrderTypeSet(.market), OrderTypeSet(.limit)]
    /// Every type.
    public static let all = OrderTypeSet(rawValue: (1 << UInt16(OrderType.allCases.count)) - 1)
    /// Whether the set holds a type.
    @inlinable
    public func contains(_ type: OrderType) -> Bool { contains(OrderTypeSet(type)) }
}

/// How long an order may rest.
@frozen
public enum TimeInForce: UInt8, Sendable, CaseIterable {
    /// Until it is filled or cancelled.
    case goodTilCancelled
    /// What cannot be filled at once is cancelled.
    case immediateOrCancel
    /// Wholly at once or not at all.
    case fillOrKill
    /// Rejected if any part would be filled at once.
    case postOnly
}

/// Where an order is in its life.
///
/// `created → approved → submitting → (open ⇄ partiallyFilled) → filled | canceled | rejected | expired`, plus
/// `unknown`, entered when an outcome cannot be known and left only by what the venue says of the order.
@frozen
public enum OrderState: UInt8, Sendable, CaseIterable {
    /// Made by a strategy, not yet checked.
    case created
    /// Checked; conditional orders that the engine emulates wait here.
    case approved
    /// Sent, not yet acknowledged.
    case submitting
    /// Working at the venue.
    case open
    /// Working, with some of it filled.
    case partiallyFilled
    /// The outcome of a request is not known.
    case unknown
    /// Wholly filled.
    case filled
    /// Ended by a cancel.
    case canceled
    /// Refused by risk or by the venue.
    case rejected
    /// Ended by its time in force.
    case expired

    /// Whether nothing can change any more.
    @inlinable
    public var isTerminal: Bool { rawValue >= OrderState.filled.rawValue }
    /// Whether the venue may hold or fill the order.
    @inlinable
    public var isAtVenue: Bool { rawValue >= OrderState.submitting.rawValue && rawValue <= OrderState.unknown.rawValue }
}
