public import SigmaModel

/// The candles of a file or block.
@frozen
public struct CandleView: HistoryView {
    @usableFromInline let bytes: RecordBytes
    /// The length of every candle.
    public let timeframe: Timeframe
    @usableFromInline let instrument: InstrumentID

    public init(file: HistoryFile, records: Range<Int>, instrument: InstrumentID) {
        bytes = RecordBytes(file: file, records: records)
        timeframe = file.description.timeframe
        self.instrument = instrument
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { bytes.count }

    /// The candle at an index.
    @inlinable
    public subscript(index: Int) -> Candle {
        precondition(index >= 0 && index < bytes.count, "no such record")
        let offset = index &* 80
        return Candle(
            instrument: instrument, timeframe: timeframe, openTime: Timestamp(nanoseconds: bytes.word(offset)),
            open: Price(raw: bytes.word(offset &+ 8)), high: Price(raw: bytes.word(offset &+ 16)),
            low: Price(raw: bytes.word(offset &+ 24)), close: Price(raw: bytes.word(offset &+ 32)),
            volume: Quantity(raw: bytes.wide(offset &+ 48)), turnover: Money(raw: bytes.wide(offset &+ 64)),
            tradeCount: UInt32(truncatingIfNeeded: bytes.word(offset &+ 40)))
    }

    @inlinable
    public func time(at index: Int) -> Timestamp {
        precondition(index >= 0 && index < bytes.count, "no such record")
        return Timestamp(nanoseconds: bytes.word(index &* 80))
    }
}
