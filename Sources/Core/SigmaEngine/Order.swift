public import SigmaModel

/// The exits that a bracket attaches to an entry.
@frozen
public struct BracketExits: Hashable, Sendable {
    /// Where to take profit; zero for none.
    public var takeProfit: Price
    /// Where to stop the loss; zero for none.
    public var stopLoss: Price

    @inlinable
    public init(takeProfit: Price, stopLoss: Price) {
        self.takeProfit = takeProfit
        self.stopLoss = stopLoss
    }

    /// Neither exit.
    public static let none = BracketExits(takeProfit: .zero, stopLoss: .zero)
}

/// What a venue was asked to change of an order; until it answers, the order may stand either way.
@frozen
public struct PendingAmendment: Hashable, Sendable {
    /// What the whole order is to be for.
    public var quantity: Quantity
    /// What its limit is to be.
    public var limitPrice: Price
    /// Reserved for it beyond what the order reserves by itself, in the same asset.
    public var locked: Int128

    @inlinable
    public init(quantity: Quantity, limitPrice: Price, locked: Int128) {
        self.quantity = quantity
        self.limitPrice = limitPrice
        self.locked = locked
    }
}

/// An order and where it stands.
public struct Order: Hashable, Sendable {
    /// What was asked for, by whom and when, as risk approved it.
    public var ticket: OrderTicket
    /// Where it stands as far as the engine knows.
    public internal(set) var state: OrderState = .created
    /// What its fills so far add up to, in the base asset.
    public internal(set) var filledQuantity = Quantity.zero
    /// What its fills so far changed the holding by: ``filledQuantity`` but for fees in the base asset.
    public internal(set) var netQuantity = Quantity.zero
    /// What its fills so far cost or brought, in the quote currency, before fees.
    public internal(set) var filledNotional = Money.zero
    /// The newest fill that was applied; a venue's fills of one order come with rising numbers.
    public internal(set) var lastFill = FillID(raw: 0)
    /// Reserved in the ledger: of the quote currency for a buy, of the base asset for a sell.
    public internal(set) var locked: Int128 = 0
    /// The other order of a one-cancels-the-other pair.
    public internal(set) var sibling = OrderID.none
    /// The entry that this exit belongs to.
    public internal(set) var parent = OrderID.none
    /// What is placed when this entry fills; none for other orders.
    public internal(set) var exits = BracketExits.none
    /// What exits that stand after the entry's end were placed for.
    public internal(set) var covered = Quantity.zero
    /// The stop-loss that already protects what is filled of a bracket's entry.
    public internal(set) var protection = OrderID.none
    /// What stops that fired while the entry was still filling were sent to close.
    public internal(set) var stopped = Quantity.zero
    /// The best price seen by a trailing stop.
    public internal(set) var extreme = Price.zero
    /// Whether the venue was asked to cancel it and has not refused.
    public internal(set) var isCancelRequested = false
    /// What the venue was asked to change of it and has not answered yet.
    public internal(set) var amendment: PendingAmendment?
    /// Triggered, and waiting for its sibling to leave the venue before it may be sent.
    public internal(set) var awaitsSibling = false

    /// A new order.
    @inlinable
    public init(ticket: OrderTicket) { self.ticket = ticket }

    /// Its number in the session.
    @inlinable
    public var id: OrderID { ticket.id }
    /// What was asked for, as risk approved it.
    @inlinable
    public var request: OrderRequest { ticket.request }

    /// What is left to fill; zero for a market buy by total.
    @inlinable
    public var remaining: Quantity {
        ticket.request.quantity.raw == 0 ? .zero : max(.zero, ticket.request.quantity - filledQuantity)
    }

    /// The most that may be left to fill, whatever becomes of a change under way.
    @inlinable
    public var mostRemaining: Quantity {
        guard let amendment else { return remaining }
        return max(.zero, max(ticket.request.quantity, amendment.quantity) - filledQuantity)
    }

    /// Whether its fills make it complete, whatever becomes of a change under way.
    @inlinable
    public var isFilledWholly: Bool { ticket.request.quantity.raw > 0 && mostRemaining.raw == 0 }

    /// Whether the engine itself watches the trigger.
    @inlinable
    public var isArmed: Bool { state == .approved && ticket.request.type.isConditional }
}

extension PendingAmendment: PersistableValue {
    public static var blank: PendingAmendment {
        PendingAmendment(quantity: .zero, limitPrice: .zero, locked: 0)
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&quantity)
        try archive.field(&limitPrice)
        try archive.field(&locked)
    }
}

extension Order: PersistableValue {
    public static var blank: Order { Order(ticket: .blank) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&ticket)
        try archive.field(&state)
        try archive.field(&filledQuantity)
        try archive.field(&netQuantity)
        try archive.field(&filledNotional)
        try archive.field(&lastFill)
        try archive.field(&locked)
        try archive.field(&sibling)
        try archive.field(&parent)
        try archive.field(&exits.takeProfit)
        try archive.field(&exits.stopLoss)
        try archive.field(&covered)
        try archive.field(&protection)
        try archive.field(&stopped)
        try archive.field(&extreme)
        try archive.field(&isCancelRequested)
        try archive.field(&amendment)
        try archive.field(&awaitsSibling)
    }
}
