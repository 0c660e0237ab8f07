package import SigmaModel

/// What a market tells everybody.
package enum MarketNews: Sendable {
    /// A trade.
    case trade(BoardTrade)
    /// A whole message of the book, which is consistent after it.
    case book(BookNews)
}

/// A consistent change of an order book.
package struct BookNews: Sendable {
    /// One price level with its new quantity; zero when it is gone.
    package struct Change: Hashable, Sendable {
        /// The level's side.
        package let side: Side
        /// The level's price.
        package let price: Price
        /// What is there now; zero where the level is gone.
        package let quantity: Quantity
    }

    /// When the venue made it.
    package let time: Timestamp
    /// The number of the first change; each change counts one.
    package let firstID: UInt64
    /// The number of the last change, ``MarketBoard/bookID`` after the message.
    package let lastID: UInt64
    /// Every level that changed, once; a message that replaces the book lists the levels that went, too.
    package let changes: [Change]
}
