internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime

/// A configured exchange: its market, its public facts, and, with a key, an account at it.
struct VenueConnection: Sendable {
    /// Which it is.
    let venue: Venue
    /// Instruments, time and history.
    let catalog: any VenueCatalog
    /// The account; nil without a key.
    let gateway: (any OrderGateway)?
    /// What the venue's clock shows.
    let clock: VenueClock
    /// Makes a feed of some instruments, by the session's numbers.
    let makeFeed: @Sendable ([MarketSubscription]) -> any MarketFeed
    /// Lets go of connections.
    let close: @Sendable () async -> Void
}

/// An instrument whose market is to be heard.
struct MarketSubscription: Hashable, Sendable {
    /// The session's number of it.
    let instrument: InstrumentID
    /// The venue's name of it.
    let symbol: String
    /// How positions in it settle.
    let kind: InstrumentKind
}

extension VenueConnection {
    /// Measures the venue's clock and keeps the offset.
    func measureClock() async throws(GatewayError) -> VenueTime {
        let time = try await catalog.time()
        clock.offset = time.offset
        return time
    }

    /// The account, or why there is none.
    func account() throws -> any OrderGateway {
        guard let gateway else {
            throw CommandFailure(
                .configuration,
                "venue.key and venue.secret are not given, and orders need them; set them to "
                    + "${VARIABLES}, file:/private/files or secret:NAMES")
        }
        return gateway
    }
}
