package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire
internal import Synchronization

/// Binance's spot markets as they happen: trades without a hole, quotes, whole books, closed candles.
///
/// Trades that a cut or the time between two connections kept away are asked for by their numbers and come in order;
/// books begin anew from a snapshot. A planned reconnect overlaps, so nothing is missed by it.
package struct BinanceMarketFeed: MarketFeed {
    package let name = "binance"
    private let rest: BinanceREST
    private let symbols: BinanceSymbols
    private let interest: BinanceInterest
    private let lastTrades: [InstrumentID: UInt64]
    private let report: @Sendable (BinanceFeedNotice) -> Void

    /// How far behind the venue's clock heartbeats stay, so that what is on its way comes before them.
    private static var beatLag: TimeSpan { TimeSpan(seconds: 2) }
    /// How often the time is told where nothing else tells it.
    private static var beat: TimeSpan { TimeSpan(seconds: 1) }

    /// A feed of instruments by their symbols at Binance.
    ///
    /// - Parameters:
    ///   - lastTrades: the numbers of the last trades that an earlier process handed on; those after them are asked for.
    ///   - report: hears what is worth a line in the log.
    package init(
        _ rest: BinanceREST, _ symbols: [(symbol: String, instrument: InstrumentID)], _ interest: BinanceInterest,
        lastTrades: [InstrumentID: UInt64] = [:], report: @escaping @Sendable (BinanceFeedNotice) -> Void
    ) {
        self.rest = rest
        self.symbols = BinanceSymbols(symbols)
        self.interest = interest
        self.lastTrades = lastTrades
        self.report = report
    }

    package func run(from position: UInt64, into sink: some MarketSink) async throws {
        let subscription = BinanceSubscription(symbols.list.map(\.symbol), interest)
        guard (1...BinanceSubscription.streamLimit).contains(subscription.streams.count) else {
            throw GatewayError(
                .invalid, at: .binance, "a feed of \(subscription.streams.count) streams",
                mend: "ask for at most \(BinanceSubscription.streamLimit) in one feed")
        }
        let inbox = BinanceInbox()
        let listener = BinanceFeedListener(rest, symbols, subscription, inbox)
        let stream = ResilientStream(
            plan(subscription), listener: listener, clock: rest.clock, seed: rest.settings.seed)
        let backfill = BinanceBackfill(
            rest: rest, symbols: Dictionary(uniqueKeysWithValues: symbols.list.map { ($0.instrument, $0.symbol) }),
            inbox: inbox)
        let market = BinanceMarket(
            symbols.list.map(\.instrument), interest, lastTrades: lastTrades, isLate: position > 0)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await stream.run() }
            try await hand(market, from: inbox, into: sink) { question in
                group.addTask { try await backfill.ask(question) }
            }
        }
    }

    private func plan(_ subscription: BinanceSubscription) -> StreamPlan {
        let rest = rest
        let address = subscription.address(rest.settings.streams)
        var plan = StreamPlan {
            // Quotes of spot carry no time: the venue's clock is wanted before they come.
            await rest.knowTime()
            try await rest.budget.acquire([RateCost(BinanceLimits.connections)], .query)
            return StreamRequest(address)
        }
        plan.trust = rest.settings.trust
        plan.lifetime = rest.settings.connectionLifetime
        plan.staleAfter = rest.settings.staleAfter
        plan.socket.heartbeat = .ping(every: rest.settings.heartbeat)
        // Five a second are allowed, pongs included.
        plan.socket.sendLimits = [RateLimit(4, per: TimeSpan(seconds: 1))]
        return plan
    }

    /// Takes what reaches the feed, and hands on what the market makes of it, until cancelled.
    private func hand(
        _ market: BinanceMarket, from inbox: BinanceInbox, into sink: some MarketSink,
        asking ask: (BinanceMarket.Question) -> Void
    ) async throws {
        var market = market
        var told = Timestamp.epoch
        while true {
            let inputs = try await inbox.take(until: rest.clock.now + Self.beat, by: rest.clock)
            for input in inputs {
                var outcome = BinanceMarket.Outcome()
                if case .message(.trade(let trade), let receivedAt) = input {
                    if let item = market.take(trade, &outcome) { try await hand(item, receivedAt, sink) }
                } else {
                    outcome = take(input, into: &market)
                }
                for item in outcome.items { try await hand(item, input.receivedAt ?? rest.clock.now, sink) }
                for question in outcome.questions { ask(question) }
            }
            if inputs.isEmpty, market.isWhole { tell(&told, sink) }
        }
    }

    private func take(_ input: BinanceInbox.Input, into market: inout BinanceMarket) -> BinanceMarket.Outcome {
        switch input {
        case .opened:
            report(.connected)
            return market.opened()
        case .closed(let reason):
            report(.disconnected(reason))
            return market.closed()
        case .unreachable(let reason):
            report(.unreachable(reason))
            return BinanceMarket.Outcome()
        case .message(let message, _): return market.take(message)
        case .unreadable(let text):
            report(.unreadable(text))
            return market.missed()
        case .trades(let page, let instrument, let isFull):
            return market.take(page: page, of: instrument, isFull: isFull)
        case .noTrades(let instrument, let text):
            report(.tradesLost(instrument, text))
            return market.giveUp(instrument)
        case .snapshot(let snapshot, let instrument):
            return market.take(snapshot, of: instrument, at: rest.venueNow)
        }
    }

    private func hand(_ item: BinanceMarket.Item, _ receivedAt: Timestamp, _ sink: some MarketSink) async throws {
        var handed = FeedItem(event: item.event, receivedAt: receivedAt, handedOver: rest.clock.monotonic)
        handed.gap = item.gap
        try await sink.take(handed)
    }

    /// Tells the time if it is news; where there is no room for it, the events ahead of it tell enough.
    private func tell(_ told: inout Timestamp, _ sink: some MarketSink) {
        let time = (rest.venueNow - Self.beatLag).floored(to: Self.beat)
        guard time > told else { return }
        if sink.push(FeedItem(event: .timer(time), receivedAt: nil, handedOver: rest.clock.monotonic)) { told = time }
    }
}

extension BinanceInbox.Input {
    /// When a socket's message came.
    fileprivate var receivedAt: Timestamp? {
        if case .message(_, let time) = self { time } else { nil }
    }
}

/// What a feed has to say to its operator.
package enum BinanceFeedNotice: Hashable, Sendable, CustomStringConvertible {
    /// A connection stands.
    case connected
    /// A connection ended.
    case disconnected(String)
    /// A try to connect failed; others follow.
    case unreachable(String)
    /// A message could not be read; books begin anew.
    case unreadable(String)
    /// Missed trades could not be had in time.
    case tradesLost(InstrumentID, String)

    package var description: String {
        switch self {
        case .connected: "connected to Binance's streams"
        case .disconnected(let reason): "the connection to Binance's streams ended: \(reason)"
        case .unreachable(let reason):
            "Binance's streams cannot be reached: \(reason); it is tried again, see Binance's announcements if it goes on"
        case .unreadable(let text): "a message of Binance's streams cannot be read: \(text)"
        case .tradesLost(_, let text): "missed trades could not be had: \(text)"
        }
    }
}
