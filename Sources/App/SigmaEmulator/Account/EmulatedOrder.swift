package import SigmaModel

/// An order as the venue has it.
package struct EmulatedOrder: Hashable, Sendable {
    /// How far it has come.
    package enum State: String, Codable, Sendable {
        /// Works, or waits for its trigger.
        case open
        /// Did all it was to do.
        case filled
        /// Ended by a cancel.
        case canceled
        /// Ended by its time in force, or because it could not go on.
        case expired
        /// Taken and then refused by matching, as a post-only order that would take.
        case rejected

        /// Whether nothing can change any more.
        package var isTerminal: Bool { self != .open }
    }

    /// The venue's number, unique at the venue and rising.
    package let number: UInt64
    /// The venue's name of it, made by the protocol.
    package let venueID: String
    /// The client's name of it; an amendment may give another one.
    package internal(set) var clientID: String?
    /// The venue's name of what is traded.
    package let symbol: String
    /// What was asked; an amended order has its new price and quantity.
    package internal(set) var request: OrderRequest
    /// What the protocol keeps with it.
    package var marks: [String: String]
    /// When it was taken, in market time.
    package let createdAt: Timestamp
    /// When it changed last, in market time.
    package internal(set) var updatedAt: Timestamp
    /// How far it has come.
    package internal(set) var state = State.open
    /// Why it ended, where it was not filled or cancelled.
    package internal(set) var reason = RejectReason.none
    /// The base quantity executed.
    package internal(set) var filled = Quantity.zero
    /// What was executed in the quote currency.
    package internal(set) var spent = Money.zero
    /// Fees paid, by asset.
    package internal(set) var fees: [String: Money] = [:]
    /// How many executions it had.
    package internal(set) var fillCount = 0
    /// When it was executed last.
    package internal(set) var lastFillAt: Timestamp?
    /// What was locked when it was taken, and what still is: quote for a buy, base for a sell.
    package internal(set) var lockedAtFirst = Int128(0), locked = Int128(0)

    /// What is left of a quantity; zero for an order by total.
    package var remaining: Quantity { request.quantity.raw == 0 ? .zero : request.quantity - filled }
    /// What one unit cost on the average, rounded down; nil before the first execution.
    package var averagePrice: Price? {
        guard filled.raw > 0 else { return nil }
        let raw = FixedPoint.divide(spent.raw * Int128(FixedPoint.one), by: filled.raw, .nearest)
        return Int64(exactly: raw).map { Price(raw: $0) }
    }
    /// Whether it is a market buy that names what to spend.
    package var isByTotal: Bool { request.quantity.raw == 0 }
}
