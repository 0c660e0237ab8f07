internal import SigmaModel

/// The trades of one market in the venue's order, each once, over all connections that carry them.
///
/// Upbit numbers trades uniquely but not in their order, so a hole cannot be seen in the numbers. What is known instead:
/// a new subscription begins with the last trade before it. If that trade was taken already, nothing was missed; if not,
/// what the new connection brings is held back until the trades between were asked for by REST.
///
/// States of the connection that carries the line: *joining* (its first message is awaited) → *live*, or → *asking*
/// (trades between are being asked for) → *live*. Another connection beside it is held back until the first ends.
struct UpbitTradeLine: Sendable {
    /// What to do after a step.
    enum Step: Hashable, Sendable {
        /// Nothing.
        case rest
        /// Give the trade on.
        case give
        /// Give on what ``takeHeld()`` returns.
        case giveHeld
        /// Ask for the trades between; see ``question``.
        case ask
    }

    /// What to ask for, and when the answer reaches far enough.
    struct Question: Hashable, Sendable {
        /// Tells the question from those of earlier connections.
        var number: UInt64
        /// Trades before this instant are surely known.
        var horizon: Timestamp
        /// The trade that the answer must have, so that it meets what the connection brings.
        var newest: UInt64?
    }

    private enum Mode: Sendable {
        case joining
        case asking
        case live
    }

    /// A connection, and what it brought while it was held back.
    private struct Carrier: Sendable {
        var link: UInt64
        var held: [Trade] = []
        var hasSnapshot = false
    }

    /// How much earlier than the last one a trade may have been that is missing.
    private static let grace = TimeSpan(seconds: 2)
    /// How many trades are remembered, and how many are held back at most.
    private static let memory = 8_192
    private static let heldLimit = 65_536

    private var mode = Mode.joining
    private var carrier: Carrier?
    private var successor: Carrier?
    private var seen = RecentNumbers(capacity: memory)
    private var last: Timestamp?
    private var questions: UInt64 = 0
    /// Whether trades are known to be lost before the next one; the reader clears it.
    var owesGap: Bool

    /// A line without a connection.
    ///
    /// - Parameter isContinued: whether an earlier process took trades of it, so that those between are lost.
    init(isContinued: Bool) { owesGap = isContinued }

    /// What is to be asked for now; nil when nothing is.
    var question: Question? {
        guard mode == .asking, let last, let carrier else { return nil }
        return Question(number: questions, horizon: last - Self.grace, newest: carrier.held.first?.id)
    }

    /// The connection that carries the line.
    var carrying: UInt64? { carrier?.link }

    /// Whether no trade is held back or missing, so that time may be told from the line's last trade on.
    var isLive: Bool { carrier != nil && mode == .live }

    /// A connection was opened that will carry the line, now or when the present one ends.
    mutating func opened(_ link: UInt64) {
        guard carrier != nil else {
            carrier = Carrier(link: link)
            mode = .joining
            return
        }
        successor = Carrier(link: link)
    }

    /// A connection ended; the one beside it carries on.
    mutating func closed(_ link: UInt64) -> Step {
        if successor?.link == link { successor = nil }
        guard carrier?.link == link else { return .rest }
        carrier = successor
        successor = nil
        mode = .joining
        return carrier == nil ? .rest : judge()
    }

    /// A trade came by a connection.
    mutating func take(_ trade: Trade, isSnapshot: Bool, from link: UInt64) -> Step {
        if carrier?.link == link { return take(trade, isSnapshot) }
        if successor?.link == link, !Self.hold(trade, isSnapshot, in: &successor) { owesGap = true }
        return .rest
    }

    private mutating func take(_ trade: Trade, _ isSnapshot: Bool) -> Step {
        // A snapshot that comes late and is not known means that trades before it may be missing.
        let isGap = isSnapshot && last != nil && !seen.contains(trade.id)
        if mode == .live, !isGap { return admit(trade) ? .give : .rest }
        let isFirst = carrier?.held.isEmpty ?? false
        if !Self.hold(trade, isSnapshot, in: &carrier) { owesGap = true }
        switch mode {
        case .joining: return judge()
        case .live: return ask()
        // Until now the answer needed to meet nothing; now it must meet this.
        case .asking: return isFirst ? ask() : .rest
        }
    }

    /// The venue had time to begin and did not: whatever was missed is asked for.
    mutating func waited(for link: UInt64) -> Step {
        guard mode == .joining, carrier?.link == link, last != nil else { return .rest }
        return ask()
    }

    /// Takes what was held back, in its order and without what is known.
    mutating func takeHeld() -> [Trade] {
        let held = carrier?.held ?? []
        carrier?.held = []
        return held.filter { admit($0) }
    }

    /// Whether a page of an answer, newest first, reaches back to what is known.
    func reaches(_ page: [Trade], of question: Question, isLast: Bool) -> Bool {
        guard let oldest = page.last else { return false }
        return oldest.time < question.horizon || isLast && page.contains { seen.contains($0.id) }
    }

    /// Takes the answer to a question, newest first, and returns what is to be given on, oldest first.
    ///
    /// Trades between two known ones were missed as well as those after the last known one.
    ///
    /// - Parameter isWhole: whether the answer reaches from what is known to what the connection brought.
    mutating func answered(_ answer: [Trade], to number: UInt64, isWhole: Bool) -> [Trade] {
        guard mode == .asking, number == questions, let last else { return [] }
        let horizon = last - Self.grace
        let known = answer.lastIndex { $0.time >= horizon && seen.contains($0.id) }
        let missed = known.map { answer[..<$0] } ?? answer.prefix { $0.time > last }
        if !isWhole || known == nil { owesGap = true }
        mode = .live
        let held = carrier?.held ?? []
        carrier?.held = []
        return UpbitTradeLine.merged(missed.reversed(), held).filter { admit($0) }
    }

    /// Two sequences as one, by time; each keeps its own order, and the first comes first at the same time.
    private static func merged(_ first: [Trade], _ second: [Trade]) -> [Trade] {
        var result: [Trade] = []
        result.reserveCapacity(first.count + second.count)
        var index = 0
        for trade in second {
            while index < first.count, first[index].time <= trade.time {
                result.append(first[index])
                index += 1
            }
            result.append(trade)
        }
        return result + first[index...]
    }

    /// Decides whether what the connection began with meets what is known.
    private mutating func judge() -> Step {
        guard let carrier, let first = carrier.held.first else { return .rest }
        guard last != nil else {
            // Nothing was taken before: the snapshot lies before the beginning, and is only remembered.
            if carrier.hasSnapshot {
                _ = admit(first)
                self.carrier?.held.removeFirst()
            }
            mode = .live
            return .giveHeld
        }
        guard carrier.hasSnapshot, seen.contains(first.id) else { return ask() }
        mode = .live
        return .giveHeld
    }

    private mutating func ask() -> Step {
        mode = .asking
        questions += 1
        return .ask
    }

    private mutating func admit(_ trade: Trade) -> Bool {
        guard seen.insert(trade.id) else { return false }
        last = max(last ?? trade.time, trade.time)
        return true
    }

    /// Holds a trade back; false when one too many made the oldest give way, which is a loss.
    private static func hold(_ trade: Trade, _ isSnapshot: Bool, in carrier: inout Carrier?) -> Bool {
        if isSnapshot, carrier?.held.isEmpty ?? true { carrier?.hasSnapshot = true }
        let isFull = carrier?.held.count == heldLimit
        if isFull { carrier?.held.removeFirst() }
        carrier?.held.append(trade)
        return !isFull
    }
}
