import SigmaModel

extension RecordDecoder {
    mutating func output(_ tag: RecordTag, _ flags: UInt8, _ source: inout ByteSource) -> SessionOutput? {
        switch tag {
        case .submitted: return ticket(PlainFlag.side(flags), &source).map { .submitted($0) }
        case .denied:
            guard let ticket = ticket(PlainFlag.side(flags), &source),
                let code = DenialCode(rawValue: source.byte())
            else { return nil }
            return .denied(ticket, code)
        case .cancelRequested:
            let order = OrderID(raw: source.number())
            return .cancelRequested(order, moment(&source))
        case .amendRequested: return .amendRequested(amendment(&source))
        case .contradiction:
            let order = OrderID(raw: source.number())
            return .contradiction(order, moment(&source))
        case .signal: return signal(&source).map { .signal($0) }
        case .tradingState:
            guard let state = TradingState(rawValue: source.byte()) else { return nil }
            return .tradingState(state, moment(&source))
        case .update: return orderUpdate(&source).map { .update($0) }
        case .remainder: return .remainder(remainder(&source))
        case .outputFill: return fill(flags, &source).map { .fill($0) }
        default: return nil
        }
    }

    private mutating func ticket(_ side: Side, _ source: inout ByteSource) -> OrderTicket? {
        let id = OrderID(raw: source.number())
        let strategy = strategy(&source)
        let time = moment(&source)
        let sibling = OrderID(raw: source.number())
        let instrument = instrument(&source)
        guard let type = OrderType(rawValue: source.byte()), let force = TimeInForce(rawValue: source.byte()) else {
            return nil
        }
        let reduceOnly = source.byte() != 0
        let request = OrderRequest(
            instrument: instrument, side: side, type: type, timeInForce: force, quantity: Quantity(raw: source.wide()),
            total: Money(raw: source.wide()), limitPrice: Price(raw: source.signed()),
            triggerPrice: Price(raw: source.signed()), trail: Rate(raw: source.signed()), reduceOnly: reduceOnly)
        return OrderTicket(id: id, strategy: strategy, time: time, request: request, sibling: sibling)
    }

    private mutating func signal(_ source: inout ByteSource) -> Signal? {
        let strategy = strategy(&source)
        let instrument = instrument(&source)
        let barTime = moment(&source)
        guard let stage = Signal.Stage(rawValue: source.byte()) else { return nil }
        return Signal(
            strategy: strategy, instrument: instrument, barTime: barTime, stage: stage,
            score: Double(bitPattern: source.fixed()), probability: Double(bitPattern: source.fixed()))
    }

    mutating func orderUpdate(_ source: inout ByteSource) -> OrderUpdate? {
        let order = OrderID(raw: source.number())
        let time = moment(&source)
        guard let status = OrderUpdate.Status(rawValue: source.byte()),
            let reason = RejectReason(rawValue: source.byte())
        else { return nil }
        var update = OrderUpdate(order: order, time: time, status: status, reason: reason)
        if status == .amended {
            update.quantity = Quantity(raw: source.wide())
            update.limitPrice = Price(raw: source.signed())
        }
        return update
    }

    private mutating func amendment(_ source: inout ByteSource) -> Amendment {
        let order = OrderID(raw: source.number())
        let strategy = strategy(&source)
        return Amendment(
            order: order, strategy: strategy, time: moment(&source), quantity: Quantity(raw: source.wide()),
            limitPrice: Price(raw: source.signed()))
    }

    mutating func fill(_ flags: UInt8, _ source: inout ByteSource) -> Fill? {
        let id = FillID(raw: source.number())
        let order = OrderID(raw: source.number())
        let time = moment(&source)
        let price = Price(raw: source.signed())
        let quantity = Quantity(raw: source.wide())
        let notional = Money(raw: source.wide())
        let fee = Money(raw: source.wide())
        let instrument = instrument(&source)
        let strategy = strategy(&source)
        guard let liquidity = Fill.Liquidity(rawValue: source.byte()) else { return nil }
        let baseFee = Quantity(raw: flags & PlainFlag.baseFee == 0 ? 0 : source.wide())
        let tradeKey = flags & PlainFlag.tradeKey == 0 ? 0 : source.fixed()
        return Fill(
            id: id, order: order, strategy: strategy, instrument: instrument, time: time,
            side: PlainFlag.side(flags), price: price, quantity: quantity, notional: notional, fee: fee,
            baseFee: baseFee, liquidity: liquidity, tradeKey: tradeKey)
    }

    private mutating func remainder(_ source: inout ByteSource) -> Remainder {
        let fill = FillID(raw: source.number())
        let time = moment(&source)
        let quantity = Quantity(raw: source.wide())
        let cost = Money(raw: source.wide())
        let instrument = instrument(&source)
        return Remainder(
            strategy: strategy(&source), instrument: instrument, fill: fill, time: time, quantity: quantity, cost: cost)
    }
}
