import SigmaModel

/// The hot kinds; see the encoder's twin of this file.
extension RecordDecoder {
    @inline(__always)
    mutating func trade(_ tag: UInt8, _ source: inout ByteSource) -> SessionRecord? {
        if tag & TradeFlag.changed != 0 {
            guard apply(changes: source.byte(), &source) else { return nil }
        }
        guard state.instrument >= 0 else { return nil }
        let market = state.market
        let time = tag & TradeFlag.sameTime != 0 ? 0 : source.signed() &* market.pointee.timeUnit
        market.pointee.tradeTime &+= time
        var receivedAt: Timestamp?
        switch tag >> TradeFlag.arrivalShift & 3 {
        case ArrivalForm.sinceLast.rawValue: receivedAt = arrivalSinceLast(&source)
        case ArrivalForm.delay.rawValue:
            let delay = market.pointee.delay &+ source.signed() &* state.receivedUnit
            state.receivedAt = market.pointee.tradeTime &+ delay
            receivedAt = Timestamp(nanoseconds: state.receivedAt)
        case ArrivalForm.same.rawValue: receivedAt = Timestamp(nanoseconds: state.receivedAt)
        default: break
        }
        if let receivedAt { market.pointee.delay = receivedAt.nanoseconds &- market.pointee.tradeTime }
        if tag & TradeFlag.samePrice == 0 { market.pointee.tradePrice &+= source.signed() &* market.pointee.priceUnit }
        let quantity = Int64(bitPattern: source.number()) &* market.pointee.quantityUnit
        let step = tag & TradeFlag.nextID != 0 ? 1 : step(time: time, &source)
        market.pointee.tradeID &+= UInt64(bitPattern: step)
        let trade = Trade(
            instrument: InstrumentID(state.instrument), time: Timestamp(nanoseconds: market.pointee.tradeTime),
            price: Price(raw: market.pointee.tradePrice), quantity: Quantity(raw: Int128(quantity)),
            aggressor: tag & TradeFlag.sell == 0 ? .buy : .sell, id: market.pointee.tradeID)
        return .input(.trade(trade), receivedAt: receivedAt)
    }

    private func step(time: Int64, _ source: inout ByteSource) -> Int64 {
        let number = source.number()
        let form = StepForm(rawValue: UInt8(truncatingIfNeeded: number & 3)) ?? .plain
        if form == .whole { return Int64(bitPattern: source.fixed()) }
        return ByteSource.unfolded(number >> 2) &+ form.expected(time)
    }

    mutating func book(_ tag: UInt8, _ source: inout ByteSource) -> SessionRecord? {
        var flags: BookUpdate.Flags = tag & BookFlag.last != 0 ? .last : []
        if tag & BookFlag.changed != 0 {
            let changes = source.byte()
            guard apply(changes: changes, &source) else { return nil }
            if changes & MarketChange.bookFlags != 0 { flags = BookUpdate.Flags(rawValue: source.byte()) }
        }
        guard state.instrument >= 0 else { return nil }
        let market = state.market
        let isReceived = tag & BookFlag.received != 0
        if tag & BookFlag.sameMoment == 0 {
            market.pointee.bookTime &+= source.signed() &* market.pointee.timeUnit
            if isReceived { _ = arrivalSinceLast(&source) }
        }
        market.pointee.bookPrice &+= source.signed() &* market.pointee.priceUnit
        let isEmpty = tag & BookFlag.empty != 0
        let quantity = isEmpty ? 0 : Int64(bitPattern: source.number()) &* market.pointee.quantityUnit
        let update = BookUpdate(
            instrument: InstrumentID(state.instrument), time: Timestamp(nanoseconds: market.pointee.bookTime),
            side: tag & BookFlag.sell == 0 ? .buy : .sell, price: Price(raw: market.pointee.bookPrice),
            quantity: Quantity(raw: Int128(quantity)), flags: flags)
        return .input(.book(update), receivedAt: isReceived ? Timestamp(nanoseconds: state.receivedAt) : nil)
    }

