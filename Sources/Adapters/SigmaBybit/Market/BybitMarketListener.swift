internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import Synchronization

/// Hears one stream of market data, and does what its state decides.
///
/// Its calls may come from two event loops: from the stream's own and from that of its standby.
final class BybitMarketListener: StreamListener {
    /// Which stream a connection belongs to.
    enum Lane: UInt64 {
        /// The one that has everything.
        case main
        /// The one that has the trades a second time.
        case standby

        /// A connection's number among those of both lanes.
        func connection(_ link: any StreamLink) -> UInt64 { rawValue << 56 | link.id.number }
    }

    private struct State {
        var market: BybitMarketState
        var links: [UInt64: any StreamLink] = [:]
        /// When anything was heard last on the lane that has everything.
        var heardAt = Timestamp.epoch
    }

    /// How late messages may be, so that none is older than the time that is told.
    private static let lag = TimeSpan(seconds: 2)

    private let state: Mutex<State>
    private let queue: BybitMarketQueue
    private let clock: any SessionClock
    private let report: @Sendable (BybitFeedNotice) -> Void

    init(
        _ market: BybitMarketState, queue: BybitMarketQueue, clock: any SessionClock,
        report: @escaping @Sendable (BybitFeedNotice) -> Void
    ) {
        state = Mutex(State(market: market))
        self.queue = queue
        self.clock = clock
        self.report = report
    }

    func opened(_ link: any StreamLink) { open(link, .main) }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        take(message, on: link, .main)
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        close(link, .main, reason: reason, isReplaced: isReplaced)
    }

    func failed(_ failure: StreamFailure) -> Bool {
        report(.unreachable("\(failure)"))
        return true
    }

    /// A connection of a lane stands.
    func open(_ link: any StreamLink, _ lane: Lane) {
        state.withLock { state in
            state.links[lane.connection(link)] = link
            state.market.open(lane.connection(link), withBooks: lane == .main, at: clock.now)
            perform(&state)
        }
    }

    /// A message of a lane.
    func take(_ message: WebSocketMessage, on link: any StreamLink, _ lane: Lane) -> StreamVerdict {
        let (verdict, problem) = state.withLock { state in
            let verdict = state.market.take(message, from: lane.connection(link), handedOver: clock.monotonic)
            if lane == .main { state.heardAt = message.receivedAt }
            perform(&state)
            defer { state.market.problem = nil }
            return (verdict, state.market.problem)
        }
        if let problem { report(.unreadable(problem)) }
        return verdict == .goOn && queue.isFull(pausing: link) ? .pause : verdict
    }

    /// A connection of a lane ended.
    func close(_ link: any StreamLink, _ lane: Lane, reason: String, isReplaced: Bool) {
        state.withLock { state in
            state.links[lane.connection(link)] = nil
            state.market.output.receivedAt = clock.now
            state.market.output.handedOver = clock.monotonic
            state.market.close(lane.connection(link))
            perform(&state)
        }
        if !isReplaced { report(.disconnected(reason)) }
    }

    /// Takes past trades of a symbol.
    func take(page: [BybitTrade], of subject: Int) -> BybitTradeLine.Bridge {
        state.withLock { state in
            let bridge = state.market.take(page: page, of: subject, at: clock.now, handedOver: clock.monotonic)
            perform(&state)
            return bridge
        }
    }

    /// Nothing bridges a symbol's cut: what waits is handed on behind a gap.
    func giveUp(_ subject: Int) {
        state.withLock { state in
            state.market.giveUp(subject, at: clock.now, handedOver: clock.monotonic)
            perform(&state)
        }
    }

    /// Up to when, by the venue's clock, everything is known; nil while something is missed.
    func knownUntil(_ offset: ClockOffset) -> Timestamp? {
        state.withLock { state in
            guard state.market.isWhole, state.heardAt > .epoch else { return nil }
            return offset.venueTime(at: state.heardAt) - Self.lag
        }
    }

    /// A symbol of the stream.
    func subject(_ place: Int) -> BybitSubject { state.withLock { $0.market.subjects[place] } }

    /// What could not be read and what was not needed so far.
    var counters: (unreadable: Int, unused: Int) { state.withLock { ($0.market.unreadable, $0.market.unused) } }

    private func perform(_ state: inout State) {
        queue.add(&state.market.output.items)
        for action in state.market.actions {
            switch action {
            case .send(let text, let connection): state.links[connection]?.send(text)
            case .ready(let connection):
                state.links[connection]?.ready()
                report(.connected)
            case .page(let subject): queue.wish(BybitBridge(listener: self, subject: subject))
            }
        }
        state.market.actions.removeAll(keepingCapacity: true)
    }
}

/// Hears a stream's trades a second time, so that the cut of one connection loses none of them.
///
/// Why: for spot the venue remembers only sixty past trades, which a busy symbol has within a second.
struct BybitMarketStandby: StreamListener {
    /// The stream whose trades they are.
    let stream: BybitMarketListener

    func opened(_ link: any StreamLink) { stream.open(link, .standby) }

    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict {
        stream.take(message, on: link, .standby)
    }

    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool) {
        stream.close(link, .standby, reason: reason, isReplaced: isReplaced)
    }
}

/// A symbol whose trades wait for a page of past trades.
struct BybitBridge: Sendable {
    /// Whose symbol it is.
    let listener: BybitMarketListener
    /// The symbol's place.
    let subject: Int
}
