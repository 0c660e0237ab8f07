package import SigmaEngine
internal import SigmaHistory
package import SigmaModel

/// What everybody may know of one instrument: book, trades, candles.
package final class MarketBoard {
    /// Trades that can be asked for.
    private static let tradeLimit = 20_000

    /// The place in the emulator's table.
    package let id: InstrumentID
    /// What is traded.
    package let instrument: Instrument
    /// The book as it was last published.
    package private(set) var book = OrderBook()
    /// The number of the newest change of the book.
    package private(set) var bookID: UInt64 = 0
    /// When the book changed last.
    package private(set) var bookTime = Timestamp.epoch
    /// The newest trades, oldest first.
    package private(set) var trades: [BoardTrade] = []
    package var candles: CandleShelf
    /// What takers sold and bought since midnight UTC.
    package private(set) var soldToday = Quantity.zero, boughtToday = Quantity.zero
    /// The level changes of the message that is not complete yet.
    private var group: [BookUpdate] = []
    private var tradeCount: UInt64 = 0
    private var day = Timestamp.epoch

    init(_ id: InstrumentID, _ instrument: Instrument, history: [ShelfCandle]) {
        self.id = id
        self.instrument = instrument
        candles = CandleShelf(history: history)
    }

    /// The newest trade; nil before the first.
    package var lastTrade: BoardTrade? { trades.last }
    /// The newest price, from the candles before the first trade; zero where nothing is known.
    package var lastPrice: Price { trades.last?.price ?? candles.minutes.last?.close ?? .zero }

    /// The venue's rules at an instant.
    package func rules(at time: Timestamp) -> VenueRules { instrument.rules.rules(at: time) }

    /// The best levels of a side, best first.
    package func levels(_ side: Side, limit: Int) -> [(price: Price, quantity: Quantity)] {
        let count = min(limit, side == .buy ? book.bids.count : book.asks.count)
        return (0..<count).map { depth in
            side == .buy
                ? (book.bids.price(at: depth), book.bids.quantity(at: depth))
                : (book.asks.price(at: depth), book.asks.quantity(at: depth))
        }
    }

    /// Tells the book as it is, level by level, to somebody who comes late.
    func replay(_ tell: (MarketEvent) -> Void) {
        for side in Side.allCases {
            for level in levels(side, limit: .max) {
                let update = BookUpdate(
                    instrument: id, time: bookTime, side: side, price: level.price, quantity: level.quantity)
                tell(.book(update))
            }
        }
    }

    /// Takes an event in; returns what is to be published, nil inside of a message.
    func take(_ event: MarketEvent) -> MarketNews? {
        switch event {
        case .trade(let trade): return .trade(record(trade))
        case .book(let update):
            group.append(update)
            guard update.flags.contains(.last) else { return nil }
            defer { group.removeAll(keepingCapacity: true) }
            return apply(group).map { .book($0) }
        }
    }

    private func record(_ trade: Trade) -> BoardTrade {
        tradeCount += 1
        let known = BoardTrade(
            number: tradeCount, time: trade.time, price: trade.price, quantity: trade.quantity,
            aggressor: trade.aggressor)
        if trade.time.floored(to: .day) != day {
            day = trade.time.floored(to: .day)
            (soldToday, boughtToday) = (.zero, .zero)
        }
        if trade.aggressor == .buy { boughtToday += trade.quantity } else { soldToday += trade.quantity }
        trades.append(known)
        if trades.count >= 2 * MarketBoard.tradeLimit { trades.removeFirst(MarketBoard.tradeLimit) }
        candles.add(known)
        return known
    }

    private func apply(_ updates: [BookUpdate]) -> BookNews? {
        guard let last = updates.last else { return nil }
        var changes: [BookNews.Change] = []
        if updates.contains(where: { $0.flags.contains(.snapshot) }) {
            for side in Side.allCases {
                for level in levels(side, limit: .max)
                where !updates.contains(where: { $0.side == side && $0.price == level.price }) {
                    changes.append(BookNews.Change(side: side, price: level.price, quantity: .zero))
                }
            }
        }
        for update in updates {
            _ = book.apply(update)
            changes.removeAll { $0.side == update.side && $0.price == update.price }
            changes.append(BookNews.Change(side: update.side, price: update.price, quantity: update.quantity))
        }
        let first = bookID + 1
        bookID += UInt64(changes.count)
        bookTime = last.time
        return BookNews(time: last.time, firstID: first, lastID: bookID, changes: changes)
    }
}
