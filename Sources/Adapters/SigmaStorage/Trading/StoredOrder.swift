package import SigmaModel
package import SigmaPorts

/// An order that went to a venue, and where it stands.
package struct StoredOrder: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The order as it was sent; its instrument is ``market``.
    package var ticket: OrderTicket
    /// What is traded.
    package var market: StoredMarket
    /// Where it stands as far as the session knows.
    package var state: OrderState
    /// Why the venue refused it; none where it did not.
    package var reason: RejectReason
    /// What its fills add up to, in the base asset.
    package var filledQuantity: Quantity
    /// What its fills cost or brought, before fees.
    package var filledNotional: Money
    /// When it last changed.
    package var updatedAt: Timestamp
    /// The journal record that changed it last.
    package var sequence: UInt64

    package init(
        session: String, ticket: OrderTicket, market: StoredMarket, state: OrderState, reason: RejectReason,
        filledQuantity: Quantity, filledNotional: Money, updatedAt: Timestamp, sequence: UInt64
    ) {
        self.session = session
        self.ticket = ticket
        self.market = market
        self.state = state
        self.reason = reason
        self.filledQuantity = filledQuantity
        self.filledNotional = filledNotional
        self.updatedAt = updatedAt
        self.sequence = sequence
    }

    package static let table = StoredTable(
        "orders", key: ["session_id", "order_id"],
        columns: [
            "session_id", "order_id", "strategy", "venue", "symbol", "side", "type", "time_in_force", "reduce_only",
            "quantity", "total", "limit_price", "trigger_price", "trail", "sibling", "state", "reason",
            "filled_quantity", "filled_notional", "submitted_at", "updated_at", "journal_sequence",
        ])

    package var values: [SQLValue] {
        let request = ticket.request
        return [
            .text(session), .number(ticket.id.raw), .integer(Int64(ticket.strategy.index)),
            .text(market.venue.rawValue), .text(market.symbol), request.side.stored, request.type.stored,
            request.timeInForce.stored, .boolean(request.reduceOnly), .quantity(request.quantity),
            .money(request.total), .price(request.limitPrice), .price(request.triggerPrice), .rate(request.trail),
            ticket.sibling == .none ? .null : .number(ticket.sibling.raw), state.stored, reason.stored,
            .quantity(filledQuantity), .money(filledNotional), .time(ticket.time), .time(updatedAt),
            .number(sequence),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        let id = OrderID(raw: try row.number())
        let strategy = StrategyID(try row.int())
        market = StoredMarket(venue: try row.name(), symbol: try row.text())
        var request = OrderRequest(
            instrument: InstrumentID(0), side: try row.named(), type: try row.named(), timeInForce: try row.named(),
            quantity: .zero)
        request.reduceOnly = try row.boolean()
        request.quantity = try row.quantity()
        request.total = try row.money()
        request.limitPrice = try row.price()
        request.triggerPrice = try row.price()
        request.trail = try row.rate()
        let sibling = try row.optional { row throws(StoreError) in OrderID(raw: try row.number()) } ?? .none
        state = try row.named()
        reason = try row.named()
        filledQuantity = try row.quantity()
        filledNotional = try row.money()
        ticket = OrderTicket(
            id: id, strategy: strategy, time: try row.time(), request: request, sibling: sibling)
        updatedAt = try row.time()
        sequence = try row.number()
    }
}
