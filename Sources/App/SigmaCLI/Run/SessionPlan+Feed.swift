internal import Foundation
internal import Logging
internal import SigmaConfiguration
internal import SigmaHistory
internal import SigmaMessaging
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime

extension SessionPlan {
    /// The feed of a session that began at an instant.
    ///
    /// - Parameter limit: the number of events after which it ends; nil for never.
    func feed(
        startingAt start: Timestamp, limit: UInt64?, connection: VenueConnection? = nil, log: StructuredLog
    ) throws -> any MarketFeed {
        if configuration.feed.source == .venue {
            guard let connection else { throw CommandFailure(.internalError, "no exchange is connected") }
            return limited(connection.makeFeed(subscriptions), limit)
        }
        guard configuration.feed.source == .bus else {
            return try source(startingAt: start, limit: limit, checkpoints: directory.feed)
        }
        let logger = log.logger("feed")
        let bus = RedisBus(try redis(), clock: SystemClock()) { text in logger.debug("\(text)") }
        let feed = BusFeed(
            bus: bus, clock: SystemClock(), instruments: manifest.instruments.map(\.busName), startingAt: start
        ) { logger.warning("\($0)") }
        return limited(feed, limit)
    }

    /// The market that this process makes or replays itself.
    ///
    /// - Parameters:
    ///   - start: when it begins.
    ///   - limit: the number of events after which it ends; nil for never.
    ///   - checkpoints: where a generated market keeps its states.
    func source(startingAt start: Timestamp, limit: UInt64?, checkpoints: URL) throws -> any MarketFeed {
        switch configuration.feed.source {
        case .generated: return limited(generatedFeed(startingAt: start, checkpoints: checkpoints), limit)
        case .history: return limited(try historyFeed(), limit)
        case .venue:
            throw CommandFailure(.internalError, "the exchange's market needs a connection")
        case .bus:
            throw CommandFailure(
                .configuration,
                "feed.source is bus, so that this process would publish what it hears; set it to"
                    + " generated or history, and give `sigma run` the option --bus redis")
        }
    }

    /// The markets of the session's instruments.
    private var subscriptions: [MarketSubscription] {
        manifest.instruments.enumerated().map { place, entry in
            MarketSubscription(instrument: InstrumentID(place), symbol: entry.symbol, kind: entry.kind)
        }
    }

    private func limited(_ feed: some MarketFeed, _ limit: UInt64?) -> any MarketFeed {
        guard let limit else { return feed }
        return LimitedFeed(feed, events: limit)
    }

    private func generatedFeed(startingAt start: Timestamp, checkpoints: URL) -> GeneratedFeed<SystemClock> {
        let settings = configuration.feed
        let market: GeneratorParameters = settings.market == .bitcoinInWon ? .bitcoinInWon : .bitcoinInDollars
        let markets = configuration.instruments.indices.map { index in
            var parameters = market
            parameters.instrument = InstrumentID(index)
            return parameters
        }
        let generated = GeneratedMarketSettings(
            markets: markets, seed: settings.seed, start: start, eventsPerSecond: settings.eventsPerSecond.double,
            content: .trades)
        return GeneratedFeed(
            generated, pace: pace(startingAt: start), clock: SystemClock(), checkpoints: checkpoints.path)
    }

    private func historyFeed() throws -> HistoryFeed<SystemClock> {
        guard let path = configuration.feed.file else {
            throw CommandFailure(.configuration, "feed.source is history, but feed.file names no file")
        }
        let file = try HistoryFile(path)
        guard configuration.instruments.count == 1 else {
            throw CommandFailure(.configuration, "a history file holds one instrument; configure exactly one")
        }
        let speed = configuration.feed.speed
        let pace = speed == .zero ? Pace.unpaced : Pace(speed: speed.double, anchor: .whenRunBegins)
        return try HistoryFeed(files: [(file, InstrumentID(0))], pace: pace, clock: SystemClock())
    }

    /// How market time passes.
    func pace(startingAt start: Timestamp) -> Pace {
        switch configuration.feed.speed {
        case .zero: .unpaced
        case let speed where headStart > .zero:
            Pace(speed: speed.double, anchor: .fixed(market: start + headStart, wall: SystemClock().now))
        // Market time is wall time: what happened while the process was away comes at once.
        case .one where configuration.feed.start == nil: .realTime
        default: Pace(speed: configuration.feed.speed.double, anchor: .whenRunBegins)
        }
    }
}
