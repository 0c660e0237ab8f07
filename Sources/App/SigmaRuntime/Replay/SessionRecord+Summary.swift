package import SigmaModel

extension SessionRecord {
    /// The record in a few words, for a person.
    package var summary: String {
        switch self {
        case .input(let event, _): event.summary
        case .preset(let change): "preset '\(change.preset)' for strategy \(change.strategy.index)"
        case .warm(let candle): "candle \(candle.timeframe) of \(candle.openTime), for warming"
        case .output(let output): output.summary
        case .mark(.started(let run, let time)): "start \(run) at \(time)"
        case .mark(.stopping(let state, let time)): "stopping from trading state \(state) at \(time)"
        case .mark(.stopped(let time)): "stop at \(time)"
        case .mark(.checkpoint(let hash)): "checkpoint \(hash)"
        case .mark(.gap(let count, let time)): "\(count) messages lost by \(time)"
        case .mark(.remark(let text, _, let time)): "remark at \(time): \(text)"
        }
    }
}

extension Event {
    /// The event in a few words, for a person.
    package var summary: String {
        switch self {
        case .trade(let trade): "trade of \(trade.quantity) at \(trade.price), \(trade.time)"
        case .quote(let quote): "quote \(quote.bid) / \(quote.ask), \(quote.time)"
        case .book(let update): "book \(update.side) \(update.price) × \(update.quantity), \(update.time)"
        case .candle(let candle): "candle \(candle.timeframe) closing at \(candle.close), opened \(candle.openTime)"
        case .orderUpdate(let update): update.summary
        case .fill(let fill): "fill of order \(fill.order.raw): \(fill.quantity) at \(fill.price), \(fill.time)"
        case .macro(let reading): "macro \(reading.series) \(reading.value), \(reading.time)"
        case .timer(let time): "time passing to \(time)"
        case .transfer(let transfer): "transfer of \(DecimalText.format(transfer.amount)), \(transfer.time)"
        case .command(let command, let time): "command \(command), \(time)"
        }
    }
}

extension SessionOutput {
    /// The output in a few words, for a person.
    package var summary: String {
        switch self {
        case .submitted(let ticket): "submitted \(ticket.summary)"
        case .cancelRequested(let order, let time): "asked to cancel order \(order.raw), \(time)"
        case .amendRequested(let amendment): "asked to change \(amendment.summary)"
        case .denied(let ticket, let code): "denied \(ticket.summary): \(code.explanation)"
        case .signal(let signal): "signal \(signal.stage), score \(signal.score), candle of \(signal.barTime)"
        case .tradingState(let state, let time): "trading state \(state), \(time)"
        case .contradiction(let order, let time): "a message contradicts order \(order.raw), \(time)"
        case .remainder(let remainder):
            "left \(remainder.quantity) that cannot be sold to the session, cost \(remainder.cost), \(remainder.time)"
        case .update(let update): update.summary
        case .fill(let fill):
            "filled order \(fill.order.raw): \(fill.side) \(fill.quantity) at \(fill.price), fee \(fill.feeText), \(fill.time)"
        }
    }

    /// Whose decision or execution it is, where it is a strategy's.
    package var strategy: StrategyID? {
        switch self {
        case .submitted(let ticket), .denied(let ticket, _): ticket.strategy
        case .amendRequested(let amendment): amendment.strategy
        case .signal(let signal): signal.strategy
        case .fill(let fill): fill.strategy
        case .remainder(let remainder): remainder.strategy
        case .cancelRequested, .tradingState, .contradiction, .update: nil
        }
    }
}

extension OrderUpdate {
    /// The news in a few words, for a person.
    fileprivate var summary: String {
        let terms = status == .amended ? " to \(quantity) at \(limitPrice)" : ""
        return "order \(order.raw) \(status)\(terms), \(time)"
    }
}

extension Amendment {
    /// The change in a few words, for a person.
    fileprivate var summary: String { "order \(order.raw) to \(quantity) at \(limitPrice), \(time)" }
}

extension Fill {
    /// The fee in the quote currency, or how much of what was bought it took.
    fileprivate var feeText: String { baseFee.raw == 0 ? "\(fee)" : "\(baseFee) of it, worth \(baseFeeValue)" }
}

extension OrderTicket {
    /// The order in a few words, for a person.
    package var summary: String {
        var words = ["order \(id.raw):", "\(request.type)", "\(request.side)"]
        words.append(request.quantity.raw > 0 ? "\(request.quantity)" : "for \(request.total)")
        if request.type.hasLimit { words.append("at \(request.limitPrice)") }
        if request.triggerPrice.raw > 0 { words.append("when \(request.triggerPrice)") }
        words.append("\(time)")
        return words.joined(separator: " ")
    }
}
