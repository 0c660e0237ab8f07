import SigmaModel

/// The hot kinds. Each refers to the instrument's memory; a value that its differences cannot hold (more than 64 bits, a
/// negative quantity, an instrument beyond the memory's limit) is recorded plainly, touching no memory.
extension RecordEncoder {
    /// A trade, typically in eight to twelve bytes.
    mutating func append(_ trade: Trade, receivedAt: Timestamp?) {
        sink.reserve(Self.recordRoom)
        let previous = state.instrument
        var changes: UInt8 = 0
        guard select(trade.instrument, &changes), let quantity = Int64(exactly: trade.quantity.raw), quantity >= 0,
            let time = difference(trade.time.nanoseconds, state.market.pointee.tradeTime),
            let price = difference(trade.price.raw, state.market.pointee.tradePrice),
            let arrival = arrival(receivedAt, of: trade.time)
        else {
            state.restore(previous)
            return appendPlainly(trade, receivedAt: receivedAt)
        }
        let market = state.market
        let steps = Steps(market, &changes, time: time, price: price, quantity: quantity)
        let step = trade.id &- market.pointee.tradeID
        let received = arrival.scaled(by: &state.receivedUnit, &changes)
        var tag = RecordTag.trade | trade.aggressor.rawValue | received.form.rawValue << TradeFlag.arrivalShift
        if changes != 0 { tag |= TradeFlag.changed }
        if step == 1 { tag |= TradeFlag.nextID }
        if price == 0 { tag |= TradeFlag.samePrice }
        if time == 0 { tag |= TradeFlag.sameTime }
        sink.byte(tag)
        if changes != 0 { append(changes: changes) }
        if time != 0 { sink.signed(steps.time) }
        if received.form == .sinceLast || received.form == .delay { sink.signed(received.value) }
        if price != 0 { sink.signed(steps.price) }
        sink.number(UInt64(bitPattern: steps.quantity))
        if step != 1 { append(step: Int64(bitPattern: step), time: time) }
        market.pointee.tradeTime = trade.time.nanoseconds
        market.pointee.tradePrice = trade.price.raw
        market.pointee.tradeID = trade.id
        note(receivedAt)
        if let receivedAt { market.pointee.delay = receivedAt.nanoseconds &- trade.time.nanoseconds }
    }

    /// One level of the book.
    mutating func append(_ update: BookUpdate, receivedAt: Timestamp?) {
        sink.reserve(Self.recordRoom)
        let previous = state.instrument
        var changes: UInt8 = 0
        guard select(update.instrument, &changes), let quantity = Int64(exactly: update.quantity.raw), quantity >= 0,
            let time = difference(update.time.nanoseconds, state.market.pointee.bookTime),
            let price = difference(update.price.raw, state.market.pointee.bookPrice),
            let arrival = arrivalSinceLast(receivedAt)
        else {
            state.restore(previous)
            return appendPlainly(update, receivedAt: receivedAt)
        }
        let market = state.market
        let steps = Steps(market, &changes, time: time, price: price, quantity: quantity)
        let received = arrival.scaled(by: &state.receivedUnit, &changes)
        if update.flags.rawValue & ~BookUpdate.Flags.last.rawValue != 0 { changes |= MarketChange.bookFlags }
        let isSameMoment = time == 0 && (receivedAt == nil || received.form == .same)
        var tag = RecordTag.book | update.side.rawValue
        if changes != 0 { tag |= BookFlag.changed }
        if isSameMoment { tag |= BookFlag.sameMoment }
        if update.flags.contains(.last) { tag |= BookFlag.last }
        if quantity == 0 { tag |= BookFlag.empty }
        if receivedAt != nil { tag |= BookFlag.received }
        sink.byte(tag)
        if changes != 0 { append(changes: changes) }
        if changes & MarketChange.bookFlags != 0 { sink.byte(update.flags.rawValue) }
        if !isSameMoment {
            sink.signed(steps.time)
            if receivedAt != nil { sink.signed(received.value) }
        }
        sink.signed(steps.price)
        if quantity != 0 { sink.number(UInt64(bitPattern: steps.quantity)) }
        market.pointee.bookTime = update.time.nanoseconds
        market.pointee.bookPrice = update.price.raw
        note(receivedAt)
    }

