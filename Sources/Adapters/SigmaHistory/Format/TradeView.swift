public import SigmaModel

/// The trades of a file or block.
@frozen
public struct TradeView: HistoryView {
    @usableFromInline let bytes: RecordBytes
    @usableFromInline let stride: Int
    @usableFromInline let quantityScale: Int64
    @usableFromInline let instrument: InstrumentID

    public init(file: HistoryFile, records: Range<Int>, instrument: InstrumentID) {
        bytes = RecordBytes(file: file, records: records)
        stride = file.header.recordSize
        quantityScale = file.header.quantityScale
        self.instrument = instrument
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { bytes.count }

    /// The trade at an index.
    @inlinable
    public subscript(index: Int) -> Trade {
        precondition(index >= 0 && index < bytes.count, "no such record")
        let offset = index &* stride
        let packed = UInt64(bitPattern: bytes.word(offset &+ 24))
        return Trade(
            instrument: instrument, time: Timestamp(nanoseconds: bytes.word(offset)),
            price: Price(raw: bytes.word(offset &+ 8)),
            quantity: Quantity(raw: Int128(bytes.word(offset &+ 16)) &* Int128(quantityScale)),
            aggressor: packed & 1 == 0 ? .buy : .sell, id: packed >> 1)
    }

    @inlinable
    public func time(at index: Int) -> Timestamp {
        precondition(index >= 0 && index < bytes.count, "no such record")
        return Timestamp(nanoseconds: bytes.word(index &* stride))
    }

    /// When the record arrived here; the venue's time where the file does not tell.
    @inlinable
    public func receiveTime(at index: Int) -> Timestamp {
        precondition(index >= 0 && index < bytes.count, "no such record")
        return Timestamp(nanoseconds: bytes.word(index &* stride &+ (stride == 40 ? 32 : 0)))
    }
}
