public import SigmaModel

/// An order as the venue holds it.
struct VenueOrder: Sendable {
    var ticket: OrderTicket
    var filled = Quantity.zero
    var spent = Money.zero
    /// Locked in the account: quote for a buy, base for a sell.
    var locked: Int128 = 0
    var queue = QueuePosition(ahead: 0)
    /// The best price seen by a trailing stop.
    var extreme = Price.zero
    /// The market event of its newest execution; one event gives an order its share of the volume once.
    var served = UInt64.max
    /// Whether less than the request is left to do, because a sibling or another order did the rest.
    var isReduced = false
    /// The market's price when a conditional order arrived; zero when there was none.
    var reference = Price.zero
    /// Whether it came to rest before the candle being matched.
    var isSeasoned = false

    init(_ ticket: OrderTicket) { self.ticket = ticket }

    var side: Side { ticket.request.side }
    var remaining: Quantity { ticket.request.quantity - filled }
    var isByTotal: Bool { ticket.request.quantity.raw == 0 }
}

/// What the venue sends back.
public enum VenueMessage: Sendable {
    case update(OrderUpdate)
    case fill(Fill)

    var time: Timestamp {
        switch self {
        case .update(let update): update.time
        case .fill(let fill): fill.time
        }
    }
}

extension VenueOrder: PersistableValue {
    static var blank: VenueOrder { VenueOrder(.blank) }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&ticket)
        try archive.field(&filled)
        try archive.field(&spent)
        try archive.field(&locked)
        try archive.field(&queue.ahead)
        try archive.field(&queue.traded)
        try archive.field(&extreme)
        try archive.field(&served)
        try archive.field(&isReduced)
        try archive.field(&reference)
        try archive.field(&isSeasoned)
    }
}

extension VenueMessage: PersistableValue {
    public static var blank: VenueMessage { .update(.blank) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var isFill = if case .fill = self { true } else { false }
        try archive.field(&isFill)
        if isFill {
            var fill = if case .fill(let fill) = self { fill } else { Fill.blank }
            try archive.field(&fill)
            self = .fill(fill)
        } else {
            var update = if case .update(let update) = self { update } else { OrderUpdate.blank }
            try archive.field(&update)
            self = .update(update)
        }
    }
}
