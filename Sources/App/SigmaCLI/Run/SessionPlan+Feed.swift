internal import Foundation
internal import SigmaConfiguration
internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime

extension SessionPlan {
    /// The feed of a session that began at an instant.
    ///
    /// - Parameter limit: the number of events after which it ends; nil for never.
    func feed(startingAt start: Timestamp, limit: UInt64?) throws -> any MarketFeed {
        switch configuration.feed.source {
        case .generated: return limited(generatedFeed(startingAt: start), limit)
        case .history: return limited(try historyFeed(), limit)
        case .bus:
            throw CommandFailure(.usage, "feed.source bus is not available yet; use generated or history")
        }
    }

    private func limited(_ feed: some MarketFeed, _ limit: UInt64?) -> any MarketFeed {
        guard let limit else { return feed }
        return LimitedFeed(feed, events: limit)
    }

    private func generatedFeed(startingAt start: Timestamp) -> GeneratedFeed<SystemClock> {
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
            generated, pace: pace(startingAt: start), clock: SystemClock(), checkpoints: directory.feed.path)
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

    private func pace(startingAt start: Timestamp) -> Pace {
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
