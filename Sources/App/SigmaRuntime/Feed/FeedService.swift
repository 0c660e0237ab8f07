package import Foundation
package import Logging
internal import ServiceLifecycle
package import SigmaModel
package import SigmaPorts

/// Publishes a feed's events to a bus until the feed ends or the process is asked to stop.
package struct FeedService<Feed: MarketFeed, Bus: EventBus, Clock: SessionClock>: Service {
    private static var interval: TimeSpan { TimeSpan(seconds: 5) }

    private let feed: Feed
    private let bus: Bus
    private let publisher: TickPublisher<Bus, Clock>
    private let sink: PlacedSink<TickPublisher<Bus, Clock>, Clock>
    private let position: UInt64
    private let clock: Clock
    private let logger: Logger

    /// A service that owns its bus, and closes it at its end.
    ///
    /// - Parameters:
    ///   - names: the feed's instruments, by its numbers.
    ///   - place: where to begin.
    ///   - file: where the place is kept.
    ///   - oldest: events from before are not published; nil for all.
    package init(
        _ feed: Feed, to bus: Bus, names: [String], from place: FeedPlace, keptIn file: URL, oldest: Timestamp?,
        clock: Clock, logger: Logger
    ) {
        self.feed = feed
        self.bus = bus
        self.clock = clock
        self.logger = logger
        position = place.position
        publisher = TickPublisher(bus, names: names, clock: clock)
        sink = PlacedSink(publisher, from: place, keptIn: file, oldest: oldest, clock: clock)
    }

    /// How many ticks and messages were handed to the bus.
    package var published: (ticks: UInt64, messages: UInt64) { (publisher.tickCount, publisher.messageCount) }

    package func run() async throws {
        let begin = clock.monotonic
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await report() }
            group.addTask { try await work() }
            // The first to end is the work: reports end when they are cancelled.
            try await group.next()
            group.cancelAll()
        }
        try sink.finish()
        tell("published", since: (0, begin))
        await bus.close()
    }

    private func work() async throws {
        let (feed, sink, publisher, position) = (feed, sink, publisher, position)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { publisher.finish() }
                do {
                    try await cancelWhenGracefulShutdown { try await feed.run(from: position, into: sink) }
                } catch is CancellationError {}
            }
            group.addTask {
                // What was taken is published, also when the feed was told to end.
                do throws(BusError) { try await publisher.run() } catch { if error != .closed { throw error } }
            }
            try await group.waitForAll()
        }
    }

    private func report() async {
        var (count, time) = (publisher.tickCount, clock.monotonic)
        while (try? await clock.sleep(until: clock.now + Self.interval)) != nil {
            tell("publishing", since: (count, time))
            (count, time) = (publisher.tickCount, clock.monotonic)
            if let failure = sink.failure { logger.error("the feed's place is not kept: \(failure)") }
        }
    }

    private func tell(_ what: String, since last: (count: UInt64, time: TimeSpan)) {
        let (count, counters) = (publisher.tickCount, bus.counters)
        let seconds = Double((clock.monotonic - last.time).nanoseconds) / 1e9
        let rate = seconds > 0 ? String(Int((Double(count - last.count) / seconds).rounded())) : "all"
        logger.info(
            "\(what)",
            metadata: [
                "ticks": "\(count)", "perSecond": "\(rate)", "messages": "\(publisher.messageCount)",
                "unsent": "\(counters.ticksUnsent)", "reconnects": "\(counters.reconnects)",
            ])
    }
}
