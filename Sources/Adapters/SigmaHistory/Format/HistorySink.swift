package import SigmaModel

/// What takes imported or generated records, one at a time.
package protocol HistorySink: ~Copyable {
    /// Says what will come, before the first record.
    mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError)
    /// Takes a trade and, where it is known, when it arrived here.
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError)
    /// Takes a closed candle.
    mutating func append(_ candle: Candle) throws(HistoryError)
    /// Takes one level of the book and, where it is known, when it arrived here.
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError)
    /// Whether records must be possible and come in the order of time.
    var needsOrder: Bool { get }
}

/// Records kept in memory in the order they came, for cleaning and for tests.
package struct MemoryHistory: HistorySink {
    /// Trades as they came.
    package var trades: [Trade] = []
    /// Candles as they came.
    package var candles: [Candle] = []
    /// Levels of the book as they came.
    package var updates: [BookUpdate] = []
    package let needsOrder = false

    package init() {}

    package mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {}

    package mutating func append(_ trade: Trade, receivedAt: Timestamp?) throws(HistoryError) { trades.append(trade) }
    package mutating func append(_ candle: Candle) throws(HistoryError) { candles.append(candle) }
    package mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) throws(HistoryError) {
        updates.append(update)
    }
}
