package import SigmaModel

/// A venue of the emulator.
package struct VenueSettings: Sendable {
    /// An instrument that the venue lists.
    package struct Listing: Hashable, Sendable {
        /// The venue's name of it.
        package var symbol: String
        /// How positions in it settle.
        package var kind: InstrumentKind

        package init(_ symbol: String, kind: InstrumentKind = .spot) {
            self.symbol = symbol
            self.kind = kind
        }
    }

    package var venue: Venue
    /// What is traded there.
    package var listings: [Listing]
    /// Who has an account there.
    package var accounts: [AccountSettings]
    /// How long connections live.
    package var timing: StreamTiming
    /// Whether rate limits and bans are enforced; headers tell them in any case.
    package var enforcesLimits = true
    /// Whether streams that the venue throttles are; otherwise each change is sent at once, for lock-step tests.
    package var throttlesStreams = true

    package init(
        _ venue: Venue, listings: [Listing], accounts: [AccountSettings] = [], timing: StreamTiming? = nil
    ) {
        self.venue = venue
        self.listings = listings
        self.accounts = accounts
        self.timing = timing ?? .standard(of: venue)
    }
}
