import SigmaModel

/// Takes events out of a message.
struct TickReader {
    let bytes: [UInt8]
    private(set) var position = 0
    private var basis = TickBasis()

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func tick() throws(TickCodecError) -> TickCodec.Tick {
        let start = position
        let head = try byte()
        guard head & 0x80 == 0, let kind = TickCodec.Kind(rawValue: head & TickCodec.kindMask) else {
            throw .invalid("kind of event", offset: start)
        }
        let side: Side = head & TickCodec.sellBit == 0 ? .buy : .sell
        let event: Event
        switch kind {
        case .trade: event = .trade(try trade(side))
        case .quote: event = .quote(try quote())
        case .book:
            event = .book(
                try update(side, BookUpdate.Flags(rawValue: (head >> TickCodec.flagShift) & TickCodec.flagMask)))
        case .timer: event = .timer(try time())
        }
        guard head & TickCodec.receivedBit != 0 else { return TickCodec.Tick(event: event, receivedAt: nil) }
        return TickCodec.Tick(
            event: event, receivedAt: Timestamp(nanoseconds: basis.time &+ (try difference("receive time"))))
    }

    mutating func byte() throws(TickCodecError) -> UInt8 {
        guard position < bytes.count else { throw .truncated(offset: position) }
        position += 1
        return bytes[position - 1]
    }

    mutating func number(upTo limit: UInt128, _ field: String) throws(TickCodecError) -> UInt128 {
        let start = position
        var value: UInt128 = 0
        var shift: UInt128 = 0
        while true {
            let next = try byte()
            let part = UInt128(next & 0x7F)
            guard shift < 128, (part << shift) >> shift == part else { throw .invalid(field, offset: start) }
            value |= part << shift
            if next & 0x80 == 0 { break }
            shift += 7
        }
        guard value <= limit else { throw .invalid(field, offset: start) }
        return value
    }

    private mutating func trade(_ side: Side) throws(TickCodecError) -> Trade {
        var trade = Trade(
            instrument: try instrument(), time: try time(), price: try price(), quantity: try quantity(),
            aggressor: side)
        basis.id = basis.id &+ UInt64(bitPattern: try difference("trade number"))
        trade.id = basis.id
        return trade
    }

    private mutating func quote() throws(TickCodecError) -> Quote {
        let instrument = try instrument()
        let time = try time()
        let bid = try price()
        let ask = try price()
        return Quote(
            instrument: instrument, time: time, bid: bid, bidQuantity: try quantity(), ask: ask,
            askQuantity: try quantity())
    }

    private mutating func update(_ side: Side, _ flags: BookUpdate.Flags) throws(TickCodecError) -> BookUpdate {
        BookUpdate(
            instrument: try instrument(), time: try time(), side: side, price: try price(), quantity: try quantity(),
            flags: flags)
    }

    private mutating func instrument() throws(TickCodecError) -> InstrumentID {
        InstrumentID(Int(try number(upTo: UInt128(Int32.max), "instrument")))
    }

    private mutating func time() throws(TickCodecError) -> Timestamp {
        basis.time = basis.time &+ (try difference("time"))
        return Timestamp(nanoseconds: basis.time)
    }

    private mutating func price() throws(TickCodecError) -> Price {
        basis.price = basis.price &+ (try difference("price"))
        return Price(raw: basis.price)
    }

    private mutating func difference(_ field: String) throws(TickCodecError) -> Int64 {
        let folded = UInt64(truncatingIfNeeded: try number(upTo: UInt128(UInt64.max), field))
        return Int64(bitPattern: folded >> 1) ^ -Int64(folded & 1)
    }

    private mutating func quantity() throws(TickCodecError) -> Quantity {
        let folded = try number(upTo: .max, "quantity")
        return Quantity(raw: Int128(bitPattern: folded >> 1) ^ -Int128(folded & 1))
    }
}
