import SigmaModel

/// How a record tells when it arrived, and by which difference in nanoseconds.
struct Arrival {
    var form: ArrivalForm
    var value: Int64

    /// The difference in the stream's unit, which shrinks where the difference is no multiple of it.
    @inline(__always)
    consuming func scaled(by unit: inout Int64, _ changes: inout UInt8) -> Arrival {
        let before = unit
        value = MarketState.divide(value, &unit)
        if unit != before { changes |= MarketChange.receivedUnit }
        return self
    }
}

/// A market record's differences in its instrument's units, which shrink where a difference is no multiple of them.
struct Steps {
    let time: Int64
    let price: Int64
    let quantity: Int64

    @inline(__always)
    init(
        _ market: UnsafeMutablePointer<MarketState>, _ changes: inout UInt8, time: Int64, price: Int64, quantity: Int64
    ) {
        let (timeUnit, priceUnit) = (market.pointee.timeUnit, market.pointee.priceUnit)
        let quantityUnit = market.pointee.quantityUnit
        self.time = MarketState.divide(time, &market.pointee.timeUnit)
        self.price = MarketState.divide(price, &market.pointee.priceUnit)
        self.quantity = MarketState.divide(quantity, &market.pointee.quantityUnit)
        if market.pointee.timeUnit != timeUnit { changes |= MarketChange.timeUnit }
        if market.pointee.priceUnit != priceUnit { changes |= MarketChange.priceUnit }
        if market.pointee.quantityUnit != quantityUnit { changes |= MarketChange.quantityUnit }
    }
}

extension RecordEncoder {
    /// The shortest way to tell when a trade arrived; nil where no difference fits 64 bits.
    @inline(__always)
    func arrival(_ receivedAt: Timestamp?, of time: Timestamp) -> Arrival? {
        guard let receivedAt else { return Arrival(form: .none, value: 0) }
        guard let sinceLast = arrivalSinceLast(receivedAt), sinceLast.value != 0 else {
            return arrivalSinceLast(receivedAt)
        }
        guard let delay = difference(receivedAt.nanoseconds, time.nanoseconds),
            let change = difference(delay, state.market.pointee.delay),
            change.magnitude < sinceLast.value.magnitude
        else { return sinceLast }
        return Arrival(form: .delay, value: change)
    }

    /// A time of arrival as the difference to the last one; nil where it does not fit 64 bits.
    @inline(__always)
    func arrivalSinceLast(_ receivedAt: Timestamp?) -> Arrival? {
        guard let receivedAt else { return Arrival(form: .none, value: 0) }
        guard let value = difference(receivedAt.nanoseconds, state.receivedAt) else { return nil }
        return Arrival(form: value == 0 ? .same : .sinceLast, value: value)
    }

    /// Remembers when a record arrived, if it told.
    @inline(__always)
    mutating func note(_ receivedAt: Timestamp?) {
        if let receivedAt { state.receivedAt = receivedAt.nanoseconds }
    }

    /// The difference of two numbers; nil where it has more than 64 bits.
    @inline(__always)
    func difference(_ value: Int64, _ base: Int64) -> Int64? {
        let (difference, overflow) = value.subtractingReportingOverflow(base)
        return overflow ? nil : difference
    }
}

extension MarketState {
    /// Makes a quote the last one.
    @inline(__always)
    mutating func remember(_ quote: Quote, _ bidQuantity: Int64, _ askQuantity: Int64) {
        quoteTime = quote.time.nanoseconds
        bid = quote.bid.raw
        ask = quote.ask.raw
        self.bidQuantity = bidQuantity
        self.askQuantity = askQuantity
    }
}
