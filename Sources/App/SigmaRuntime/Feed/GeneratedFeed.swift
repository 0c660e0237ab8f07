import SigmaModel
package import SigmaPorts

/// An endless invented market as a feed: paced by the clock, and taken up anywhere in a fraction of a second.
///
/// The events depend on the settings alone; the pace decides only when they come. While it runs, the feed saves the
/// generator's state every million events, so that a later run need not generate all that went
/// before. A lost or damaged file costs that time and nothing else.
package struct GeneratedFeed<Clock: SessionClock>: MarketFeed {
    package let name: String
    private let settings: GeneratedMarketSettings
    private let pace: Pace
    private let clock: Clock
    private let checkpoints: String?
    private let interval: UInt64
    private let report: @Sendable (FeedNotice) -> Void

    /// A feed of a market.
    ///
    /// - Parameters:
    ///   - checkpoints: a directory for saved states, which exists; nil saves none.
    ///   - interval: events from one saved state to the next; more than the feed's queue holds.
    ///   - report: hears what is worth a line in the log.
    package init(
        name: String = "generated", _ settings: GeneratedMarketSettings, pace: Pace, clock: Clock,
        checkpoints: String? = nil, interval: UInt64 = 1 << 20,
        report: @escaping @Sendable (FeedNotice) -> Void = { _ in }
    ) {
        self.name = name
        self.settings = settings
        self.pace = pace
        self.clock = clock
        self.checkpoints = checkpoints
        self.interval = interval
        self.report = report
    }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let file = checkpoints.map { CheckpointFile(directory: $0, name: name, fingerprint: settings.fingerprint) }
        var market = CheckpointedMarket(GeneratedMarket(settings), file: file, interval: interval, report: report)
        try market.seek(to: position)
        var run = PacedRun(market, pace: pace, into: sink, clock: clock)
        try await run.run()
    }
}

/// What a feed has to say to its operator.
package enum FeedNotice: Hashable, Sendable, CustomStringConvertible {
    /// Saved states could not be used; the market is generated from its beginning instead.
    case checkpointsUnusable(String)
    /// A state could not be saved; a restart will take longer.
    case checkpointNotSaved(String)

    package var description: String {
        switch self {
        case .checkpointsUnusable(let reason):
            "saved feed states are of no use (\(reason)); the market is generated from its beginning, which takes longer"
        case .checkpointNotSaved(let reason):
            "the feed's state could not be saved (\(reason)); a restart will take longer"
        }
    }
}
