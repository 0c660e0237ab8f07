package import SigmaModel

/// The trades of one symbol in the order of their numbers, each once, across cuts and overlapping connections.
///
/// Binance numbers a symbol's trades without holes, so a number that jumps means that trades were missed. They are asked
/// for by number, and what comes live in the meantime waits behind them. A pure state machine: it says what to hand out
/// and what to ask for, and does neither.
///
/// | state | live trade | page of past trades | reconnected |
/// |---|---|---|---|
/// | fresh: nothing handed out | out → whole | – | fresh |
/// | whole | next: out; older: dropped; later: waits → filling | – | asks → filling |
/// | filling | older: dropped; else waits, or out if it is next and nothing waits | out; joined → whole, else asks on | – |
package struct BinanceTradeLine: Sendable {
    /// What to do with a live trade.
    package enum Verdict: Hashable, Sendable {
        /// It is next.
        case handOut
        /// It was handed out before.
        case drop
        /// It waits behind missed trades; `ask` tells whether the question for them is to be put now.
        case wait(ask: Bool)
        /// There is no room for another one to wait: give up, then offer it again.
        case overflow
    }

    /// A trade that comes later than it should have.
    package struct Late: Hashable, Sendable {
        /// The trade.
        package var trade: Trade
        /// How many trades before it will never come.
        package var lostBefore: UInt64
    }

    /// What a page of past trades brought.
    package struct Progress: Hashable, Sendable {
        /// In order, to be handed out now.
        package var trades: [Late] = []
        /// How the line goes on.
        package var next = Next.whole
    }

    /// What is to be done behind a page.
    package enum Next: Hashable, Sendable {
        /// Nothing is missing that is known of.
        case whole
        /// Ask for the next page, from ``BinanceTradeLine/askFrom``.
        case ask
        /// The venue's archive lags behind its streams: ask again a little later.
        case askLater
    }

    /// Trades that may wait: minutes of the busiest market, far more than an answer takes.
    package static let waitingLimit = 65_536

    /// The number of the last trade handed out; nil before the first.
    package private(set) var last: UInt64?
    /// Whether missed trades are being asked for.
    package private(set) var isFilling = false
    /// Trades that came early, by rising number, none twice.
    private var waiting: [Trade] = []

    /// A line that begins with the first trade that comes, or behind the last one of an earlier process.
    package init(after last: UInt64? = nil) { self.last = last }

    /// How many trades wait.
    package var waitingCount: Int { waiting.count }

    /// The number from which missed trades are to be asked for.
    package var askFrom: UInt64 { last.map { $0 + 1 } ?? 0 }

    /// Takes a live trade.
    package mutating func take(_ trade: Trade) -> Verdict {
        guard let last else {
            self.last = trade.id
            return .handOut
        }
        if trade.id <= last { return .drop }
        if trade.id == last + 1, waiting.isEmpty {
            self.last = trade.id
            return .handOut
        }
        guard waiting.count < Self.waitingLimit else { return .overflow }
        guard insert(trade) else { return .drop }
        defer { isFilling = true }
        return .wait(ask: !isFilling)
    }

    /// A connection stands again after one was cut: whether to ask for what happened meanwhile.
    package mutating func resume() -> Bool {
        guard last != nil, !isFilling else { return false }
        isFilling = true
        return true
    }

    /// Takes a page of past trades, oldest first, that was asked for from ``askFrom``.
    ///
    /// A number that the page skips exists nowhere and counts as lost, unless its trade waits.
    ///
    /// - Parameter isFull: whether more may follow behind the page.
    package mutating func take(page: [Trade], isFull: Bool) -> Progress {
        var progress = Progress()
        let hadWaiting = !waiting.isEmpty
        for trade in page where trade.id >= askFrom {
            drain(below: trade.id, &progress)
            guard trade.id >= askFrom else { continue }
            hand(trade, &progress)
        }
        join(&progress)
        if !waiting.isEmpty {
            progress.next = isFull ? .ask : .askLater
        } else if isFull && !hadWaiting {
            progress.next = .ask
        } else {
            isFilling = false
        }
        return progress
    }

    /// Goes on without what is missing: the trades that wait, with the number of those lost before each.
    package mutating func giveUp() -> [Late] {
        var progress = Progress()
        drain(below: .max, &progress)
        isFilling = false
        return progress.trades
    }

    private mutating func hand(_ trade: Trade, _ progress: inout Progress) {
        guard trade.id >= askFrom else { return }
        progress.trades.append(Late(trade: trade, lostBefore: last == nil ? 0 : trade.id - askFrom))
        last = trade.id
    }

    /// Hands out those that wait below a number, whatever is missing between them.
    private mutating func drain(below id: UInt64, _ progress: inout Progress) {
        let count = waiting.firstIndex { $0.id >= id } ?? waiting.count
        for trade in waiting[..<count] { hand(trade, &progress) }
        waiting.removeFirst(count)
    }

    /// Hands out those that wait as far as nothing is missing between them.
    private mutating func join(_ progress: inout Progress) {
        var count = 0
        while count < waiting.count, waiting[count].id <= askFrom {
            hand(waiting[count], &progress)
            count += 1
        }
        waiting.removeFirst(count)
    }

    /// Puts a trade in its place, which is nearly always the end; false if it waits there already.
    private mutating func insert(_ trade: Trade) -> Bool {
        var index = waiting.count
        while index > 0, waiting[index - 1].id >= trade.id { index -= 1 }
        if index < waiting.count, waiting[index].id == trade.id { return false }
        waiting.insert(trade, at: index)
        return true
    }
}
