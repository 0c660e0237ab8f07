internal import SigmaModel
package import SigmaPorts

/// One order on its way through a venue, as the executor knows it.
struct Execution: Sendable {
    /// Where its requests stand.
    enum Phase: Hashable, Sendable {
        /// The request to place it has left or is about to, and has no answer yet.
        case sending
        /// The venue has it.
        case working
        /// Nobody but the venue knows whether it has it; `until` is when it at the latest would take it.
        case unknown(until: Timestamp?)
        /// Everything of it is told.
        case ended
    }

    /// The order as risk approved it, or as the venue changed it since.
    var ticket: OrderTicket
    /// How to name it to the venue.
    var handle: OrderHandle
    var phase: Phase
    /// When the request to place it left, by the venue's clock.
    var sentAt: Timestamp
    /// What the engine was told of it so far, in fills.
    var filled: Quantity = .zero
    /// How many fills that were.
    var fillCount: UInt64 = 0
    /// The venue's trade ids of them, as keys.
    var seen: Set<UInt64> = []
    /// The most that the venue says was executed.
    var reported: Quantity = .zero
    /// How it ended, while fills of it are still missing.
    var ending: OrderReport?
    /// Whether a cancel was asked for and has not been answered.
    var isCancelWanted = false
    var isCancelSent = false
    /// A change of it that the venue was asked for and has not answered.
    var amendment: ExecutionAmendment?
    /// The newest change that was taken for refused.
    var refused: Amendment?
    /// When, by the venue's clock, it was changed last.
    var changedAt = Timestamp.epoch
    /// Whether the engine knows that the venue has it.
    var isAcceptedTold = false
    /// How many look-ups in a row came back empty-handed or failed.
    var misses = 0

    /// Whether fills of it are missing.
    var isShort: Bool { filled < max(reported, ending?.filledQuantity ?? .zero) }

    /// The most that it may be for, whatever becomes of a change under way.
    var mostQuantity: Quantity { max(ticket.request.quantity, amendment?.wish.quantity ?? .zero) }

    /// Whether it ended without the venue's word that it had it.
    var isTakenForDead: Bool { phase == .ended && ending == nil && filled.raw == 0 }

    /// Whether a market order by total, which ends when its total is spent.
    var isByTotal: Bool { ticket.request.quantity.raw == 0 }

    /// The number of its next fill: rising for the order, unique in the session.
    var nextFillID: FillID { FillID(raw: ticket.id.raw << 20 | (fillCount + 1)) }
}

extension FillReport {
    /// What recognises an execution again: the first 64 bits of a UUID, the number of a numbered one, FNV-1a of others.
    package var key: UInt64 {
        if let number = UInt64(tradeID), number > 0 { return number }
        let digits = tradeID.utf8.filter { $0 != UInt8(ascii: "-") }
        if digits.count == 32, let word = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16),
            word > 0
        {
            return word
        }
        return tradeID.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}