    /// The best bid and ask.
    mutating func append(_ quote: Quote, receivedAt: Timestamp?) {
        sink.reserve(Self.recordRoom)
        let previous = state.instrument
        var changes: UInt8 = 0
        guard select(quote.instrument, &changes), let bidQuantity = Int64(exactly: quote.bidQuantity.raw),
            let askQuantity = Int64(exactly: quote.askQuantity.raw), bidQuantity >= 0, askQuantity >= 0,
            let time = difference(quote.time.nanoseconds, state.market.pointee.quoteTime),
            let bid = difference(quote.bid.raw, state.market.pointee.bid),
            let ask = difference(quote.ask.raw, state.market.pointee.ask),
            let arrival = arrivalSinceLast(receivedAt)
        else {
            state.restore(previous)
            return appendPlainly(quote, receivedAt: receivedAt)
        }
        let market = state.market
        _ = Steps(market, &changes, time: time, price: bid, quantity: bidQuantity)
        let asked = Steps(market, &changes, time: time, price: ask, quantity: askQuantity)
        let received = arrival.scaled(by: &state.receivedUnit, &changes)
        let isSameMoment = time == 0 && (receivedAt == nil || received.form == .same)
        var flags = changes != 0 ? QuoteFlag.changed : 0
        if isSameMoment { flags |= QuoteFlag.sameMoment }
        if receivedAt != nil { flags |= QuoteFlag.received }
        if bid == 0 { flags |= QuoteFlag.sameBid }
        if ask == 0 { flags |= QuoteFlag.sameAsk }
        if bidQuantity == market.pointee.bidQuantity { flags |= QuoteFlag.sameBidQuantity }
        if askQuantity == market.pointee.askQuantity { flags |= QuoteFlag.sameAskQuantity }
        sink.byte(RecordTag.quote.rawValue)
        sink.byte(flags)
        if changes != 0 { append(changes: changes) }
        if !isSameMoment {
            sink.signed(asked.time)
            if receivedAt != nil { sink.signed(received.value) }
        }
        if bid != 0 { sink.signed(bid / market.pointee.priceUnit) }
        if ask != 0 { sink.signed(asked.price) }
        if flags & QuoteFlag.sameBidQuantity == 0 { sink.number(UInt64(bidQuantity / market.pointee.quantityUnit)) }
        if flags & QuoteFlag.sameAskQuantity == 0 { sink.number(UInt64(asked.quantity)) }
        market.pointee.remember(quote, bidQuantity, askQuantity)
        note(receivedAt)
    }

    /// How far a trade's number is from the last one's, in the form that is shortest; `time` in nanoseconds.
    private mutating func append(step: Int64, time: Int64) {
        let micro = step &- StepForm.perMicrosecond.expected(time)
        let tenth = step &- StepForm.perHundredNanoseconds.expected(time)
        var (form, rest) = (StepForm.plain, step)
        if ByteSink.folded(micro) < ByteSink.folded(rest) { (form, rest) = (.perMicrosecond, micro) }
        if ByteSink.folded(tenth) < ByteSink.folded(rest) { (form, rest) = (.perHundredNanoseconds, tenth) }
        let folded = ByteSink.folded(rest)
        guard folded < 1 << 62 else {
            sink.number(UInt64(StepForm.whole.rawValue))
            return sink.fixed(UInt64(bitPattern: step))
        }
        sink.number(folded << 2 | UInt64(form.rawValue))
    }

    /// The fields that a change byte announces, but a book level's flags.
    private mutating func append(changes: UInt8) {
        sink.byte(changes)
        let market = state.market
        if changes & MarketChange.instrument != 0 { sink.number(UInt64(state.instrument)) }
        if changes & MarketChange.timeUnit != 0 { sink.byte(MarketState.exponent(of: market.pointee.timeUnit)) }
        if changes & MarketChange.priceUnit != 0 { sink.byte(MarketState.exponent(of: market.pointee.priceUnit)) }
        if changes & MarketChange.quantityUnit != 0 {
            sink.byte(MarketState.exponent(of: market.pointee.quantityUnit))
        }
        if changes & MarketChange.receivedUnit != 0 { sink.byte(MarketState.exponent(of: state.receivedUnit)) }
    }

    /// Makes an instrument the one in turn, or tells that it is beyond the memory.
    @inline(__always)
    private mutating func select(_ instrument: InstrumentID, _ changes: inout UInt8) -> Bool {
        let place = Int(instrument.index)
        if place == state.instrument { return place >= 0 }
        guard place >= 0 && place < StreamState.instrumentLimit else { return false }
        state.select(place)
        changes = MarketChange.instrument
        return true
    }
}
