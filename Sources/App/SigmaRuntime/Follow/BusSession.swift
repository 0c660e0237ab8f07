package import SigmaModel

/// What the bus's messages say of a session beside its records: who it is, and names for its numbers.
package struct BusSession: Hashable, Sendable {
    /// What is traded.
    package struct Market: Hashable, Sendable {
        /// Where.
        package var venue: Venue
        /// What, as the venue writes it.
        package var symbol: String
    }

    /// Unique among all sessions.
    package var id: String
    /// What its owner calls each strategy, by place.
    package var strategies: [String]
    /// Each instrument's names, by place.
    package var markets: [Market]

    /// A session as its manifest describes it.
    package init(_ manifest: SessionManifest) {
        id = manifest.id
        strategies = manifest.strategies.map(\.id)
        markets = manifest.instruments.map { Market(venue: $0.venue, symbol: $0.symbol) }
    }

    /// A strategy's name; nil for orders that are no strategy's.
    func name(of strategy: StrategyID) -> String? {
        let place = Int(strategy.index)
        return strategies.indices.contains(place) ? strategies[place] : nil
    }

    /// An instrument's names.
    func market(of instrument: InstrumentID) -> Market? {
        let place = Int(instrument.index)
        return markets.indices.contains(place) ? markets[place] : nil
    }
}
