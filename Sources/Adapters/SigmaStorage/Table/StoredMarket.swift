package import SigmaModel

/// Which instrument, as people and files name it.
package struct StoredMarket: Hashable, Sendable {
    /// Where it trades.
    package var venue: Venue
    /// The venue's own name.
    package var symbol: String

    package init(venue: Venue, symbol: String) {
        self.venue = venue
        self.symbol = symbol
    }
}
