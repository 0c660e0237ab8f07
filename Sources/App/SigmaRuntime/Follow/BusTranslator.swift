package import SigmaModel
package import SigmaPorts

/// How many messages of each durable topic a journal has told so far.
package struct TopicCounts: Hashable, Sendable, Codable {
    private var counts: [String: UInt64] = [:]

    /// Nothing told yet.
    package init() {}

    /// The number of the topic's newest message.
    package subscript(_ topic: Topic) -> UInt64 {
        get { counts[topic.rawValue] ?? 0 }
        set { counts[topic.rawValue] = newValue }
    }

    package init(from decoder: any Decoder) throws { counts = try [String: UInt64](from: decoder) }
    package func encode(to encoder: any Encoder) throws { try counts.encode(to: encoder) }
}

/// Turns a session's records into the bus's messages, without a clock, a disk or a bus.
///
/// A topic's n-th message is the n-th that the journal tells: the same journal gives the same messages with the same
/// numbers, however often they are made.
package struct BusTranslator: Hashable, Sendable {
    private let session: BusSession
    /// The number of each topic's newest message.
    package private(set) var counts: TopicCounts
    private(set) var orders: OpenOrders

    /// A translator before the session's first record.
    package init(_ session: BusSession) { self.init(session, counts: TopicCounts(), orders: OpenOrders()) }

    init(_ session: BusSession, counts: TopicCounts, orders: OpenOrders) {
        self.session = session
        self.counts = counts
        self.orders = orders
    }

    /// Takes in the next record; returns its message, if others are to hear of it.
    package mutating func take(_ record: SessionRecord, sequence: UInt64) -> BusMessage? {
        guard let payload = payload(record, sequence) else { return nil }
        counts[payload.topic] += 1
        return BusMessage(topic: payload.topic, sequence: counts[payload.topic], payload: payload.bytes)
    }

    private mutating func payload(_ record: SessionRecord, _ sequence: UInt64) -> BusPayload? {
        switch record {
        case .input(.fill(let fill), _), .output(.fill(let fill)): payload(fill, sequence)
        case .input(.orderUpdate(let update), _), .output(.update(let update)): payload(update, sequence)
        case .output(.submitted(let ticket)): submission(ticket, sequence)
        case .output(.cancelRequested(let order, let time)): cancellation(order, sequence, at: time)
        case .output(.amendRequested(let amendment)): payload(amendment, sequence)
        case .output(.signal(let signal)): payload(signal, sequence)
        case .output(.denied(let ticket, let code)): denial(ticket, code, sequence)
        case .output(.tradingState(let state, let time)):
            system("tradingState", sequence, at: time) { $0.add("state", text: "\(state)") }
        case .output(.contradiction(let order, let time)):
            system("contradiction", sequence, at: time) { $0.add("order", value: order.raw) }
        case .output(.remainder(let remainder)): payload(remainder, sequence)
        case .preset(let change): preset(change, sequence)
        case .mark(let mark): payload(mark, sequence)
        case .input, .warm: nil
        }
    }

    private func payload(_ mark: SessionMark, _ sequence: UInt64) -> BusPayload? {
        switch mark {
        case .started(let run, let time): system("started", sequence, at: time) { $0.add("run", count: UInt64(run)) }
        case .stopped(let time): system("stopped", sequence, at: time) { _ in }
        case .gap(let count, let time): system("gap", sequence, at: time) { $0.add("lost", count: count) }
        case .remark(let text, let isUrgent, let time):
            system("remark", sequence, at: time) {
                $0.add("urgent", flag: isUrgent)
                $0.add("text", text: text)
            }
        case .stopping, .checkpoint: nil
        }
    }

    private func system(
        _ type: String, _ sequence: UInt64, at time: Timestamp, _ fill: (inout BusPayload) -> Void
    ) -> BusPayload {
        var payload = BusPayload(.system, type, session, record: sequence, at: time)
        fill(&payload)
        return payload
    }

    private mutating func payload(_ fill: Fill, _ sequence: UInt64) -> BusPayload {
        orders.note(fill)
        var payload = BusPayload(.orderFill, "fill", session, record: sequence, at: fill.time)
        payload.add(fill.strategy, fill.instrument, of: session)
        payload.add("order", value: fill.order.raw)
        payload.add("fill", value: fill.id.raw)
        payload.add("side", text: "\(fill.side)")
        payload.add("price", value: fill.price)
        payload.add("quantity", value: fill.quantity)
        payload.add("notional", value: fill.notional)
        payload.add("fee", value: fill.fee)
        payload.add("baseFee", value: fill.baseFee)
        payload.add("liquidity", text: "\(fill.liquidity)")
        payload.add("tradeKey", text: fill.tradeKey == 0 ? nil : "\(fill.tradeKey)")
        return payload
    }

    private mutating func submission(_ ticket: OrderTicket, _ sequence: UInt64) -> BusPayload {
        orders.note(ticket)
        var payload = BusPayload(.orderUpdate, "submitted", session, record: sequence, at: ticket.time)
        payload.add(ticket, of: session)
        return payload
    }

    private func cancellation(_ order: OrderID, _ sequence: UInt64, at time: Timestamp) -> BusPayload {
        var payload = BusPayload(.orderUpdate, "cancelRequested", session, record: sequence, at: time)
        payload.add(orders[order]?.strategy, orders[order]?.instrument, of: session)
        payload.add("order", value: order.raw)
        return payload
    }

    private mutating func payload(_ amendment: Amendment, _ sequence: UInt64) -> BusPayload {
        orders.note(amendment)
        var payload = BusPayload(.orderUpdate, "amendRequested", session, record: sequence, at: amendment.time)
        payload.add(orders[amendment.order]?.strategy, orders[amendment.order]?.instrument, of: session)
        payload.add("order", value: amendment.order.raw)
        payload.add("quantity", value: amendment.quantity)
        payload.add("limitPrice", value: amendment.limitPrice)
        return payload
    }

    private mutating func payload(_ update: OrderUpdate, _ sequence: UInt64) -> BusPayload {
        var payload = BusPayload(.orderUpdate, "update", session, record: sequence, at: update.time)
        payload.add(orders[update.order]?.strategy, orders[update.order]?.instrument, of: session)
        payload.add("order", value: update.order.raw)
        payload.add("status", text: "\(update.status)")
        payload.add("reason", text: update.reason == .none ? nil : "\(update.reason)")
        if update.status == .amended {
            payload.add("quantity", value: update.quantity)
            payload.add("limitPrice", value: update.limitPrice)
        }
        orders.note(update)
        return payload
    }

    private func payload(_ signal: Signal, _ sequence: UInt64) -> BusPayload? {
        guard signal.stage != .none else { return nil }
        var payload = BusPayload(.signal, "signal", session, record: sequence, at: signal.barTime)
        payload.add(signal.strategy, signal.instrument, of: session)
        payload.add("stage", text: "\(signal.stage)")
        payload.add("score", statistic: signal.score)
        payload.add("probability", statistic: signal.probability)
        return payload
    }

    private func denial(_ ticket: OrderTicket, _ code: DenialCode, _ sequence: UInt64) -> BusPayload {
        system("denied", sequence, at: ticket.time) { payload in
            payload.add(ticket, of: session)
            payload.add("code", text: "\(code)")
            payload.add("explanation", text: code.explanation)
        }
    }

    private func payload(_ remainder: Remainder, _ sequence: UInt64) -> BusPayload {
        system("remainder", sequence, at: remainder.time) { payload in
            payload.add(remainder.strategy, remainder.instrument, of: session)
            payload.add("quantity", value: remainder.quantity)
            payload.add("cost", value: remainder.cost)
        }
    }

    private func preset(_ change: PresetChange, _ sequence: UInt64) -> BusPayload {
        system("preset", sequence, at: change.time) { payload in
            payload.add("strategy", text: session.name(of: change.strategy))
            payload.add("preset", text: change.preset)
            payload.add("parameters", change.parameters)
        }
    }
}

extension BusPayload {
    /// Adds what an order asks for; null for what its type does not have.
    fileprivate mutating func add(_ ticket: OrderTicket, of session: BusSession) {
        let request = ticket.request
        func given(_ raw: Int64, _ text: String) -> String? { raw == 0 ? nil : text }
        add(ticket.strategy, request.instrument, of: session)
        add("order", value: ticket.id.raw)
        add("side", text: "\(request.side)")
        add("orderType", text: "\(request.type)")
        add("timeInForce", text: "\(request.timeInForce)")
        add("quantity", text: request.quantity.raw == 0 ? nil : request.quantity.description)
        add("total", text: request.total.raw == 0 ? nil : request.total.description)
        add("limitPrice", text: given(request.limitPrice.raw, request.limitPrice.description))
        add("triggerPrice", text: given(request.triggerPrice.raw, request.triggerPrice.description))
        add("trail", text: given(request.trail.raw, request.trail.description))
        add("reduceOnly", flag: request.reduceOnly)
    }
}
