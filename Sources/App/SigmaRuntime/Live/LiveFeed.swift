package import SigmaModel
package import SigmaPorts

/// A real venue as a session's feed: its market, and what becomes of the session's orders there.
///
/// The market is heard only after the session's orders and balances were compared with the venue's, and the comparison
/// is repeated after every cut of the private stream and on schedule.
package struct LiveFeed<Clock: SessionClock>: MarketFeed {
    package let name = "live"
    private let market: any MarketFeed
    private let executor: OrderExecutor<Clock>
    private let settings: LiveSettings
    private let timeline: SessionTimeline
    private let venueClock: VenueClock
    private let clock: Clock
    private let booked: @Sendable () -> BookedAccount

    /// A venue that is not connected yet.
    ///
    /// - Parameter booked: the engine's books, read when they are compared.
    package init(
        _ market: any MarketFeed, executor: OrderExecutor<Clock>, settings: LiveSettings, timeline: SessionTimeline,
        venueClock: VenueClock, clock: Clock, booked: @escaping @Sendable () -> BookedAccount
    ) {
        self.market = market
        self.executor = executor
        self.settings = settings
        self.timeline = timeline
        self.venueClock = venueClock
        self.clock = clock
        self.booked = booked
    }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let shared = SharedSink(sink, timeline: timeline, isRealTime: settings.isRealTime)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await executor.run(into: shared) }
            group.addTask {
                try await firstReconciliation()
                try await market.run(from: position, into: shared)
            }
            group.addTask { try await reconcileAgain() }
            if settings.isRealTime { group.addTask { try await beat(into: shared) } }
            // None of them ends by itself but a market that has an end.
            try await group.next()
            group.cancelAll()
            while let end = await group.nextResult() {
                if case .failure(let error) = end, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Compares with the venue until that has succeeded once; only then is there anything to trade on.
    private func firstReconciliation() async throws {
        var backoff = Backoff(first: TimeSpan(milliseconds: 500), limit: TimeSpan(seconds: 30), seed: 1)
        await executor.recover()
        while true {
            do throws(GatewayError) { return try await reconcile() } catch {
                guard error.isPassing else { throw error }
                await executor.say(.remark("the account cannot be compared with the venue yet: \(error)"))
                try await clock.sleep(until: clock.now + max(backoff.next(), error.retryAfter ?? .zero))
            }
        }
    }

    private func reconcileAgain() async throws {
        var connections = executor.connections
        while true {
            await executor.waitForConnection(after: connections, until: clock.now + settings.reconcileInterval)
            try Task.checkCancellation()
            connections = executor.connections
            do throws(GatewayError) { try await reconcile() } catch {
                // Trading goes on with what streams tell; a key that stopped working ends it.
                if error.isPassing {
                    await executor.say(.remark("the account could not be compared with the venue: \(error)"))
                } else {
                    await executor.say(.halt("the venue does not let the account be compared: \(error)"))
                }
            }
        }
    }

    /// Tells what time it is, so that candles close and timers fire in a quiet market.
    ///
    /// It stays behind the venue's clock by as much as a trade may be late.
    private func beat(into sink: some MarketSink) async throws {
        while true {
            try await clock.sleep(until: clock.now + Self.beatInterval)
            let time = venueClock.now(clock) - settings.lateness
            guard time > timeline.now else { continue }
            try await sink.take(FeedItem(event: .timer(time), receivedAt: nil, handedOver: clock.monotonic))
        }
    }

    private static var beatInterval: TimeSpan { TimeSpan(milliseconds: 250) }

    private func reconcile() async throws(GatewayError) {
        try await executor.reconcile(settings.symbols, belief: settings.belief, booked: booked)
    }
}

/// What a live session needs beside its gateway.
package struct LiveSettings: Sendable {
    /// What it trades.
    package var symbols: [String]
    /// What the account should hold.
    package var belief: AccountBelief
    /// The most time between comparisons with the venue.
    package var reconcileInterval = TimeSpan(seconds: 60)
    /// Whether the venue's market time is the time of day; an emulator may play the past, or faster.
    package var isRealTime = true
    /// How much later than others a trade may arrive.
    package var lateness = TimeSpan(seconds: 1)

    package init(symbols: [String], belief: AccountBelief) {
        self.symbols = symbols
        self.belief = belief
    }
}
