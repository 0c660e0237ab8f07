package import SigmaModel
package import SigmaPorts

/// Instruments and their venues' rules.
package struct InstrumentRepository: Sendable {
    let database: any SQLDatabase

    /// Writes instruments as they are known now.
    package func save(_ instruments: [StoredInstrument]) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.upsert(instruments) }
    }

    /// A venue's instruments by symbol.
    package func instruments(of venue: Venue) async throws(StoreError) -> [StoredInstrument] {
        let selection = RowSelection().and("venue", .text(venue.rawValue)).ordered(by: "symbol")
        return try await database.rows(selection)
    }

    /// A market's instruments: a spot pair, a contract, or both.
    package func instruments(of market: StoredMarket) async throws(StoreError) -> [StoredInstrument] {
        let selection = RowSelection().and("venue", .text(market.venue.rawValue)).and("symbol", .text(market.symbol))
            .ordered(by: "kind")
        return try await database.rows(selection)
    }
}
