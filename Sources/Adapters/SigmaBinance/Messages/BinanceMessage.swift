package import SigmaModel

/// What a public stream of Binance says.
package enum BinanceMessage: Hashable, Sendable {
    /// One trade.
    case trade(Trade)
    /// Trades of one taker order at one price.
    case aggregate(BinanceAggregate)
    /// The best bid and ask, with the number of the book's state that they belong to.
    case quote(Quote, update: UInt64)
    /// Changes of a book.
    case depth(BinanceDepth)
    /// The best levels of a book; nil where the message does not tell whose.
    case partialBook(BinanceSnapshot, InstrumentID?)
    /// A candle so far, or closed.
    case candle(Candle, isClosed: Bool)
    /// The last 24 hours.
    case ticker(BinanceTicker)
    /// The server will end the connection, at a time it does not tell.
    case shutdown(Timestamp)
    /// The answer to a request to subscribe.
    case answer(BinanceStreamAnswer)
    /// Known, or at least well-formed, and of no use here.
    case ignored(Ignored)

    /// Why a message is of no use.
    package enum Ignored: UInt8, Hashable, Sendable, CaseIterable {
        /// Of a kind that nothing here reads.
        case kind
        /// Of an instrument that nobody asked for.
        case instrument
        /// An entry of a contract's insurance fund and the like, which is no trade.
        case noTrade
        /// A candle of a length that does not exist here, such as a week.
        case interval
    }
}

/// Trades that one taker order made at one price.
package struct BinanceAggregate: Hashable, Sendable {
    /// As if they were one; ``Trade/id`` is the aggregate's own number.
    package var trade: Trade
    /// The numbers of the first and the last of them.
    package var first, last: UInt64
}

/// Changes of a book in one message.
package struct BinanceDepth: Hashable, Sendable {
    /// Whose book it is.
    package var instrument: InstrumentID
    /// The numbers of the first and the last change in it.
    package var firstID, lastID: UInt64
    /// When the venue sent it.
    package var time: Timestamp
    /// Bids, then asks; the last is flagged so.
    package var levels: [BookUpdate]

    package init(instrument: InstrumentID, firstID: UInt64, lastID: UInt64, time: Timestamp, levels: [BookUpdate]) {
        self.instrument = instrument
        self.firstID = firstID
        self.lastID = lastID
        self.time = time
        self.levels = levels
    }
}

/// The levels of a book at one moment.
package struct BinanceSnapshot: Hashable, Sendable {
    /// The number of the last change in it.
    package var lastID: UInt64
    /// Bids, then asks, without flags.
    package var levels: [BookUpdate]

    package init(lastID: UInt64, levels: [BookUpdate]) {
        self.lastID = lastID
        self.levels = levels
    }
}

/// What the last 24 hours brought.
package struct BinanceTicker: Hashable, Sendable {
    /// What it is of.
    package var instrument: InstrumentID
    /// When the venue sent it.
    package var time: Timestamp
    package var open, high, low, last: Price
    /// The best bid and ask; zero where there is none.
    package var bid, ask: Price
    /// How much of the base currency changed hands.
    package var volume: Quantity
    /// How much of the quote currency, to the nearest 10⁻⁸.
    package var turnover: Money
    /// How many trades it holds.
    package var tradeCount: UInt64
}

/// The answer to a request on a stream's connection.
package struct BinanceStreamAnswer: Hashable, Sendable {
    /// The request's own number; nil where the answer has none.
    package var id: UInt64?
    /// What was wrong; nil for success.
    package var refusal: String?

    package init(id: UInt64?, refusal: String?) {
        self.id = id
        self.refusal = refusal
    }
}
