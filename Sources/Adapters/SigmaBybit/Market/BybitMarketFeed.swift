internal import SigmaModel
package import SigmaPorts
internal import SigmaTransport

/// The market of some symbols of Bybit as it happens.
///
/// It cannot go back: a position is passed over and marked as a gap. Each trade comes once and in the venue's order,
/// across cuts and while one connection replaces another. Trades of spot come over two connections, since the venue
/// remembers few; where they are cut together and its memory does not reach back to the cut, that is a gap. Books are emptied when they are not known to hold, and come whole again.
package struct BybitMarketFeed: MarketFeed {
    package let name = "bybit"
    /// How often the time is told where nothing else tells it.
    private static let beat = TimeSpan(seconds: 1)

    private let rest: BybitREST
    private let markets: [BybitMarket]
    private let report: @Sendable (BybitFeedNotice) -> Void

    /// A feed.
    ///
    /// - Parameters:
    ///   - rest: asks for past trades, without a key if need be.
    ///   - report: hears what is worth a line in the log.
    package init(
        _ rest: BybitREST, markets: [BybitMarket], report: @escaping @Sendable (BybitFeedNotice) -> Void
    ) {
        precondition(!markets.isEmpty, "a feed has a symbol")
        self.rest = rest
        self.markets = markets
        self.report = report
    }

    /// Hands every event to the sink until the task is cancelled, or the venue refuses a subscription.
    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let queue = BybitMarketQueue(isResumed: position > 0)
        let streams = streams(queue)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, stream) in streams.enumerated() {
                let seed = rest.settings.seed &+ UInt64(place) &* 2
                add(stream.listener, plan(of: stream, hasBooks: stream.hasBooks), seed, to: &group)
                if stream.hasStandby {
                    let standby = BybitMarketStandby(stream: stream.listener)
                    add(standby, plan(of: stream, hasBooks: false), seed &+ 1, to: &group)
                }
            }
            group.addTask { try await handOver(queue, to: sink) }
            group.addTask { try await tellTime(of: streams.map(\.listener), to: queue) }
            group.addTask { try await BybitBackfill(rest: rest, report: report).run(queue) }
            defer { group.cancelAll() }
            // None ends by itself: the first to throw ends the others.
            try await group.next()
        }
    }

    private func add(
        _ listener: some StreamListener, _ plan: StreamPlan, _ seed: UInt64,
        to group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        group.addTask {
            try await ResilientStream(plan, listener: listener, clock: rest.clock, seed: seed).run()
        }
    }

    private func handOver(_ queue: BybitMarketQueue, to sink: some MarketSink) async throws {
        var items: [FeedItem] = []
        while true {
            try await queue.take(&items)
            for item in items { try await sink.take(item) }
        }
    }

    /// Tells up to when the market is known wherever no event does, so that candles close in quiet markets.
    private func tellTime(of listeners: [BybitMarketListener], to queue: BybitMarketQueue) async throws {
        var told = Timestamp.epoch
        while true {
            try await rest.clock.sleep(until: rest.clock.now + Self.beat)
            guard let known = listeners.map({ $0.knownUntil(rest.clockOffset) }).reduce(.never, Self.earlier),
                known > told
            else { continue }
            told = known
            queue.tell(known, handedOver: rest.clock.monotonic)
        }
    }

    private static func earlier(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
        guard let one, let other else { return nil }
        return min(one, other)
    }
}

extension BybitMarketFeed {
    /// One stream: a kind of instruments, and as many of its topics as a connection has room for.
    private struct Stream {
        let category: BybitCategory
        let listener: BybitMarketListener
        let hasBooks: Bool
        let hasStandby: Bool
    }

    private func streams(_ queue: BybitMarketQueue) -> [Stream] {
        BybitCategory.allCases.flatMap { category in
            let markets = markets.filter { $0.kind == category.kind }
            let subjects = markets.map { BybitSubject($0.symbol, $0.instrument, category) }
            let topics = markets.enumerated().flatMap { place, market in
                (market.trades ? [BybitTopic.trades(place)] : [])
                    + (market.bookDepth.map { [BybitTopic.book(place, depth: $0)] } ?? [])
            }
            return BybitSubscription.connections(topics, of: subjects).map { topics in
                Stream(
                    category: category,
                    listener: BybitMarketListener(
                        BybitMarketState(topics, of: subjects), queue: queue, clock: rest.clock, report: report),
                    hasBooks: topics.contains { !$0.isTrades },
                    hasStandby: rest.settings.hasStandby && category == .spot && topics.contains(where: \.isTrades))
            }
        }
    }

    private func plan(of stream: Stream, hasBooks: Bool) -> StreamPlan {
        var plan = rest.plan(to: rest.settings.publicStream(stream.category))
        plan.request = { [rest, request = plan.request] in
            // The time that is told in quiet markets is the venue's.
            await rest.knowTime()
            return try await request()
        }
        plan.lifetime = rest.settings.lifetime
        // A book changes or is sent again within seconds; trades of a quiet symbol may be hours apart.
        if hasBooks { plan.staleAfter = rest.settings.staleAfter }
        return plan
    }
}
