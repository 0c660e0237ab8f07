package import SigmaModel

/// One side and level of a book, as a message sets it.
package struct BybitLevel: Hashable, Sendable {
    /// The level's price.
    package var price: Price
    /// The level's new total; zero deletes it.
    package var quantity: Quantity
}

/// What a message says of a book, its levels aside.
package struct BybitBookHead: Hashable, Sendable {
    /// The place of the symbol among those that were asked for.
    package var subject: Int
    /// How many levels the stream has.
    package var depth: Int
    /// Whether it is the whole book.
    package var isSnapshot: Bool
    /// The number of the update within its stream; one after a restart of the venue's service.
    package var update: UInt64
    /// The venue's number that rises through all streams of the symbol; zero where it is not told.
    package var sequence: UInt64
    /// When the matching engine made it.
    package var time: Timestamp
}

/// Follows one book through its messages and decides what of them holds.
///
/// A snapshot, and update number one, replace the book. Changes must follow one another without a hole; after a hole the
/// book is empty until its next snapshot, which is asked for. Of two connections the newer takes over with its snapshot,
/// unless that is older than what is known.
///
/// Source: Bybit "Orderbook", "Process snapshot/delta". That `u` rises by one is not stated for every stream: where it
/// keeps skipping right after snapshots, only its rise is demanded.
struct BybitBook {
    /// What to do with a message.
    enum Verdict: Hashable {
        /// It changes nothing.
        case ignore
        /// The book becomes this.
        case replace
        /// These levels change.
        case change
        /// The book is not known any more; ask for it anew on the connection of the message.
        case lost
        /// The message is older than what is known; ask for the book anew on its connection.
        case late
    }

    /// So many holes, each before so many changes in a row, show that numbers skip.
    static let holeLimit = 3
    static let patience = 100

    private var owner: UInt64?
    private var update: UInt64 = 0
    private var sequence: UInt64 = 0
    private var isKnown = false
    private var holes = 0
    private var changes = 0

    /// Whether the book is whole.
    var isWhole: Bool { isKnown }

    /// Whether numbers were found to skip.
    var allowsSkips: Bool { holes >= Self.holeLimit }

    /// Judges a message of a connection.
    mutating func judge(_ head: BybitBookHead, from connection: UInt64) -> Verdict {
        if head.isSnapshot || head.update == 1 { return replace(head, from: connection) }
        guard isKnown, owner == connection else { return .ignore }
        guard head.update > update else { return .ignore }
        if head.update > update + 1, !allowsSkips {
            holes = changes < Self.patience ? holes + 1 : 1
            forget()
            return .lost
        }
        changes += 1
        update = head.update
        sequence = max(sequence, head.sequence)
        return .change
    }

    /// A connection ended; whether the book is lost with it.
    mutating func close(_ connection: UInt64) -> Bool {
        guard owner == connection else { return false }
        owner = nil
        defer { forget() }
        return isKnown
    }

    /// A message could not be read; what it changed is not known.
    mutating func forget() {
        isKnown = false
        changes = 0
    }

    private mutating func replace(_ head: BybitBookHead, from connection: UInt64) -> Verdict {
        let isSame = owner == connection && isKnown && head.update == update && head.sequence == sequence
        if isSame { return .ignore }
        if isKnown, owner != connection, head.sequence < sequence { return .late }
        owner = connection
        isKnown = true
        changes = 0
        update = head.update
        sequence = head.sequence
        return .replace
    }
}
