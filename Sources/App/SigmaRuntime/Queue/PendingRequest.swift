import Synchronization

/// A request in the engine's hands; one that is let go of without an answer leaves its outcome unknown.
package struct PendingRequest: ~Copyable, Sendable {
    /// What is asked.
    package let request: SessionRequest
    private let caller: WaitingCaller

    init(_ request: SessionRequest, caller: WaitingCaller) {
        self.request = request
        self.caller = caller
    }

    deinit { caller.settle(.failure(.outcomeUnknown)) }

    /// The engine has recorded and applied it.
    package consuming func applied() { caller.settle(.success(())) }

    /// The engine will not do it, for a reason that a person can read.
    package consuming func refused(_ reason: String) { caller.settle(.failure(.refused(reason))) }
}

/// Who waits for an answer; the first one counts.
final class WaitingCaller: Sendable {
    typealias Answer = Result<Void, InboxError>

    private enum State {
        case absent
        case waiting(CheckedContinuation<Answer, Never>)
        case answered(Answer)
    }

    private let state = Mutex(State.absent)

    /// Whether the caller waits now; it does not when the answer was there before.
    func await(_ continuation: CheckedContinuation<Answer, Never>) -> Bool {
        let answer = state.withLock { state -> Answer? in
            if case .answered(let answer) = state { return answer }
            state = .waiting(continuation)
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
        return answer == nil
    }

    /// Gives the answer unless there is one.
    func settle(_ answer: Answer) {
        let waiting = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            if case .answered = state { return nil }
            defer { state = .answered(answer) }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: answer)
    }
}
