import Dispatch
import SigmaPorts
import Synchronization

/// The connections to one database: at most so many, handed to one user at a time, first come, first served.
final class PostgresPool: Sendable {
    private struct State {
        var idle: [Lease] = []
        /// Workers that exist, in use or idle.
        var count = 0
        var waiters: [Waiter] = []
        var lastWaiter: UInt64 = 0
        var isClosed = false
    }

    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Result<Lease, StoreError>, Never>
    }

    /// The use of one worker until it is given back.
    struct Lease: Sendable {
        let worker: PostgresWorker
        /// When it was given back last; a new worker has no connection yet.
        let idleSince: ContinuousClock.Instant
    }

    private let limit: Int
    private let patience: Duration
    private let state = Mutex(State())

    init(limit: Int, patience: Duration) {
        precondition(limit > 0, "a pool has a connection")
        self.limit = limit
        self.patience = patience
    }

    deinit { close() }

    /// A worker for the caller alone; ``giveBack(_:)`` must follow.
    func lease() async throws(StoreError) -> Lease {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { wait(Waiter(number: number, continuation: $0)) }
        } onCancel: {
            expire(number, .cancelled)
        }.get()
    }

    /// Answers at once or lines up.
    private func wait(_ waiter: Waiter) {
        let answer: Result<Lease, StoreError>? = state.withLock { state in
            if state.isClosed { return .failure(.closed) }
            if Task.isCancelled { return .failure(.cancelled) }
            if let lease = state.idle.popLast() { return .success(lease) }
            if state.count < limit {
                state.count += 1
                return .success(Lease(worker: PostgresWorker(), idleSince: .now))
            }
            state.waiters.append(waiter)
            return nil
        }
        if let answer {
            waiter.continuation.resume(returning: answer)
            return
        }
        let end = DispatchTime.now() + .milliseconds(Int(patience.milliseconds))
        DispatchQueue.global().asyncAfter(deadline: end) { [weak self] in
            guard let self else { return }
            expire(
                waiter.number,
                .timeout("all \(limit) connections to PostgreSQL were in use for \(patience); raise their number"))
        }
    }

    private func expire(_ number: UInt64, _ reason: StoreError) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: .failure(reason))
    }

    /// Ends a lease; the worker goes to who waits longest.
    func giveBack(_ lease: Lease) {
        let fresh = Lease(worker: lease.worker, idleSince: .now)
        let waiter: Waiter? = state.withLock { state in
            if state.isClosed {
                lease.worker.stop()
                return nil
            }
            if !state.waiters.isEmpty { return state.waiters.removeFirst() }
            state.idle.append(fresh)
            return nil
        }
        waiter?.continuation.resume(returning: .success(fresh))
    }

    /// Ends idle connections and refuses every later wish; connections in use end when they are given back.
    func close() {
        let (idle, waiters) = state.withLock { state in
            let ended = (state.idle, state.waiters)
            state.isClosed = true
            state.idle = []
            state.waiters = []
            return ended
        }
        for lease in idle { lease.worker.stop() }
        for waiter in waiters { waiter.continuation.resume(returning: .failure(.closed)) }
    }
}
