/// What the records of a history file are.
@frozen
public enum HistoryKind: UInt8, Sendable, CaseIterable {
    case trades = 1
    case candles = 2
    /// Levels of the order book.
    case book = 3
    /// Levels of the order book and trades in one stream, ordered by the venue's time.
    case market = 4

    /// Bytes per record; trades that carry their receive time are longer.
    package func recordSize(hasReceiveTimes: Bool) -> Int {
        switch self {
        case .trades: hasReceiveTimes ? 40 : 32
        case .candles: 80
        case .book, .market: 32
        }
    }
}

extension HistoryKind: CustomStringConvertible {
    public var description: String {
        switch self {
        case .trades: "trades"
        case .candles: "candles"
        case .book: "book"
        case .market: "market"
        }
    }
}
