internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime

/// The exchange's side of a live session, between its opening and its run.
struct LiveParts {
    private let executor: OrderExecutor<SystemClock>
    private let settings: LiveSettings
    private let timeline = SessionTimeline()
    private let connection: VenueConnection
    private let clock: SystemClock

    /// Takes over the orders that earlier processes left; nil where fills are simulated.
    init?(
        _ opened: borrowing OpenedSession, inputs: EngineInputs, connection: VenueConnection?,
        attention: LiveAttention?, clock: SystemClock, _ plan: SessionPlan
    ) throws {
        guard opened.manifest.opening != nil else { return nil }
        guard let connection, let requests = inputs.requests, let attention else {
            throw CommandFailure(.internalError, "a live session has no exchange")
        }
        let venue = plan.configuration.venue
        self.connection = connection
        self.clock = clock
        executor = try opened.makeExecutor(
            try connection.account(), requests: requests, timeline: timeline, venueClock: connection.clock,
            clock: clock, horizon: venue.horizon, notice: { attention.take($0) })
        var settings = LiveSettings(
            symbols: opened.manifest.instruments.map(\.symbol),
            belief: try AccountBelief(opened.manifest, tolerance: venue.tolerance.raw))
        settings.reconcileInterval = venue.reconcileInterval
        settings.isRealTime = venue.clock == .wall
        settings.lateness = venue.lateness
        self.settings = settings
    }

    /// The market together with what becomes of the session's orders there.
    func feed(of market: any MarketFeed, board: HostBoard) -> any MarketFeed {
        LiveFeed(
            market, executor: executor, settings: settings, timeline: timeline, venueClock: connection.clock,
            clock: clock
        ) {
            let status = board.current
            return BookedAccount(owned: status.owned, fills: status.fills)
        }
    }
}
