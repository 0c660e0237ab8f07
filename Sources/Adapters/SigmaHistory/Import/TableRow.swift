import SigmaModel

/// The values of one row of an imported table, whatever its kind.
struct TableRow: Equatable {
    var time: Int64 = 0
    var open: Int64 = 0
    var high: Int64 = 0
    var low: Int64 = 0
    var close: Int64 = 0
    var quantity: Int128 = 0
    var turnover: Int128 = 0
    var identifier: UInt64 = 0
    var count: UInt32 = 0
    var side = Side.buy
    var isSnapshot = false
    /// When it arrived here, in nanoseconds, where the table tells.
    var received: Int64?
    /// What a row of a market's table is.
    var kind = MarketRecordKind.depth
    var flags: BookUpdate.Flags = []
}

extension TableRow {
    /// The trade of a row.
    @inline(__always)
    func trade(_ instrument: InstrumentID) -> Trade {
        Trade(
            instrument: instrument, time: Timestamp(nanoseconds: time), price: Price(raw: open),
            quantity: Quantity(raw: quantity), aggressor: side, id: identifier)
    }

    /// The candle of a row.
    @inline(__always)
    func candle(_ instrument: InstrumentID, _ timeframe: Timeframe) -> Candle {
        Candle(
            instrument: instrument, timeframe: timeframe, openTime: Timestamp(nanoseconds: time),
            open: Price(raw: open),
            high: Price(raw: high), low: Price(raw: low), close: Price(raw: close), volume: Quantity(raw: quantity),
            turnover: Money(raw: turnover), tradeCount: count)
    }

    /// When the record arrived here, where the table tells.
    @inline(__always)
    var receivedAt: Timestamp? { received.map { Timestamp(nanoseconds: $0) } }

    /// The book level of a row.
    func level(_ instrument: InstrumentID, flags: BookUpdate.Flags) -> BookUpdate {
        BookUpdate(
            instrument: instrument, time: Timestamp(nanoseconds: time), side: side, price: Price(raw: open),
            quantity: Quantity(raw: quantity), flags: flags)
    }
}
