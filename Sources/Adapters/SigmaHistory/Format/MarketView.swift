public import SigmaModel

/// One step of a market stream.
@frozen
public enum MarketEvent: Hashable, Sendable {
    case book(BookUpdate)
    case trade(Trade)

    /// When the venue made it.
    @inlinable
    public var time: Timestamp {
        switch self {
        case .book(let update): update.time
        case .trade(let trade): trade.time
        }
    }
}

extension MarketEvent: PersistableValue {
    public static var blank: MarketEvent { .trade(.blank) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var isTrade = false
        if case .trade = self { isTrade = true }
        try archive.field(&isTrade)
        if isTrade {
            var trade = Trade.blank
            if case .trade(let own) = self { trade = own }
            try archive.field(&trade)
            self = .trade(trade)
        } else {
            var update = BookUpdate.blank
            if case .book(let own) = self { update = own }
            try archive.field(&update)
            self = .book(update)
        }
    }
}

/// What one record of a market stream is.
@frozen
public enum MarketRecordKind: UInt8, Sendable {
    /// A change of one level.
    case depth = 0
    case trade = 1
    /// One level of a snapshot of the whole book.
    case snapshot = 2
}

/// The order-book levels and trades of a file or block.
///
/// The last word of a record holds, from the lowest bit: side (1), kind (2), flags (2), zero (3) and the receive time
/// less the venue's time in nanoseconds (56, signed).
@frozen
public struct MarketView: HistoryView {
    @usableFromInline let bytes: RecordBytes
    @usableFromInline let quantityScale: Int64
    @usableFromInline let instrument: InstrumentID

    public init(file: HistoryFile, records: Range<Int>, instrument: InstrumentID) {
        bytes = RecordBytes(file: file, records: records)
        quantityScale = file.header.quantityScale
        self.instrument = instrument
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { bytes.count }

    /// The level or trade at an index; trades of a market stream have no number.
    @inlinable
    public subscript(index: Int) -> MarketEvent {
        precondition(index >= 0 && index < bytes.count, "no such record")
        let offset = index &* 32
        let packed = UInt64(bitPattern: bytes.word(offset &+ 24))
        let time = Timestamp(nanoseconds: bytes.word(offset))
        let price = Price(raw: bytes.word(offset &+ 8))
        let quantity = Quantity(raw: Int128(bytes.word(offset &+ 16)) &* Int128(quantityScale))
        let side: Side = packed & 1 == 0 ? .buy : .sell
        if packed >> 1 & 3 == 1 {
            return .trade(
                Trade(instrument: instrument, time: time, price: price, quantity: quantity, aggressor: side))
        }
        let flags = BookUpdate.Flags(rawValue: UInt8(truncatingIfNeeded: packed >> 3 & 3))
        return .book(
            BookUpdate(
                instrument: instrument, time: time, side: side, price: price, quantity: quantity, flags: flags))
    }

    /// What the record is; the unused fourth pattern counts as depth.
    @inlinable
    public func kind(at index: Int) -> MarketRecordKind {
        MarketRecordKind(rawValue: UInt8(truncatingIfNeeded: packed(at: index) >> 1 & 3)) ?? .depth
    }

    @inlinable
    public func time(at index: Int) -> Timestamp {
        precondition(index >= 0 && index < bytes.count, "no such record")
        return Timestamp(nanoseconds: bytes.word(index &* 32))
    }

    /// When the record arrived here; the venue's time where the file does not tell.
    @inlinable
    public func receiveTime(at index: Int) -> Timestamp {
        let delay = packed(at: index) >> 8
        return Timestamp(nanoseconds: time(at: index).nanoseconds &+ delay)
    }

    @inlinable
    func packed(at index: Int) -> Int64 {
        precondition(index >= 0 && index < bytes.count, "no such record")
        return bytes.word(index &* 32 &+ 24)
    }
}
