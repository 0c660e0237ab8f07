package import SigmaModel
package import SigmaPorts

/// Something that trades, with the venue's rules as they were last heard.
package struct StoredInstrument: StoredRow, Hashable {
    /// Where it trades and what the venue calls it.
    package var market: StoredMarket
    /// How positions settle.
    package var kind: InstrumentKind
    /// The currency that is bought.
    package var base: String
    /// The currency that prices are in.
    package var quote: String
    /// The venue's rules, JSON.
    package var rules: String
    /// When they were heard.
    package var updatedAt: Timestamp

    package init(
        market: StoredMarket, kind: InstrumentKind, base: String, quote: String, rules: String, updatedAt: Timestamp
    ) {
        self.market = market
        self.kind = kind
        self.base = base
        self.quote = quote
        self.rules = rules
        self.updatedAt = updatedAt
    }

    package static let table = StoredTable(
        "instruments", key: ["venue", "symbol", "kind"],
        columns: ["venue", "symbol", "kind", "base", "quote", "rules", "updated_at"])

    package var values: [SQLValue] {
        [
            .text(market.venue.rawValue), .text(market.symbol), kind.stored, .text(base), .text(quote), .text(rules),
            .time(updatedAt),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        market = StoredMarket(venue: try row.name(), symbol: try row.text())
        kind = try row.named()
        base = try row.text()
        quote = try row.text()
        rules = try row.text()
        updatedAt = try row.time()
    }
}