    mutating func quote(_ source: inout ByteSource) -> SessionRecord? {
        let flags = source.byte()
        if flags & QuoteFlag.changed != 0 {
            guard apply(changes: source.byte(), &source) else { return nil }
        }
        guard state.instrument >= 0 else { return nil }
        let market = state.market
        let isReceived = flags & QuoteFlag.received != 0
        if flags & QuoteFlag.sameMoment == 0 {
            market.pointee.quoteTime &+= source.signed() &* market.pointee.timeUnit
            if isReceived { _ = arrivalSinceLast(&source) }
        }
        let unit = (price: market.pointee.priceUnit, quantity: market.pointee.quantityUnit)
        if flags & QuoteFlag.sameBid == 0 { market.pointee.bid &+= source.signed() &* unit.price }
        if flags & QuoteFlag.sameAsk == 0 { market.pointee.ask &+= source.signed() &* unit.price }
        if flags & QuoteFlag.sameBidQuantity == 0 {
            market.pointee.bidQuantity = Int64(bitPattern: source.number()) &* unit.quantity
        }
        if flags & QuoteFlag.sameAskQuantity == 0 {
            market.pointee.askQuantity = Int64(bitPattern: source.number()) &* unit.quantity
        }
        let quote = Quote(
            instrument: InstrumentID(state.instrument), time: Timestamp(nanoseconds: market.pointee.quoteTime),
            bid: Price(raw: market.pointee.bid), bidQuantity: Quantity(raw: Int128(market.pointee.bidQuantity)),
            ask: Price(raw: market.pointee.ask), askQuantity: Quantity(raw: Int128(market.pointee.askQuantity)))
        return .input(.quote(quote), receivedAt: isReceived ? Timestamp(nanoseconds: state.receivedAt) : nil)
    }

    @inline(__always)
    private mutating func arrivalSinceLast(_ source: inout ByteSource) -> Timestamp {
        state.receivedAt &+= source.signed() &* state.receivedUnit
        return Timestamp(nanoseconds: state.receivedAt)
    }

    /// Takes the fields that a change byte announces, but a book level's flags; false where one is impossible.
    private mutating func apply(changes: UInt8, _ source: inout ByteSource) -> Bool {
        if changes & MarketChange.instrument != 0 {
            let place = source.number()
            guard place < StreamState.instrumentLimit else { return false }
            state.select(Int(place))
        }
        guard state.instrument >= 0 else { return false }
        let market = state.market
        if changes & MarketChange.timeUnit != 0 {
            guard let unit = MarketState.unit(ofExponent: source.byte()) else { return false }
            market.pointee.timeUnit = unit
        }
        if changes & MarketChange.priceUnit != 0 {
            guard let unit = MarketState.unit(ofExponent: source.byte()) else { return false }
            market.pointee.priceUnit = unit
        }
        if changes & MarketChange.quantityUnit != 0 {
            guard let unit = MarketState.unit(ofExponent: source.byte()) else { return false }
            market.pointee.quantityUnit = unit
        }
        if changes & MarketChange.receivedUnit != 0 {
            guard let unit = MarketState.unit(ofExponent: source.byte()) else { return false }
            state.receivedUnit = unit
        }
        return true
    }

    func plainTrade(_ side: Side, _ source: inout ByteSource) -> Trade {
        Trade(
            instrument: instrument(&source), time: Timestamp(nanoseconds: source.signed()),
            price: Price(raw: source.signed()), quantity: Quantity(raw: source.wide()), aggressor: side,
            id: source.number())
    }

    func plainBook(_ side: Side, _ source: inout ByteSource) -> BookUpdate {
        BookUpdate(
            instrument: instrument(&source), time: Timestamp(nanoseconds: source.signed()), side: side,
            price: Price(raw: source.signed()), quantity: Quantity(raw: source.wide()),
            flags: BookUpdate.Flags(rawValue: source.byte()))
    }

    func plainQuote(_ source: inout ByteSource) -> Quote {
        let instrument = instrument(&source)
        let time = Timestamp(nanoseconds: source.signed())
        let bid = Price(raw: source.signed())
        let ask = Price(raw: source.signed())
        return Quote(
            instrument: instrument, time: time, bid: bid, bidQuantity: Quantity(raw: source.wide()), ask: ask,
            askQuantity: Quantity(raw: source.wide()))
    }
}
