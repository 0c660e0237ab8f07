import SigmaModel

/// What the next event's fields are written as differences from.
struct TickBasis {
    var time: Int64 = 0
    var price: Int64 = 0
    var id: UInt64 = 0
}

/// Appends events to a message.
struct TickWriter {
    var bytes: [UInt8] = []
    private var basis = TickBasis()

    init() {}

    mutating func tick(_ tick: TickCodec.Tick) {
        guard let kind = TickCodec.kind(of: tick.event) else { return }
        let received: UInt8 = tick.receivedAt == nil ? 0 : TickCodec.receivedBit
        switch tick.event {
        case .trade(let trade):
            bytes.append(kind.rawValue | received | (trade.aggressor == .sell ? TickCodec.sellBit : 0))
            place(trade.instrument, trade.time)
            price(trade.price)
            quantity(trade.quantity)
            difference(Int64(bitPattern: trade.id &- basis.id))
            basis.id = trade.id
        case .quote(let quote):
            bytes.append(kind.rawValue | received)
            place(quote.instrument, quote.time)
            price(quote.bid)
            price(quote.ask)
            quantity(quote.bidQuantity)
            quantity(quote.askQuantity)
        case .book(let update):
            let flags = (update.flags.rawValue & TickCodec.flagMask) << TickCodec.flagShift
            bytes.append(kind.rawValue | received | flags | (update.side == .sell ? TickCodec.sellBit : 0))
            place(update.instrument, update.time)
            price(update.price)
            quantity(update.quantity)
        case .timer(let time):
            bytes.append(kind.rawValue | received)
            difference(time.nanoseconds &- basis.time)
            basis.time = time.nanoseconds
        default: return
        }
        if let receivedAt = tick.receivedAt { difference(receivedAt.nanoseconds &- basis.time) }
    }

    /// Seven bits a byte, the lowest first; the high bit says that more follow.
    mutating func number(_ value: UInt128) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func place(_ instrument: InstrumentID, _ time: Timestamp) {
        number(UInt128(UInt32(bitPattern: instrument.index)))
        difference(time.nanoseconds &- basis.time)
        basis.time = time.nanoseconds
    }

    private mutating func price(_ price: Price) {
        difference(price.raw &- basis.price)
        basis.price = price.raw
    }

    private mutating func difference(_ value: Int64) {
        number(UInt128(UInt64(bitPattern: (value << 1) ^ (value >> 63))))
    }

    private mutating func quantity(_ quantity: Quantity) {
        number(UInt128(bitPattern: (quantity.raw << 1) ^ (quantity.raw >> 127)))
    }
}
