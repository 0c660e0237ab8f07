internal import SigmaModel
internal import SigmaRuntime

/// A source of trades together with an invented book that agrees with them.
struct BookedMarket<Source: MarketSource>: MarketSource {
    private(set) var position: UInt64 = 0
    private(set) var upcoming: SourceEvent?
    private var source: Source
    private var books: [InstrumentID: SyntheticBook]
    private var waiting: [SourceEvent] = []
    private var index = 0

    init(_ source: Source, books: [InstrumentID: SyntheticBook]) throws {
        self.source = source
        self.books = books
        try load()
    }

    mutating func advance() throws {
        position += 1
        index += 1
        try load()
    }

    private mutating func load() throws {
        while index == waiting.count {
            guard let next = source.upcoming else {
                upcoming = nil
                return
            }
            try source.advance()
            waiting = expand(next)
            index = 0
        }
        upcoming = waiting[index]
    }

    private mutating func expand(_ next: SourceEvent) -> [SourceEvent] {
        guard case .trade(let trade) = next.event, var book = books[trade.instrument] else { return [next] }
        let before = book.prepare(for: trade)
        let after = book.settle(trade)
        books[trade.instrument] = book
        let wrap = { (update: BookUpdate) in SourceEvent(event: .book(update), time: update.time) }
        return before.map(wrap) + [next] + after.map(wrap)
    }
}
