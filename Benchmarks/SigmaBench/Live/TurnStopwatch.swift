import SigmaModel
import SigmaObservability
import SigmaRuntime
import Synchronization

/// Times orders at the venue's side: from the market message that asks for one, as it goes to the socket, to the order.
///
/// A message at which the market turns asks for an order of one side; the next order of that side answers it. One that is
/// later than the next turn of its side, two legs of the market, counts for that one, and a turn without an order is told.
final class TurnStopwatch: Sendable {
    private struct Turn {
        var side: Side
        var sent: TimeSpan
    }

    private struct State {
        var armed: Side?
        var turns: [Turn] = []
        var orders = 0
        var missed = 0
    }

    /// Turns that may wait for their orders.
    private static let limit = 8

    private let state = Mutex(State())
    private let latency = LatencyRecorder()
    private let clock = SystemClock()

    /// Orders that came so far.
    var orders: Int { state.withLock { $0.orders } }

    /// What was measured since it was taken last, and how many turns no order answered.
    func take() -> (latency: LatencyHistogram, missed: Int) {
        let missed = state.withLock { state in
            defer { state.missed = 0 }
            return state.missed
        }
        return (latency.take(), missed)
    }

    /// The next message is a turn that asks for an order of a side; nil for every other message.
    func arm(_ side: Side?) { state.withLock { $0.armed = side } }

    /// A message goes to a socket; of several that carry the same turn the first counts.
    func left() {
        state.withLock { state in
            guard let side = state.armed else { return }
            state.armed = nil
            if state.turns.count == TurnStopwatch.limit {
                state.turns.removeFirst()
                state.missed += 1
            }
            state.turns.append(Turn(side: side, sent: clock.monotonic))
        }
    }

    /// An order's bytes have come, whole.
    func arrived(_ text: [UInt8]) {
        let now = clock.monotonic
        let words = String(decoding: text, as: UTF8.self)
        let side: Side = ["\"bid\"", "BUY", "\"Buy\""].contains { words.contains($0) } ? .buy : .sell
        let sent = state.withLock { state -> TimeSpan? in
            state.orders += 1
            guard let place = state.turns.lastIndex(where: { $0.side == side }) else { return nil }
            defer { state.turns.removeFirst(place + 1) }
            state.missed += place
            return state.turns[place].sent
        }
        if let sent { latency.record(nanoseconds: (now - sent).nanoseconds) }
    }
}
