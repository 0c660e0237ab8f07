internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// What a feed of Upbit's markets knows, and what it has not handed on yet; one caller at a time.
struct UpbitMarketState<Sink: MarketSink> {
    /// The book of one market: which message was the last, and from which connection.
    private struct Book {
        var time = Timestamp.epoch
        var link: UInt64 = 0
        var isFilled = false
    }

    let markets: [(symbol: String, instrument: InstrumentID)]
    private let depth: UpbitSubscription.Depth
    private let decoder: UpbitDecoder
    private let sink: Sink
    private let clock: any SessionClock
    private var lines: [UpbitTradeLine]
    private var books: [Book]
    private var levels: [BookUpdate] = []
    private var links: Set<UInt64> = []
    private var pending: [FeedItem] = []
    private var pendingHead = 0
    /// The connections that wait until there is room.
    private var paused: [any StreamLink] = []
    private var delay = UpbitDelay()
    /// When the last message of each connection came.
    private var heard: [UInt64: Timestamp] = [:]
    private(set) var counters = UpbitFeedCounters()

    /// A feed that heard nothing yet.
    ///
    /// - Parameter isContinued: whether an earlier process handed events on, so that those between are lost.
    init(
        _ markets: [(symbol: String, instrument: InstrumentID)], _ depth: UpbitSubscription.Depth, isContinued: Bool,
        sink: Sink, clock: any SessionClock
    ) {
        self.markets = markets
        self.depth = depth
        self.sink = sink
        self.clock = clock
        // Numbers of places rather than of instruments, so that lines and books are found without a search.
        decoder = UpbitDecoder(
            SymbolTable(markets.enumerated().map { ($0.element.symbol, InstrumentID($0.offset)) }))
        lines = markets.map { _ in UpbitTradeLine(isContinued: isContinued) }
        books = markets.map { _ in Book() }
    }

    /// Whether everything was handed on.
    var isDrained: Bool { pendingHead == pending.count }

    /// A connection was opened.
    mutating func opened(_ link: UInt64) {
        links.insert(link)
        for index in lines.indices { lines[index].opened(link) }
    }

    /// A connection ended; returns the markets of which trades must be asked for.
    mutating func closed(_ link: UInt64, at time: Timestamp) -> [Int] {
        links.remove(link)
        heard[link] = nil
        if links.isEmpty { delay = UpbitDelay() }
        paused.removeAll { $0.id.number == link }
        if links.isEmpty { emptyBooks(at: time) }
        return lines.indices.filter { follow(lines[$0].closed(link), $0, at: time) }
    }

    /// The venue had time to begin; returns the markets of which trades must be asked for.
    mutating func waited(for link: UInt64, at time: Timestamp) -> [Int] {
        lines.indices.filter { follow(lines[$0].waited(for: link), $0, at: time) }
    }

    /// A message came; what is to follow for its connection, and the market of which trades must be asked for.
    mutating func take(_ message: WebSocketMessage, from link: UInt64) throws(WireError) -> (UpbitMessage, ask: Int?) {
        let read = try message.withBytes { (bytes) throws(WireError) in
            try decoder.decode(JSONCursor(bytes), levels: &levels)
        }
        heard[link] = message.receivedAt
        switch read {
        case .trade(let trade, let isSnapshot):
            let place = Int(trade.instrument.index)
            if !isSnapshot { delay.note(message.receivedAt - trade.time, at: message.receivedAt) }
            counters.trades += 1
            let step = lines[place].take(trade, isSnapshot: isSnapshot, from: link)
            if step == .give {
                give(trade, place, at: message.receivedAt)
            } else if follow(step, place, at: message.receivedAt) {
                return (read, place)
            }
        case .book(let instrument, let time, _):
            delay.note(message.receivedAt - time, at: message.receivedAt)
            counters.books += 1
            giveBook(Int(instrument.index), time, from: link, at: message.receivedAt)
        case .ticker, .candle, .alive, .subscribed, .unwanted, .refused: break
        }
        return (read, nil)
    }

    /// What is to be asked for of a market now.
    func question(of place: Int) -> UpbitTradeLine.Question? { lines[place].question }

    /// Whether a page of past trades reaches back to what is known.
    func reaches(_ page: [Trade], of question: UpbitTradeLine.Question, _ place: Int, isLast: Bool) -> Bool {
        lines[place].reaches(page, of: question, isLast: isLast)
    }

    /// Past trades came; they and what was held back are handed on.
    mutating func answered(_ trades: [Trade], to question: UpbitTradeLine.Question, _ place: Int, isWhole: Bool) {
        let time = clock.now
        for trade in lines[place].answered(trades, to: question.number, isWhole: isWhole) {
            counters.backfilled += 1
            give(trade, place, at: time)
        }
    }

