package import SigmaModel
package import SigmaPorts

/// What a strategy holds, or of one instrument what belongs to no strategy.
package struct StoredPosition: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The strategy's place in its session; of what belongs to none, −1 less the instrument's place.
    package var strategy: StrategyID
    /// What is held; nil in rows of programs that kept what belongs to no strategy in one.
    package var market: StoredMarket?
    /// Signed: negative is short.
    package var quantity: Quantity
    /// The signed notional of the open quantity at its entry prices.
    package var cost: Money
    /// The mean entry price; nil when flat.
    package var averagePrice: Price?
    /// Profit of what was closed, before fees.
    package var realized: Money
    /// Fees paid so far, those in the base asset at their fills' prices.
    package var fees: Money
    /// When it last changed.
    package var updatedAt: Timestamp
    /// The journal record that changed it last.
    package var sequence: UInt64

    package init(
        session: String, strategy: StrategyID, market: StoredMarket?, quantity: Quantity, cost: Money,
        averagePrice: Price?, realized: Money, fees: Money, updatedAt: Timestamp, sequence: UInt64
    ) {
        self.session = session
        self.strategy = strategy
        self.market = market
        self.quantity = quantity
        self.cost = cost
        self.averagePrice = averagePrice
        self.realized = realized
        self.fees = fees
        self.updatedAt = updatedAt
        self.sequence = sequence
    }

    package static let table = StoredTable(
        "positions", key: ["session_id", "strategy"],
        columns: [
            "session_id", "strategy", "venue", "symbol", "quantity", "cost", "average_price", "realized", "fees",
            "updated_at", "journal_sequence",
        ])

    package var values: [SQLValue] {
        [
            .text(session), .integer(Int64(strategy.index)), .optional(market?.venue.rawValue) { .text($0) },
            .optional(market?.symbol) { .text($0) }, .quantity(quantity), .money(cost),
            .optional(averagePrice) { .price($0) }, .money(realized), .money(fees), .time(updatedAt),
            .number(sequence),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        strategy = StrategyID(try row.int())
        let venue = try row.optional { row throws(StoreError) in try row.name(Venue.self) }
        let symbol = try row.optional { row throws(StoreError) in try row.text() }
        if let venue, let symbol { market = StoredMarket(venue: venue, symbol: symbol) }
        quantity = try row.quantity()
        cost = try row.money()
        averagePrice = try row.optional { row throws(StoreError) in try row.price() }
        realized = try row.money()
        fees = try row.money()
        updatedAt = try row.time()
        sequence = try row.number()
    }
}
