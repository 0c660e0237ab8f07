import Synchronization

/// A bounded queue for what is rare and may not be lost: commands, changes of preset, transfers.
///
/// A request waits until the engine takes it; its caller waits until the engine has recorded and applied it. A full
/// inbox refuses at once rather than forget anything.
package final class CommandInbox: Sendable {
    private struct State {
        var waiting: [(request: SessionRequest, caller: WaitingCaller)] = []
        var isClosed = false
    }

    /// The most requests that wait.
    package let capacity: Int
    private let signal: WakeSignal
    private let state = Mutex(State())

    /// An empty inbox.
    ///
    /// - Parameter signal: what wakes the engine's thread; its rings' signal.
    package init(capacity: Int, signal: WakeSignal) {
        precondition(capacity > 0, "an inbox has room for a request")
        self.capacity = capacity
        self.signal = signal
    }

    /// Returns when the engine has recorded and applied the request; throws when it has not, or may not have.
    package func submit(_ request: SessionRequest) async throws(InboxError) {
        let caller = WaitingCaller()
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard caller.await(continuation) else { return }
                do throws(InboxError) {
                    try enqueue(request, caller)
                    signal.notify()
                } catch {
                    caller.settle(.failure(error))
                }
            }
        } onCancel: {
            withdraw(caller)
        }
        try answer.get()
    }

    /// The oldest request, for the engine to carry out and answer; nil when none waits.
    package func take() -> PendingRequest? {
        let first = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        guard let first else { return nil }
        return PendingRequest(first.request, caller: first.caller)
    }

    /// Whether no request waits.
    package var isEmpty: Bool { state.withLock { $0.waiting.isEmpty } }

    /// Refuses what waits and all that comes later.
    package func close() {
        let refused = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for (_, caller) in refused { caller.settle(.failure(.closed)) }
    }

    private func enqueue(_ request: SessionRequest, _ caller: WaitingCaller) throws(InboxError) {
        try state.withLock { state throws(InboxError) in
            if state.isClosed { throw .closed }
            guard state.waiting.count < capacity else { throw .full(capacity: capacity) }
            state.waiting.append((request, caller))
        }
    }

    private func withdraw(_ caller: WaitingCaller) {
        let wasWaiting = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.caller === caller }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
        caller.settle(.failure(wasWaiting ? .withdrawn : .outcomeUnknown))
    }
}
