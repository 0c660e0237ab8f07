package import SigmaModel
import Synchronization

/// Lets tasks wait until something may have changed.
///
/// Read ``rings``, look, and if there is nothing wait after that count: a ring in between is not missed.
package final class Doorbell: Sendable {
    private struct State {
        var rings: UInt64 = 0
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Never rung.
    package init() {}

    /// How often it was rung.
    package var rings: UInt64 { state.withLock { $0.rings } }

    /// Wakes everyone who waits.
    package func ring() {
        let waiters = state.withLock { state in
            state.rings += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for continuation in waiters.values { continuation.resume() }
    }

    /// Returns when it was rung more often than `rings`, or the task is cancelled.
    package func wait(after rings: UInt64) async {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.rings == rings, !Task.isCancelled else { return false }
                    state.waiters[waiter] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }

    /// Returns when it was rung more often than `rings`, the time is reached, or the task is cancelled.
    package func wait(after rings: UInt64, until time: Timestamp, by clock: some SessionClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(after: rings) }
            group.addTask { try? await clock.sleep(until: time) }
            await group.next()
            group.cancelAll()
        }
    }
}
