internal import SigmaModel
package import SigmaPorts
internal import SigmaTransport
package import SigmaWire
internal import Synchronization

/// Takes the messages of the connections that carry a feed's markets.
final class UpbitMarketListener<Sink: MarketSink>: StreamListener {
    /// What the feed's tasks are to do.
    enum Task: Sendable {
        /// Ask for past trades of the market at a place.
        case ask(Int)
        /// See after a while whether the connection began.
        case look(UInt64)
    }

    /// A message that cannot be read costs a connection, so that what it said is asked for; not more often than this.
    private static var unreadableInterval: TimeSpan { TimeSpan(seconds: 60) }

    let state: Mutex<UpbitMarketState<Sink>>
    private let depth: UpbitSubscription.Depth
    private let symbols: [String]
    private let tasks: AsyncStream<Task>.Continuation
    private let bell: Doorbell
    private let clock: any SessionClock
    private let report: @Sendable (UpbitFeedNotice) -> Void
    private let lastUnreadable = Mutex<TimeSpan?>(nil)

    init(
        _ state: consuming sending UpbitMarketState<Sink>, symbols: [String], depth: UpbitSubscription.Depth,
        tasks: AsyncStream<Task>.Continuation, bell: Doorbell, clock: any SessionClock,
        report: @escaping @Sendable (UpbitFeedNotice) -> Void
    ) {
        self.state = Mutex(state)
        self.symbols = symbols
        self.depth = depth
        self.tasks = tasks
        self.bell = bell
        self.clock = clock
        self.report = report
    }

    func opened(_ link: any StreamLink) {
        state.withLock { $0.opened(link.id.number) }
        for text in UpbitSubscription.market(symbols, books: depth, ticket: "market-\(link.id.number)") {
            link.send(text)
        }
        // Asks for a sign of life every ten seconds, so that time can be told in quiet markets too.
        link.send("PING")
        tasks.yield(.look(link.id.number))
    }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        do throws(WireError) {
            let (read, ask, isDrained) = try state.withLock { (state) throws(WireError) in
                let (read, ask) = try state.take(message, from: link.id.number)
                if !state.isDrained { state.pause(link) }
                return (read, ask, state.isDrained)
            }
            if let ask { tasks.yield(.ask(ask)) }
            let verdict = verdict(read, link)
            if isDrained { return verdict }
            bell.ring()
            return .pause
        } catch { return unreadable(error) }
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        let (asks, isDrained) = state.withLock { ($0.closed(link.id.number, at: clock.now), $0.isDrained) }
        for place in asks { tasks.yield(.ask(place)) }
        if !isDrained { bell.ring() }
        if !isReplaced { report(.cut(reason)) }
    }

    func failed(_ failure: StreamFailure) -> Bool {
        report(.unreachable(UpbitErrors.error(stream: failure)))
        return true
    }

    private func verdict(_ message: UpbitMessage, _ link: any StreamLink) -> StreamVerdict {
        switch message {
        case .trade, .book, .ticker, .candle:
            link.ready()
            return .goOn
        case .alive, .unwanted: return .quiet
        case .subscribed:
            link.ready()
            return .quiet
        case .refused(let refusal):
            return .reconnect("Upbit refuses the subscription: \(refusal.name) \(refusal.message)")
        }
    }

    private func unreadable(_ error: WireError) -> StreamVerdict {
        report(.unreadable(error))
        let now = clock.monotonic
        let isFirst = lastUnreadable.withLock { last in
            if let last, now - last < Self.unreadableInterval { return false }
            last = now
            return true
        }
        state.withLock { $0.noteUnreadable(isLost: !isFirst) }
        return isFirst ? .reconnect("a message could not be read: \(error)") : .goOn
    }
}

/// What a feed has to say to its operator.
package enum UpbitFeedNotice: Hashable, Sendable, CustomStringConvertible {
    /// A connection was cut; the next one asks for what was missed.
    case cut(String)
    /// No connection stands.
    case unreachable(GatewayError)
    /// A message could not be read.
    case unreadable(WireError)
    /// Trades of a market were asked for after a cut, and so many found.
    case backfilled(String, count: Int)
    /// Trades of a market are lost.
    case lost(String, String)

    package var description: String {
        switch self {
        case .cut(let reason): "upbit: the market's connection was cut: \(reason)"
        case .unreachable(let error): error.description
        case .unreadable(let error): "upbit: a message of the market could not be read: \(error)"
        case .backfilled(let market, let count): "upbit: \(count) trades of \(market) were missed and asked for"
        case .lost(let market, let reason): "upbit: trades of \(market) are lost: \(reason)"
        }
    }
}
