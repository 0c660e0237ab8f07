package import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import Synchronization

/// The trades and books of Upbit's markets as they happen.
///
/// After a cut the trades between are asked for, so that none is missing and none comes twice; a gap is told only where
/// they could not be had. A feed that goes on after an earlier process tells a gap at its beginning, since nobody listened
/// between. Books are whole messages and need no repair.
package struct UpbitMarketFeed: MarketFeed {
    package let name = "upbit"
    /// How long a connection may take to begin with its snapshots before past trades are asked for without.
    private static let beginning = TimeSpan(seconds: 3)
    /// How often the market's time is told, and how late messages may be behind the fastest.
    private static let timerInterval = TimeSpan(seconds: 1)
    static let lag = TimeSpan(milliseconds: 500)
    /// How often past trades are asked for before they count as lost.
    private static let tries = 10

    private let rest: UpbitREST
    private let markets: [(symbol: String, instrument: InstrumentID)]
    private let depth: UpbitSubscription.Depth
    private let trust: TrustRoots
    private let seed: UInt64
    private let report: @Sendable (UpbitFeedNotice) -> Void

    /// A feed of some markets.
    ///
    /// - Parameters:
    ///   - rest: asks for past trades, without a key if need be.
    ///   - seed: of the chance in waits.
    ///   - report: hears of cuts and losses.
    package init(
        _ rest: UpbitREST, markets: [(symbol: String, instrument: InstrumentID)], books depth: UpbitSubscription.Depth,
        trust: TrustRoots = .system, seed: UInt64, report: @escaping @Sendable (UpbitFeedNotice) -> Void
    ) {
        if case .levels(let count) = depth {
            precondition(UpbitSubscription.depths.contains(count), "Upbit has books of 1, 5, 15 and 30 levels")
        }
        self.rest = rest
        self.markets = markets
        self.depth = depth
        self.trust = trust
        self.seed = seed
        self.report = report
    }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let state = UpbitMarketState(markets, depth, isContinued: position > 0, sink: sink, clock: rest.clock)
        try await run(state, sink)
    }

    private func run<Sink: MarketSink>(_ state: consuming sending UpbitMarketState<Sink>, _ sink: Sink) async throws {
        let (tasks, order) = AsyncStream.makeStream(of: UpbitMarketListener<Sink>.Task.self)
        let bell = Doorbell()
        let listener = UpbitMarketListener(
            state, symbols: markets.map(\.symbol), depth: depth, tasks: order, bell: bell, clock: rest.clock,
            report: report)
        let stream = ResilientStream(plan, listener: listener, clock: rest.clock, seed: seed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stream.run() }
            group.addTask { try await drain(listener, sink, bell) }
            group.addTask { try await tellTime(listener) }
            group.addTask { await work(tasks, listener, bell) }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    private var plan: StreamPlan {
        let (rest, settings) = (rest, rest.settings)
        var plan = StreamPlan {
            try await rest.awaitConnection()
            return StreamRequest(settings.stream)
        }
        plan.trust = trust
        plan.socket.heartbeat = .ping(every: settings.heartbeat)
        plan.socket.sendLimits = UpbitLimits.messages
        plan.staleAfter = settings.silence
        plan.lifetime = settings.lifetime
        return plan
    }

    /// Hands on what found no room, and lets the connections go on.
    private func drain<Sink>(_ listener: UpbitMarketListener<Sink>, _ sink: Sink, _ bell: Doorbell) async throws {
        while true {
            let rings = bell.rings
            while true {
                let (links, isDrained) = listener.state.withLock { ($0.drain(), $0.isDrained) }
                for link in links { link.resume() }
                if isDrained { break }
                try await sink.room()
            }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }

    private func tellTime<Sink>(_ listener: UpbitMarketListener<Sink>) async throws {
        while true {
            try await rest.clock.sleep(until: rest.clock.now + Self.timerInterval)
            listener.state.withLock { $0.tellTime(lag: Self.lag) }
        }
    }

    private func work<Sink>(
        _ tasks: AsyncStream<UpbitMarketListener<Sink>.Task>, _ listener: UpbitMarketListener<Sink>, _ bell: Doorbell
    ) async {
        await withDiscardingTaskGroup { group in
            for await task in tasks {
                switch task {
                case .ask(let place): group.addTask { await ask(place, listener, bell) }
                case .look(let link):
                    group.addTask {
                        guard (try? await rest.clock.sleep(until: rest.clock.now + Self.beginning)) != nil else {
                            return
                        }
                        let places = listener.state.withLock { $0.waited(for: link, at: rest.clock.now) }
                        for place in places { await ask(place, listener, bell) }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Asks for the trades of a market that were missed, and again while the venue cannot answer.
    private func ask<Sink>(_ place: Int, _ listener: UpbitMarketListener<Sink>, _ bell: Doorbell) async {
        guard let question = listener.state.withLock({ $0.question(of: place) }) else { return }
        let (symbol, _) = markets[place]
        let backfill = UpbitBackfill(rest: rest, market: symbol, instrument: InstrumentID(place))
        var backoff = Backoff(
            first: TimeSpan(milliseconds: 500), limit: TimeSpan(seconds: 10), seed: seed ^ question.number)
        var loss = "the venue's pages do not reach back to the last trade"
        var answer = UpbitBackfill.Answer(trades: [], isWhole: false)
        for _ in 0..<Self.tries {
            guard listener.state.withLock({ $0.question(of: place) }) == question else { return }
            do {
                answer = try await backfill.answer(to: question) { page, isLast in
                    listener.state.withLock { $0.reaches(page, of: question, place, isLast: isLast) }
                }
                break
            } catch {
                let error = UpbitErrors.error(error)
                loss = error.description
                let wait = max(backoff.next(), error.retryAfter ?? .zero)
                guard error.isPassing, (try? await rest.clock.sleep(until: rest.clock.now + wait)) != nil else { break }
            }
        }
        if Task.isCancelled { return }
        let found = listener.state.withLock { state in
            let before = state.counters.backfilled
            state.answered(answer.trades, to: question, place, isWhole: answer.isWhole)
            return Int(state.counters.backfilled - before)
        }
        bell.ring()
        report(answer.isWhole ? .backfilled(symbol, count: found) : .lost(symbol, loss))
    }
}
