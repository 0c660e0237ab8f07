import SigmaModel

/// Market records in full, for values that differences cannot hold.
extension RecordEncoder {
    @inline(never)
    mutating func appendPlainly(_ trade: Trade, receivedAt: Timestamp?) {
        begin(.tradePlain, receivedAt, side: trade.aggressor)
        sink.signed(Int64(trade.instrument.index))
        sink.signed(trade.time.nanoseconds)
        sink.signed(trade.price.raw)
        sink.wide(trade.quantity.raw)
        sink.number(trade.id)
    }

    @inline(never)
    mutating func appendPlainly(_ update: BookUpdate, receivedAt: Timestamp?) {
        begin(.bookPlain, receivedAt, side: update.side)
        sink.signed(Int64(update.instrument.index))
        sink.signed(update.time.nanoseconds)
        sink.signed(update.price.raw)
        sink.wide(update.quantity.raw)
        sink.byte(update.flags.rawValue)
    }

    @inline(never)
    mutating func appendPlainly(_ quote: Quote, receivedAt: Timestamp?) {
        begin(.quotePlain, receivedAt)
        sink.signed(Int64(quote.instrument.index))
        sink.signed(quote.time.nanoseconds)
        sink.signed(quote.bid.raw)
        sink.signed(quote.ask.raw)
        sink.wide(quote.bidQuantity.raw)
        sink.wide(quote.askQuantity.raw)
    }
}
