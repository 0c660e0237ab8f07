package import SigmaModel
package import SigmaPorts

/// One execution of an order.
package struct StoredFill: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The execution; its instrument is ``market``.
    package var fill: Fill
    /// What was traded.
    package var market: StoredMarket
    /// The profit that it realised for its strategy, before its fee.
    package var realized: Money
    /// The journal record that told of it.
    package var sequence: UInt64

    package init(session: String, fill: Fill, market: StoredMarket, realized: Money, sequence: UInt64) {
        self.session = session
        self.fill = fill
        self.market = market
        self.realized = realized
        self.sequence = sequence
    }

    package static let table = StoredTable(
        "fills", key: ["session_id", "order_id", "fill_id"],
        columns: [
            "session_id", "order_id", "fill_id", "strategy", "venue", "symbol", "side", "liquidity", "price",
            "quantity", "notional", "fee", "fee_base", "trade_key", "realized", "time", "journal_sequence",
        ])

    package var values: [SQLValue] {
        [
            .text(session), .number(fill.order.raw), .number(fill.id.raw), .integer(Int64(fill.strategy.index)),
            .text(market.venue.rawValue), .text(market.symbol), fill.side.stored, fill.liquidity.stored,
            .price(fill.price), .quantity(fill.quantity), .money(fill.notional), .money(fill.fee),
            .quantity(fill.baseFee), .number(fill.tradeKey), .money(realized), .time(fill.time), .number(sequence),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        let order = OrderID(raw: try row.number())
        let id = FillID(raw: try row.number())
        let strategy = StrategyID(try row.int())
        market = StoredMarket(venue: try row.name(), symbol: try row.text())
        let side = try row.named(Side.self)
        let liquidity = try row.named(Fill.Liquidity.self)
        let price = try row.price()
        let quantity = try row.quantity()
        let notional = try row.money()
        let fee = try row.money()
        let baseFee = try row.quantity()
        let tradeKey = try row.number()
        realized = try row.money()
        fill = Fill(
            id: id, order: order, strategy: strategy, instrument: InstrumentID(0), time: try row.time(), side: side,
            price: price, quantity: quantity, notional: notional, fee: fee, baseFee: baseFee, liquidity: liquidity,
            tradeKey: tradeKey)
        sequence = try row.number()
    }
}
