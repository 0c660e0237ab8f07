package import SigmaModel

/// One account at one venue: what sends orders and asks about them.
///
/// A gateway translates and reports; it decides nothing and repeats nothing. Every call makes at most one request that
/// can change something at the venue, and says honestly when its outcome is not known: after a time-out, a cut or a
/// server error the order may be at work. Calls may run side by side; those that send wait for the account's rate
/// budget, in which orders, cancels and amendments come before questions.
package protocol OrderGateway: Sendable {
    /// Where the account is.
    var venue: Venue { get }

    /// Sends a new order, once.
    func place(_ order: GatewayOrder) async -> PlacementOutcome

    /// Asks for an order's end; an acknowledgement is not yet its end.
    func cancel(_ handle: OrderHandle) async -> CancelOutcome

    /// Asks for a change of a working limit order; an acknowledgement is not yet the change.
    ///
    /// What the venue offers is in its rules, ``VenueRules/amendments``. What is not offered is refused here, and never made
    /// of a cancel and another order.
    func amend(_ amendment: GatewayAmendment) async -> AmendmentOutcome

    /// An order as the venue has it; nil only where the venue says that it does not know it.
    func find(_ handle: OrderHandle) async throws(GatewayError) -> OrderReport?

    /// Every order of the account that works, in the given symbols; whoever sent it.
    func openOrders(in symbols: [String]) async throws(GatewayError) -> [OrderReport]

    /// Every execution of an order, oldest first.
    func fills(of handle: OrderHandle) async throws(GatewayError) -> [FillReport]

    /// What the account owns of every asset that it owns any of.
    func balances() async throws(GatewayError) -> [BalanceReport]

    /// The account's net positions in contracts, by the venue's names of these; flat ones may be left out.
    func positions(in contracts: [String]) async throws(GatewayError) -> [PositionReport]

    /// What the account may do and what it pays, by symbol.
    func account(of symbols: [String]) async throws(GatewayError) -> AccountFacts

    /// Hands over what the venue says of the account by itself, until cancelled; connects again after every cut.
    ///
    /// ``VenueReport/connected`` comes after each connection stands: what happened before it was not heard.
    func listen(_ take: @escaping @Sendable (VenueReport) -> Void) async throws
}

extension OrderGateway {
    /// None, which is so wherever no contracts are traded.
    package func positions(in contracts: [String]) async throws(GatewayError) -> [PositionReport] { [] }
}

/// An order on its way to a venue, exactly as risk approved it.
package struct GatewayOrder: Hashable, Sendable {
    /// The session's own name of it: a function of session and order, unique for the account's life.
    package var clientID: String
    /// What is traded, by the venue's name and kind.
    package var symbol: String
    /// How positions in it settle.
    package var kind: InstrumentKind
    /// What was approved.
    package var request: OrderRequest

    package init(clientID: String, symbol: String, kind: InstrumentKind, request: OrderRequest) {
        self.clientID = clientID
        self.symbol = symbol
        self.kind = kind
        self.request = request
    }
}

/// How to name an order to a venue.
package struct OrderHandle: Hashable, Sendable {
    /// The session's own name of it.
    package var clientID: String
    /// The venue's name of it, once known.
    package var venueID: String?
    /// What is traded.
    package var symbol: String
    /// How positions in it settle.
    package var kind: InstrumentKind

    package init(clientID: String, venueID: String?, symbol: String, kind: InstrumentKind) {
        self.clientID = clientID
        self.venueID = venueID
        self.symbol = symbol
        self.kind = kind
    }
}

/// What became of a request to place an order.
package enum PlacementOutcome: Hashable, Sendable {
    /// The venue has it; the report is there where the answer told more than that.
    case acknowledged(venueID: String, OrderReport?)
    /// The venue refused it, or it never left this machine: it will never execute.
    case refused(RejectReason, String)
    /// It may be at work or not; only the venue can tell.
    ///
    /// `until` is when the venue at the latest takes it, by its own clock; a look-up after it that finds nothing is
    /// final. Nil where the venue sets no limit.
    case unknown(String, until: Timestamp?)
}

/// What became of a request to cancel an order.
package enum CancelOutcome: Hashable, Sendable {
    /// The venue will try; what becomes of the order is told later.
    case requested
    /// The order has ended so.
    case done(OrderReport)
    /// There is nothing to cancel: the order has ended, or never was.
    case notWorking(String)
    /// The venue refused for another reason, or the request never left this machine; the order stands as it was.
    case refused(String)
    /// It may have been taken or not.
    case unknown(String)
}

/// A change of an order on its way to a venue, exactly as risk approved it.
package struct GatewayAmendment: Hashable, Sendable {
    /// The order that changes.
    package var handle: OrderHandle
    /// What the whole order is to be for, what was executed of it included; nil to leave it.
    package var quantity: Quantity?
    /// What its limit is to be; nil to leave it.
    package var limitPrice: Price?

    package init(handle: OrderHandle, quantity: Quantity?, limitPrice: Price?) {
        self.handle = handle
        self.quantity = quantity
        self.limitPrice = limitPrice
    }
}

/// What became of a request to change an order.
package enum AmendmentOutcome: Hashable, Sendable {
    /// The venue will try; what becomes of it is told later. After `until`, by its own clock, what it shows is final.
    case requested(until: Timestamp)
    /// The order stands so now.
    case done(OrderReport)
    /// There is nothing to change: the order has ended, or never was.
    case notWorking(String)
    /// The venue refused, or the request never left this machine; the order stands as it was.
    case refused(RejectReason, String)
    /// It may have been taken or not; `until` is as for ``PlacementOutcome/unknown(_:until:)``.
    case unknown(String, until: Timestamp?)
}
