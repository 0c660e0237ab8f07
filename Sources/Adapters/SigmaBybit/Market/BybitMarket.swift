package import SigmaModel

/// A symbol of Bybit and what of its market a session wants to hear.
package struct BybitMarket: Hashable, Sendable {
    /// The venue's name of it.
    package var symbol: String
    /// How positions in it settle.
    package var kind: InstrumentKind
    /// Its number in the session.
    package var instrument: InstrumentID
    /// Whether each trade is wanted.
    package var trades: Bool
    /// How many levels of each side of the book are wanted: 50, 200 or 1,000; 1 for quotes; nil for none.
    package var bookDepth: Int?

    package init(
        _ symbol: String, kind: InstrumentKind, instrument: InstrumentID, trades: Bool = true, bookDepth: Int? = 50
    ) {
        precondition(bookDepth.map([1, 50, 200, 1_000].contains) ?? true, "a book has 1, 50, 200 or 1000 levels")
        self.symbol = symbol
        self.kind = kind
        self.instrument = instrument
        self.trades = trades
        self.bookDepth = bookDepth
    }
}
