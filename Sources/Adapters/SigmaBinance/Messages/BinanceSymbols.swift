package import SigmaModel
package import SigmaWire

/// The instruments that somebody asked for, and their symbols at Binance.
package struct BinanceSymbols: Sendable {
    /// Symbols and instruments in the order in which they were given.
    package let list: [(symbol: String, instrument: InstrumentID)]
    private let table: SymbolTable

    /// A table of symbols and their instruments; each symbol comes once.
    package init(_ list: [(symbol: String, instrument: InstrumentID)]) {
        self.list = list
        table = SymbolTable(list)
    }

    /// The instrument that a string of a message names.
    package func instrument(_ value: JSONValue, in cursor: JSONCursor) -> InstrumentID? {
        table.instrument(value, in: cursor)
    }

    /// The instrument of a stream's name, such as `btcusdt@depth5`.
    package func instrument(ofStream name: String) -> InstrumentID? {
        let symbol = name.prefix { $0 != "@" }.uppercased()
        return list.first { $0.symbol == symbol }?.instrument
    }
}
