package import SigmaModel
package import SigmaPorts

/// What a message of one of Bybit's streams says.
///
/// Trades and levels are left in the reader that read it, which keeps their memory.
package enum BybitMessage: Hashable, Sendable {
    /// Trades of a symbol, oldest first: ``BybitReader/trades``.
    case trades(subject: Int)
    /// The book of a symbol: ``BybitReader/bids`` and ``BybitReader/asks``.
    case book(BybitBookHead)
    /// What changed in a symbol's overview.
    case ticker(BybitTicker)
    /// Candles, closed or still growing.
    case candles([BybitCandle])
    /// Orders of the account as they are now.
    case orders([OrderReport])
    /// Executions of the account's orders.
    case fills([FillReport])
    /// What the account owns of the assets that changed.
    case balances([BalanceReport])
    /// The answer to something that was sent.
    case answer(BybitStreamAnswer)
    /// A message that nothing here needs, by its topic.
    case unused(String)
}

/// A symbol's overview, of which a message tells only what changed.
package struct BybitTicker: Hashable, Sendable {
    /// The place of the symbol among those that were asked for.
    package var subject: Int
    /// Whether it tells everything.
    package var isSnapshot: Bool
    /// When the venue made it.
    package var time: Timestamp
    /// The last price and the contract's fair price.
    package var last, mark: Price?
    /// The best prices and what is there.
    package var bid, ask: Price?
    /// How much is wanted and offered at the best prices.
    package var bidQuantity, askQuantity: Quantity?
    /// How much of the base currency changed hands in 24 hours.
    package var volume: Quantity?
    /// What it was worth in the quote currency.
    package var turnover: Money?

    /// This overview with what a later message changes.
    package func updated(by change: BybitTicker) -> BybitTicker {
        guard !change.isSnapshot else { return change }
        var result = self
        result.time = change.time
        result.last = change.last ?? last
        result.mark = change.mark ?? mark
        result.bid = change.bid ?? bid
        result.ask = change.ask ?? ask
        result.bidQuantity = change.bidQuantity ?? bidQuantity
        result.askQuantity = change.askQuantity ?? askQuantity
        result.volume = change.volume ?? volume
        result.turnover = change.turnover ?? turnover
        return result
    }
}

/// A candle of a stream.
package struct BybitCandle: Hashable, Sendable {
    /// The candle as it is now.
    package var candle: Candle
    /// Whether it will not change any more.
    package var isClosed: Bool
}
