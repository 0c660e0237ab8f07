internal import Synchronization

/// A question on its way, and whoever waits for its answer.
final class BinanceQuestion: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<BinanceReply, Never>)
        case answered(BinanceReply)
        case taken
    }

    private let state = Mutex(State.open)

    /// The answer, or what else ends the wait; the first counts.
    func end(_ reply: BinanceReply) {
        let waiter: CheckedContinuation<BinanceReply, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .answered(reply)
                return nil
            case .awaited(let waiter):
                state = .taken
                return waiter
            case .answered, .taken: return nil
            }
        }
        waiter?.resume(returning: reply)
    }

    /// Waits for the end; once.
    func reply() async -> BinanceReply {
        await withCheckedContinuation { continuation in
            let reply: BinanceReply? = state.withLock { state in
                if case .answered(let reply) = state {
                    state = .taken
                    return reply
                }
                state = .awaited(continuation)
                return nil
            }
            if let reply { continuation.resume(returning: reply) }
        }
    }
}
