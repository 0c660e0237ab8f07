package import SigmaModel

/// Writes a native history file in one pass with bounded memory.
///
/// The file appears under its name only when ``finish()`` has made it durable; until then, and after any error, what
/// had that name is untouched. Memory: one block and eight bytes per block written.
package struct HistoryWriter: ~Copyable, HistorySink {
    /// The name that the file takes when it is finished.
    package let path: String
    package let needsOrder = true
    var header: HistoryHeader
    var file: TemporaryFile
    /// One block; `filled` bytes of it wait to be written.
    let block: UnsafeMutableRawBufferPointer
    var filled = 0
    var checksums: [UInt64] = []
    var quantityScale: Int64
    let exponentIsFixed: Bool
    private var isInSnapshot = false

    /// Starts a file.
    ///
    /// Without a `quantityExponent` quantities are stored in steps of 10⁻⁸ until one does not fit 64 bits; then the
    /// step grows as far as every quantity remains exact.
    package init(
        path: String, description: HistoryDescription, quantityExponent: Int? = nil
    ) throws(HistoryError) {
        if let text = HistoryHeader.overlongText(in: description) {
            throw .cannotWrite(path: path, reason: "the \(text) is too long for the header; shorten it")
        }
        if let exponent = quantityExponent, !(-FixedPoint.places...10).contains(exponent) {
            throw .cannotWrite(path: path, reason: "quantity exponent \(exponent) is outside -8…10; choose one within")
        }
        file = try TemporaryFile(target: path)
        self.path = path
        header = HistoryHeader(
            description: description, quantityExponent: quantityExponent ?? -FixedPoint.places, count: 0, firstTime: 0,
            lastTime: 0, tableChecksum: 0)
        quantityScale = header.quantityScale
        exponentIsFixed = quantityExponent != nil
        block = .allocate(byteCount: HistoryHeader.blockBytes, alignment: 64)
    }

    deinit { block.deallocate() }

    /// The number of records so far.
    package var count: Int { header.count }

    /// Completes the file and gives it its name; returns the number of records.
    package consuming func finish() throws(HistoryError) -> Int {
        try flush()
        try writeTable()
        let page = UnsafeMutableRawBufferPointer.allocate(byteCount: HistoryHeader.size, alignment: 64)
        defer { page.deallocate() }
        page.initializeMemory(as: UInt8.self, repeating: 0)
        header.encode(into: page)
        try file.write(page.bytes, at: 0)
        try file.commit()
        return header.count
    }

    package mutating func begin(_ kind: HistoryKind, timeframe: Timeframe) throws(HistoryError) {
        precondition(header.count == 0, "a file's kind is settled before its first record")
        header.description.kind = kind
        header.description.timeframe = timeframe
        if kind == .candles { header.description.hasReceiveTimes = false }
    }

    package mutating func append(_ trade: Trade, receivedAt: Timestamp? = nil) throws(HistoryError) {
        if header.description.kind == .market {
            try appendMarket(
                trade.time, trade.price, trade.quantity, side: trade.aggressor, kind: .trade, flags: [],
                receivedAt: receivedAt)
            return
        }
        try demand(.trades)
        guard trade.id >> 63 == 0 else {
            throw unrepresentable("id", "\(trade.id)", "needs more than 63 bits; drop the ids or renumber the trades")
        }
        try checkOrder(trade.time, strictly: false)
        let quantity = try stored(trade.quantity)
        let offset = try room(header.recordSize)
        store(trade.time.nanoseconds, offset)
        store(trade.price.raw, offset + 8)
        store(quantity, offset + 16)
        store(Int64(bitPattern: trade.id << 1 | UInt64(trade.aggressor.rawValue)), offset + 24)
        if header.description.hasReceiveTimes { store((receivedAt ?? trade.time).nanoseconds, offset + 32) }
    }

    package mutating func append(_ candle: Candle) throws(HistoryError) {
        try demand(.candles)
        guard candle.timeframe == header.description.timeframe else {
            throw unrepresentable(
                "timeframe", "\(candle.timeframe)",
                "differs from the file's \(header.description.timeframe); one file holds one timeframe")
        }
        try checkOrder(candle.openTime, strictly: true)
        let offset = try room(80)
        store(candle.openTime.nanoseconds, offset)
        store(candle.open.raw, offset + 8)
        store(candle.high.raw, offset + 16)
        store(candle.low.raw, offset + 24)
        store(candle.close.raw, offset + 32)
        store(Int64(candle.tradeCount), offset + 40)
        store(candle.volume.raw, offset + 48)
        store(candle.turnover.raw, offset + 64)
    }

    package mutating func append(_ update: BookUpdate, receivedAt: Timestamp? = nil) throws(HistoryError) {
        if header.description.kind != .market { try demand(.book) }
        if update.flags.contains(.snapshot) { isInSnapshot = true }
        try appendMarket(
            update.time, update.price, update.quantity, side: update.side, kind: isInSnapshot ? .snapshot : .depth,
            flags: update.flags, receivedAt: receivedAt)
        if update.flags.contains(.last) { isInSnapshot = false }
    }

    private mutating func appendMarket(
        _ time: Timestamp, _ price: Price, _ quantity: Quantity, side: Side, kind: MarketRecordKind,
        flags: BookUpdate.Flags, receivedAt: Timestamp?
    ) throws(HistoryError) {
        try checkOrder(time, strictly: false)
        var delay: Int64 = 0
        if header.description.hasReceiveTimes, let receivedAt {
            let (difference, overflow) = receivedAt.nanoseconds.subtractingReportingOverflow(time.nanoseconds)
            guard !overflow, (difference << 8) >> 8 == difference else {
                throw unrepresentable(
                    "receive time", "\(receivedAt)", "is more than 416 days from the venue's; correct the clock")
            }
            delay = difference
        }
        let stored = try stored(quantity)
        let offset = try room(32)
        store(time.nanoseconds, offset)
        store(price.raw, offset + 8)
        store(stored, offset + 16)
        let low = Int64(side.rawValue) | Int64(kind.rawValue) << 1 | Int64(flags.rawValue & 3) << 3
        store(delay << 8 | low, offset + 24)
    }
}
