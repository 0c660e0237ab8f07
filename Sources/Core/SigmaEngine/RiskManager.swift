internal import BasicContainers
public import SigmaModel

/// Proof that risk looked at a value; only ``RiskManager`` can make one, and only this can be sent.
@frozen
public struct Approved<Value: Sendable>: Sendable {
    /// What may be sent, exactly as risk checked it.
    public let value: Value
    fileprivate init(_ value: Value) { self.value = value }
}

/// The one gate between a strategy's wish and a venue.
///
/// Every refusal has a ``DenialCode``. Orders that lower a position pass the checks that exist to stop new exposure
/// (loss limits, cooldown, reduce-only state, stale data), since refusing an exit is never the safer choice.
public struct RiskManager: ~Copyable {
    /// What risk decided.
    public enum Decision: Sendable {
        case approved(Approved<OrderTicket>)
        case denied(DenialCode)
    }

    /// What risk decided about a change of an order.
    public enum AmendmentDecision: Sendable {
        case approved(Approved<Amendment>)
        case denied(DenialCode)
    }

    /// What is enforced beyond the venue's rules.
    public let limits: RiskLimits
    /// Whether orders pass, only those that lower positions, or none.
    public internal(set) var tradingState = TradingState.active
    /// The highest equity so far.
    public internal(set) var peakEquity = Money.zero
    /// The equity at the last 00:00 UTC.
    public internal(set) var dayStartEquity = Money.zero
    var dayEnd = Timestamp.epoch
    /// Losing trades since the last winning one.
    public internal(set) var consecutiveLosses = 0
    /// No entries before this time.
    public internal(set) var cooldownEnd = Timestamp.epoch
    /// Times of the newest orders, a ring of the rate limit's size.
    var recentTimes: RigidArray<Timestamp>
    var recentIndex = 0
    /// The newest requests, a ring.
    var recentRequests: RigidArray<OrderTicket>
    var requestIndex = 0

    /// A gate with these limits.
    public init(limits: RiskLimits) {
        self.limits = limits
        recentTimes = RigidArray(capacity: max(1, limits.maxOrdersPerSpan ?? 1))
        recentRequests = RigidArray(capacity: 16)
    }

    /// Decides about an order whose strategy holds `held`; ``remember(_:)`` must follow an approval.
    ///
    /// - Parameter isFollowUp: the order follows from one that was approved: an armed order that triggered, a bracket's
    ///   exit, the closing order of a flatten. It is no new wish, so it passes the checks against repetition and
    ///   crowding.
    /// - Complexity: O(1); O(instruments) with exposure or loss limits.
    public func approve(
        _ ticket: OrderTicket, held: Quantity, market: borrowing MarketState, portfolio: borrowing Portfolio,
        orders: borrowing OrderTable, isFollowUp: Bool = false
    ) -> Decision {
        let denial = refuse(
            ticket, held: held, market: market, portfolio: portfolio, orders: orders, isFollowUp: isFollowUp)
        if let denial { return .denied(denial) }
        return .approved(Approved(ticket))
    }

    /// Decides about a change of an order whose strategy holds `held`; ``rememberTime(_:)`` must follow an approval.
    ///
    /// It is judged as a new order for what would be left to fill, with what the order reserves counted out; a change
    /// that only takes quantity away passes the checks that exist to stop new exposure.
    ///
    /// - Complexity: O(working orders + instruments).
    public func approve(
        _ amendment: Amendment, of order: Order, held: Quantity, market: borrowing MarketState,
        portfolio: borrowing Portfolio, orders: borrowing OrderTable
    ) -> AmendmentDecision {
        let denial = refuse(amendment, of: order, held: held, market: market, portfolio: portfolio, orders: orders)
        if let denial { return .denied(denial) }
        return .approved(Approved(amendment))
    }
}

extension RiskManager: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("risk")
        try archive.require(recentTimes.capacity, "the most orders per span of the rate limit")
        try archive.field(&tradingState)
        try archive.field(&peakEquity)
        try archive.field(&dayStartEquity)
        try archive.field(&dayEnd)
        try archive.field(&consecutiveLosses)
        try archive.field(&cooldownEnd)
        try archive.elements(of: &recentTimes, "order times")
        try archive.field(&recentIndex, in: 0...max(recentTimes.count - 1, 0), "place in the ring of order times")
        try archive.elements(of: &recentRequests, "recent requests")
        try archive.field(&requestIndex, in: 0...max(recentRequests.count - 1, 0), "place in the ring of requests")
    }
}