    /// A message could not be read; unless a new connection brings what it said, nobody knows what is lost.
    mutating func noteUnreadable(isLost: Bool) {
        counters.unreadable += 1
        guard isLost else { return }
        for index in lines.indices { lines[index].owesGap = true }
    }

    /// Tells the engine what time it is at the market, where no earlier trade can follow.
    ///
    /// A connection keeps its messages in order: what was sent before its last message has come.
    ///
    /// - Parameter lag: how much longer than the fastest messages others may take.
    mutating func tellTime(lag: TimeSpan) {
        guard isDrained, let delay = delay.shortest, !lines.isEmpty, lines.allSatisfy(\.isLive) else { return }
        let carrier = lines[0].carrying
        guard let carrier, let last = heard[carrier] else { return }
        push(FeedItem(event: .timer(last - delay - lag), receivedAt: nil, handedOver: clock.monotonic))
    }

    /// Remembers a connection that reads nothing until there is room.
    mutating func pause(_ link: any StreamLink) { paused.append(link) }

    /// Hands on what waits, as far as there is room; returns the connections that may go on.
    mutating func drain() -> [any StreamLink] {
        while pendingHead < pending.count, sink.push(pending[pendingHead]) { pendingHead += 1 }
        guard isDrained else { return [] }
        pending.removeAll(keepingCapacity: true)
        pendingHead = 0
        defer { paused = [] }
        return paused
    }

    /// Gives held trades on where the line says so; whether it wants an answer.
    private mutating func follow(_ step: UpbitTradeLine.Step, _ place: Int, at time: Timestamp) -> Bool {
        switch step {
        case .rest, .give: return false
        case .giveHeld:
            for trade in lines[place].takeHeld() { give(trade, place, at: time) }
            return false
        case .ask: return true
        }
    }

    private mutating func give(_ trade: Trade, _ place: Int, at time: Timestamp) {
        var trade = trade
        trade.instrument = markets[place].instrument
        var item = FeedItem(event: .trade(trade), receivedAt: time, handedOver: clock.monotonic)
        if lines[place].owesGap {
            item.gap = 0
            lines[place].owesGap = false
        }
        push(item)
    }

    private mutating func giveBook(_ place: Int, _ time: Timestamp, from link: UInt64, at received: Timestamp) {
        let book = books[place]
        guard depth != .nothing, time > book.time || time == book.time && link == book.link else { return }
        books[place] = Book(time: time, link: link, isFilled: true)
        let handedOver = clock.monotonic
        if depth == .best {
            guard var quote = UpbitBook.quote(levels) else { return }
            quote.instrument = markets[place].instrument
            push(FeedItem(event: .quote(quote), receivedAt: received, handedOver: handedOver))
            return
        }
        for level in levels {
            var level = level
            level.instrument = markets[place].instrument
            push(FeedItem(event: .book(level), receivedAt: received, handedOver: handedOver))
        }
    }

    /// No connection is left: what the books show is not to be traded on.
    private mutating func emptyBooks(at time: Timestamp) {
        guard depth != .best, depth != .nothing else { return }
        for place in books.indices where books[place].isFilled {
            books[place].isFilled = false
            let update = BookUpdate(
                instrument: markets[place].instrument, time: books[place].time, side: .buy, price: .zero,
                quantity: .zero, flags: [.snapshot, .last])
            push(FeedItem(event: .book(update), receivedAt: time, handedOver: clock.monotonic))
        }
    }

    private mutating func push(_ item: FeedItem) {
        if isDrained, sink.push(item) { return }
        pending.append(item)
    }
}

/// How long the fastest messages of late took from the venue's clock to this machine's, clocks' difference included.
struct UpbitDelay: Sendable {
    /// Clocks drift and are set, so that what was fastest long ago does not count.
    private static let period = TimeSpan(seconds: 60)

    private var begun = Timestamp.epoch
    private var present: TimeSpan?
    private var before: TimeSpan?

    /// The shortest delay of one to two minutes; nil before the first message.
    var shortest: TimeSpan? {
        guard let present, let before else { return present ?? before }
        return min(present, before)
    }

    /// A message that came at a time took so long.
    mutating func note(_ delay: TimeSpan, at time: Timestamp) {
        if time < begun || time >= begun + Self.period {
            begun = time
            before = present
            present = nil
        }
        present = present.map { min($0, delay) } ?? delay
    }
}

/// What became of a feed's messages.
package struct UpbitFeedCounters: Hashable, Sendable {
    /// Read from the sockets, repetitions included.
    package var trades: UInt64 = 0
    /// Whole books.
    package var books: UInt64 = 0
    /// Asked for after a cut, with those held back meanwhile.
    package var backfilled: UInt64 = 0
    /// Could not be read.
    package var unreadable: UInt64 = 0
}
