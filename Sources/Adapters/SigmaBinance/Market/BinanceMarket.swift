package import SigmaModel

/// The markets of a feed as they are put together from messages and answers: pure, and the whole of a feed's thinking.
///
/// Every input returns what to hand on, in order, and what to ask; asking is the feed's work.
package struct BinanceMarket: Sendable {
    /// Something to hand on.
    package struct Item: Hashable, Sendable {
        /// What happened.
        package var event: Event
        /// How many messages are known to be lost before it; nil for none, zero where it cannot be said.
        package var gap: UInt32?
    }

    /// Something to ask by REST.
    package enum Question: Hashable, Sendable {
        /// Past trades from a number on; `isLater` where the archive lags and is to be given time.
        case trades(InstrumentID, from: UInt64, isLater: Bool)
        /// A snapshot of a book; `isAgain` where the last one was too old.
        case snapshot(InstrumentID, isAgain: Bool)
    }

    /// What came of an input.
    package struct Outcome: Hashable, Sendable {
        /// What goes to the session, in order.
        package var items: [Item] = []
        /// What is to be asked of the venue.
        package var questions: [Question] = []

        /// Nothing came of it.
        package init() {}
    }

    private struct Place: Sendable {
        let instrument: InstrumentID
        var line: BinanceTradeLine
        var book: BinanceBook
        var lastQuote: UInt64 = 0
        var lastCandle: [Timeframe: Timestamp] = [:]
        /// What the next item tells of what was lost before it.
        var gap: UInt32?
    }

    private let interest: BinanceInterest
    private var places: [Place]
    /// The place of each instrument by its number; negative for those that are not the feed's.
    private let slots: [Int]
    private var openConnections = 0

    /// Markets of which nothing is known but the numbers of the last trades that an earlier process handed on.
    ///
    /// - Parameter isLate: whether earlier processes of this session heard something: the first item then tells a gap.
    package init(
        _ instruments: [InstrumentID], _ interest: BinanceInterest, lastTrades: [InstrumentID: UInt64] = [:],
        isLate: Bool = false
    ) {
        self.interest = interest
        var slots = [Int](repeating: -1, count: (instruments.map { Int($0.index) }.max() ?? -1) + 1)
        for (place, instrument) in instruments.enumerated() { slots[Int(instrument.index)] = place }
        self.slots = slots
        places = instruments.map { instrument in
            Place(
                instrument: instrument, line: BinanceTradeLine(after: lastTrades[instrument]),
                book: BinanceBook(instrument), gap: isLate ? 0 : nil)
        }
    }

    /// Whether nothing is missing that is known of and a connection stands.
    package var isWhole: Bool {
        openConnections > 0
            && places.allSatisfy { !$0.line.isFilling && (!interest.books || $0.book.isWhole) }
    }
}

// MARK: - Connections

extension BinanceMarket {
    /// A connection's subscriptions stand.
    package mutating func opened() -> Outcome {
        var outcome = Outcome()
        openConnections += 1
        for index in places.indices {
            if interest.books, places[index].book.open().wantsSnapshot {
                outcome.questions.append(.snapshot(places[index].instrument, isAgain: false))
            }
            // A line that an earlier process began is behind from the start.
            if interest.trades, openConnections == 1, places[index].line.resume() {
                outcome.questions.append(
                    .trades(places[index].instrument, from: places[index].line.askFrom, isLater: false))
            }
        }
        return outcome
    }

    /// A connection whose subscriptions stood ended; when it was the only one, books are emptied.
    package mutating func closed() -> Outcome {
        openConnections -= 1
        guard openConnections == 0 else { return Outcome() }
        var outcome = Outcome()
        for index in places.indices {
            // Trades are asked for; changes of books and quotes that nobody heard are gone.
            if interest.books || interest.quotes { places[index].gap = places[index].gap ?? 0 }
            places[index].lastQuote = 0
            add(places[index].book.cut(), index, &outcome)
        }
        return outcome
    }

    /// A message could not be read: what it said is lost, and nobody knows of which instrument it was.
    package mutating func missed() -> Outcome {
        var outcome = Outcome()
        for index in places.indices {
            places[index].gap = places[index].gap ?? 0
            add(places[index].book.miss(), index, &outcome)
        }
        return outcome
    }
}

// MARK: - Messages

