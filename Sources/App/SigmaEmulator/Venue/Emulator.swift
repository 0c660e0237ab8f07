package import SigmaHistory
package import SigmaModel
package import SigmaPorts
package import SigmaServing
internal import Synchronization

/// The venues' wire protocols, served from one market: what tests and demos trade on instead of the real venues.
///
/// This type is the whole of it but the sockets: requests and messages in, answers and messages out. ``EmulatorServer`` puts
/// it on a port. Every method may be called from any thread; they take turns.
package final class Emulator: Sendable {
    private let state: Mutex<EmulatorState>
    private let clock: any SessionClock

    /// An emulator before the first event of its market.
    package init(_ settings: EmulatorSettings, clock: any SessionClock) throws {
        self.clock = clock
        state = Mutex(try EmulatorState(settings, clock: clock))
    }

    /// The venues that are served.
    package var venues: [Venue] { state.withLock { $0.stages.map(\.site.venue) } }

    /// Answers a REST request of a venue.
    package func answer(_ request: WireRequest, at venue: Venue) -> WireAnswer {
        state.withLock { $0.answer(request, at: venue) }
    }

    /// The venue's clock, by which its answers are dated; the wall clock for a venue that is not served.
    package func now(at venue: Venue) -> Timestamp {
        state.withLock { $0.stage(venue)?.site.now } ?? clock.now
    }

    /// Whether a venue grants a WebSocket; where it does not, ``answer(_:at:)`` says why.
    package func grants(_ request: WireRequest, at venue: Venue) -> Bool {
        state.withLock { $0.grants(request, at: venue) }
    }

    /// Takes a granted WebSocket in; returns its number, nil for a venue that is not served.
    package func open(_ request: WireRequest, at venue: Venue, sink: any StreamSink) -> Int? {
        state.withLock { $0.open(request, at: venue, sink: sink) }
    }

    /// A client of a WebSocket said something.
    package func received(_ message: SocketMessage, on session: Int) {
        state.withLock { $0.received(message, on: session) }
    }

    /// A WebSocket has ended.
    package func closed(_ session: Int) { state.withLock { $0.closed(session) } }

    /// Lets the next event of the market meet the accounts' orders and tells the accounts; nil at the market's end.
    ///
    /// For lock-step: ``publish()`` then tells everybody the event. In between an account knows its fills and nobody the
    /// event that made them.
    package func match() throws -> MarketEvent? { try state.withLock { try $0.match() } }

    /// Tells everybody the events that were matched.
    package func publish() { state.withLock { $0.publish() } }

    /// Matches and publishes the next event; false at the market's end.
    package func step() throws -> Bool {
        try state.withLock { state in
            guard try state.match() != nil else { return false }
            state.publish()
            return true
        }
    }

    /// Lets an event happen that is not of the market's source; its time must not be earlier than the market's.
    package func happen(_ event: MarketEvent) { state.withLock { $0.happen(event) } }

    /// Looks at the clocks: due events, heartbeats, idle connections.
    package func tick() throws { _ = try state.withLock { try $0.advance(atMost: 64) } }

    /// Lets the market pass at its speed until the task is cancelled.
    package func run() async throws {
        let grain = TimeSpan(milliseconds: 1)
        let beat = TimeSpan(milliseconds: 50)
        while !Task.isCancelled {
            let due = try state.withLock { try $0.advance(atMost: 64) }
            let now = clock.now
            guard due > now else {
                await Task.yield()
                continue
            }
            try await clock.sleep(until: min(max(due, now + grain), now + beat))
        }
    }

    /// Works on the whole state; for administration and tests of this target.
    func withState<Result: Sendable>(_ body: (EmulatorState) throws -> Result) rethrows -> Result {
        try state.withLock { try body($0) }
    }
}

extension Emulator {
    /// Everything a venue knows of an account; nil where there is no such account.
    package func truth(of account: String, at venue: Venue) -> AccountTruth? {
        withState { $0.stage(venue)?.site.account(account)?.truth }
    }

    /// The market's time.
    package var marketTime: Timestamp { withState { $0.market.time } }

    /// Adds a rule of what goes wrong; returns its number.
    package func add(_ fault: FaultRule) -> Int { withState { $0.desk.add(fault) } }

    /// Takes every rule of what goes wrong away.
    package func clearFaults() { withState { $0.desk.clear() } }

    /// How many connections a venue has.
    package func sessionCount(at venue: Venue) -> Int { withState { $0.stage(venue)?.site.sessions.count ?? 0 } }
}
