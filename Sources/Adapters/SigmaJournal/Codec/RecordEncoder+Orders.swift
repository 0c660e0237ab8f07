import SigmaModel

extension RecordEncoder {
    mutating func append(_ output: SessionOutput) {
        switch output {
        case .submitted(let ticket):
            begin(.submitted, side: ticket.request.side)
            body(ticket)
        case .denied(let ticket, let code):
            begin(.denied, side: ticket.request.side)
            body(ticket)
            sink.byte(code.rawValue)
        case .cancelRequested(let order, let time):
            begin(.cancelRequested)
            sink.number(order.raw)
            moment(time)
        case .amendRequested(let amendment):
            begin(.amendRequested)
            body(amendment)
        case .contradiction(let order, let time):
            begin(.contradiction)
            sink.number(order.raw)
            moment(time)
        case .signal(let signal):
            begin(.signal)
            body(signal)
        case .tradingState(let state, let time):
            begin(.tradingState)
            sink.byte(state.rawValue)
            moment(time)
        case .remainder(let remainder):
            begin(.remainder)
            body(remainder)
        case .update(let update):
            begin(.update)
            body(update)
        case .fill(let fill):
            begin(.outputFill, side: fill.side, flags: Self.flags(of: fill))
            body(fill)
        }
    }

    private mutating func body(_ ticket: OrderTicket) {
        let request = ticket.request
        sink.number(ticket.id.raw)
        sink.signed(Int64(ticket.strategy.index))
        moment(ticket.time)
        sink.number(ticket.sibling.raw)
        sink.signed(Int64(request.instrument.index))
        sink.byte(request.type.rawValue)
        sink.byte(request.timeInForce.rawValue)
        sink.byte(request.reduceOnly ? 1 : 0)
        sink.wide(request.quantity.raw)
        sink.wide(request.total.raw)
        sink.signed(request.limitPrice.raw)
        sink.signed(request.triggerPrice.raw)
        sink.signed(request.trail.raw)
    }

    private mutating func body(_ signal: Signal) {
        sink.signed(Int64(signal.strategy.index))
        sink.signed(Int64(signal.instrument.index))
        moment(signal.barTime)
        sink.byte(signal.stage.rawValue)
        sink.fixed(signal.score.bitPattern)
        sink.fixed(signal.probability.bitPattern)
    }

    mutating func body(_ update: OrderUpdate) {
        sink.number(update.order.raw)
        moment(update.time)
        sink.byte(update.status.rawValue)
        sink.byte(update.reason.rawValue)
        guard update.status == .amended else { return }
        sink.wide(update.quantity.raw)
        sink.signed(update.limitPrice.raw)
    }

    private mutating func body(_ amendment: Amendment) {
        sink.number(amendment.order.raw)
        sink.signed(Int64(amendment.strategy.index))
        moment(amendment.time)
        sink.wide(amendment.quantity.raw)
        sink.signed(amendment.limitPrice.raw)
    }

    mutating func body(_ fill: Fill) {
        sink.number(fill.id.raw)
        sink.number(fill.order.raw)
        moment(fill.time)
        sink.signed(fill.price.raw)
        sink.wide(fill.quantity.raw)
        sink.wide(fill.notional.raw)
        sink.wide(fill.fee.raw)
        sink.signed(Int64(fill.instrument.index))
        sink.signed(Int64(fill.strategy.index))
        sink.byte(fill.liquidity.rawValue)
        if fill.baseFee.raw != 0 { sink.wide(fill.baseFee.raw) }
        if fill.tradeKey != 0 { sink.fixed(fill.tradeKey) }
    }

    /// Which of a fill's fields follow that most fills do not need.
    static func flags(of fill: Fill) -> UInt8 {
        (fill.baseFee.raw != 0 ? PlainFlag.baseFee : 0) | (fill.tradeKey != 0 ? PlainFlag.tradeKey : 0)
    }

    private mutating func body(_ remainder: Remainder) {
        sink.number(remainder.fill.raw)
        moment(remainder.time)
        sink.wide(remainder.quantity.raw)
        sink.wide(remainder.cost.raw)
        sink.signed(Int64(remainder.instrument.index))
        sink.signed(Int64(remainder.strategy.index))
    }
}