extension BinanceMarket {
    /// Takes a message that is no trade; those of other instruments were not decoded.
    package mutating func take(_ message: BinanceMessage) -> Outcome {
        var outcome = Outcome()
        switch message {
        case .trade(let trade):
            if let item = take(trade, &outcome) { outcome.items.append(item) }
        case .quote(let quote, let update):
            guard let index = index(of: quote.instrument), update > places[index].lastQuote else { break }
            places[index].lastQuote = update
            outcome.items.append(item(.quote(quote), index))
        case .depth(let change):
            guard let index = index(of: change.instrument) else { break }
            add(places[index].book.take(change), index, &outcome)
        case .candle(let candle, isClosed: true):
            guard candle.isPossible, let index = index(of: candle.instrument),
                places[index].lastCandle[candle.timeframe].map({ $0 < candle.openTime }) ?? true
            else { break }
            places[index].lastCandle[candle.timeframe] = candle.openTime
            outcome.items.append(item(.candle(candle), index))
        case .candle, .aggregate, .partialBook, .ticker, .shutdown, .answer, .ignored: break
        }
        return outcome
    }

    /// Takes a trade, which is handed on at once where it is next; nothing is allocated then.
    @inline(__always)
    package mutating func take(_ trade: Trade, _ outcome: inout Outcome) -> Item? {
        guard let index = index(of: trade.instrument) else { return nil }
        switch places[index].line.take(trade) {
        case .handOut: return item(.trade(trade), index)
        case .drop, .wait(ask: false): return nil
        case .wait(ask: true):
            outcome.questions.append(
                .trades(trade.instrument, from: places[index].line.askFrom, isLater: false))
            return nil
        case .overflow:
            add(places[index].line.giveUp(), index, &outcome)
            if let item = take(trade, &outcome) { outcome.items.append(item) }
            return nil
        }
    }

    /// Takes past trades that were asked for.
    package mutating func take(page: [Trade], of instrument: InstrumentID, isFull: Bool) -> Outcome {
        var outcome = Outcome()
        guard let index = index(of: instrument), places[index].line.isFilling else { return outcome }
        let progress = places[index].line.take(page: page, isFull: isFull)
        add(progress.trades, index, &outcome)
        switch progress.next {
        case .whole: break
        case .ask, .askLater:
            outcome.questions.append(
                .trades(instrument, from: places[index].line.askFrom, isLater: progress.next == .askLater))
        }
        return outcome
    }

    /// Past trades cannot be had: the line goes on without them.
    package mutating func giveUp(_ instrument: InstrumentID) -> Outcome {
        var outcome = Outcome()
        guard let index = index(of: instrument), places[index].line.isFilling else { return outcome }
        if places[index].line.waitingCount == 0 { places[index].gap = places[index].gap ?? 0 }
        add(places[index].line.giveUp(), index, &outcome)
        return outcome
    }

    /// Takes a snapshot that was asked for; `time` is when it came, by the venue's clock.
    package mutating func take(_ snapshot: BinanceSnapshot, of instrument: InstrumentID, at time: Timestamp) -> Outcome
    {
        var outcome = Outcome()
        guard let index = index(of: instrument) else { return outcome }
        let taken = places[index].book.take(snapshot, at: time)
        add(taken, index, &outcome)
        if taken.wantsSnapshot { outcome.questions = [.snapshot(instrument, isAgain: true)] }
        return outcome
    }

    @inline(__always)
    private func index(of instrument: InstrumentID) -> Int? {
        let number = Int(instrument.index)
        guard slots.indices.contains(number), slots[number] >= 0 else { return nil }
        return slots[number]
    }

    private mutating func item(_ event: Event, _ index: Int) -> Item {
        defer { places[index].gap = nil }
        return Item(event: event, gap: places[index].gap)
    }

    private mutating func add(_ late: [BinanceTradeLine.Late], _ index: Int, _ outcome: inout Outcome) {
        for trade in late {
            if trade.lostBefore > 0 { places[index].gap = UInt32(clamping: trade.lostBefore) }
            outcome.items.append(item(.trade(trade.trade), index))
        }
    }

    private mutating func add(_ book: BinanceBook.Outcome, _ index: Int, _ outcome: inout Outcome) {
        if book.isBroken { places[index].gap = places[index].gap ?? 0 }
        for level in book.levels { outcome.items.append(item(.book(level), index)) }
        if book.wantsSnapshot { outcome.questions.append(.snapshot(places[index].instrument, isAgain: false)) }
    }
}
