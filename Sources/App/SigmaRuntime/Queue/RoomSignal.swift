import Synchronization

/// Lets one task wait until its consumer has made room; the counterpart of ``WakeSignal`` for the producer's side.
struct RoomSignal: ~Copyable, Sendable {
    private enum Waiter {
        case nobody
        case waiting(CheckedContinuation<Void, any Error>)
        case cancelled
    }

    private let isAwaited = Atomic<Bool>(false)
    private let waiter = Mutex(Waiter.nobody)

    /// Returns when the consumer notifies, or at once where there is room; throws `CancellationError`.
    func wait(unless hasRoom: @Sendable () -> Bool) async throws {
        waiter.withLock { $0 = .nobody }
        try Task.checkCancellation()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = waiter.withLock { waiter in
                    if case .cancelled = waiter { return true }
                    waiter = .waiting(continuation)
                    return false
                }
                if isCancelled { return continuation.resume(throwing: CancellationError()) }
                isAwaited.store(true, ordering: .relaxed)
                atomicMemoryFence(ordering: .sequentiallyConsistent)
                if hasRoom() { resume() }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Lets the waiting producer go on, if there is one; call it after the room is there to be found.
    func notify(if hasRoom: () -> Bool) {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard isAwaited.load(ordering: .relaxed), hasRoom() else { return }
        resume()
    }

    private func resume() {
        isAwaited.store(false, ordering: .relaxed)
        let waiting = waiter.withLock { waiter -> CheckedContinuation<Void, any Error>? in
            guard case .waiting(let continuation) = waiter else { return nil }
            waiter = .nobody
            return continuation
        }
        waiting?.resume()
    }

    private func cancel() {
        let waiting = waiter.withLock { waiter -> CheckedContinuation<Void, any Error>? in
            defer { waiter = .cancelled }
            guard case .waiting(let continuation) = waiter else { return nil }
            return continuation
        }
        waiting?.resume(throwing: CancellationError())
    }
}
