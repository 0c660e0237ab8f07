package import SigmaModel
import Synchronization

/// A clock that stands still until it is told to move: the embedded twin of the system's, for tests and emulation.
package final class ManualClock: SessionClock {
    private struct Sleeper {
        let id: UInt64
        let wakesAt: Timestamp
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Timestamp
        var monotonic = TimeSpan.zero
        var nextID: UInt64 = 0
        /// By the time of waking, those of one time in the order in which they lay down.
        var sleepers: [Sleeper] = []
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<UInt64> = []
        var watchers: [Watcher] = []
    }

    private let state: Mutex<State>

    /// A clock that stands at an instant.
    package init(_ now: Timestamp) { state = Mutex(State(now: now)) }

    package var now: Timestamp { state.withLock { $0.now } }
    package var monotonic: TimeSpan { state.withLock { $0.monotonic } }

    /// How many are asleep.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// When the first sleeper wakes; nil when nobody sleeps.
    package var nextWaking: Timestamp? { state.withLock { $0.sleepers.first?.wakesAt } }

    package func sleep(until time: Timestamp) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lieDown(Sleeper(id: id, wakesAt: time, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// Moves the clock forward to an instant and wakes those who waited for it, earliest first.
    ///
    /// Whoever wakes at an instant sees the clock at the target, as after a machine was suspended; step by
    /// ``nextWaking`` for a clock that passes through every instant.
    package func advance(to time: Timestamp) {
        let woken = state.withLock { state in
            precondition(time >= state.now, "a clock that is advanced does not go back; use jump(to:)")
            state.monotonic = state.monotonic + (time - state.now)
            state.now = time
            return takeDue(&state)
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Moves the clock forward by a length of time.
    package func advance(by span: TimeSpan) { advance(to: now + span) }

    /// Sets the wall clock to any instant, as an operator or a time server does; the monotonic clock stands still.
    package func jump(to time: Timestamp) {
        let woken = state.withLock { state in
            state.now = time
            return takeDue(&state)
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Returns when at least so many are asleep, so that a test can move the clock knowing who will wake.
    package func untilAsleep(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.count < count {
                    state.watchers.append(Watcher(count: count, continuation: continuation))
                }
                return state.sleepers.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    private func lieDown(_ sleeper: Sleeper) {
        enum Outcome {
            case slept([Watcher])
            case due
            case cancelled
        }
        let outcome: Outcome = state.withLock { state in
            if state.cancelled.remove(sleeper.id) != nil { return .cancelled }
            if sleeper.wakesAt <= state.now { return .due }
            let index = state.sleepers.firstIndex { $0.wakesAt > sleeper.wakesAt } ?? state.sleepers.count
            state.sleepers.insert(sleeper, at: index)
            let count = state.sleepers.count
            let satisfied = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return .slept(satisfied)
        }
        switch outcome {
        case .slept(let watchers): for watcher in watchers { watcher.continuation.resume() }
        case .due: sleeper.continuation.resume()
        case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
        }
    }

    private func cancel(_ id: UInt64) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    private func takeDue(_ state: inout State) -> [Sleeper] {
        let count = state.sleepers.firstIndex { $0.wakesAt > state.now } ?? state.sleepers.count
        let due = Array(state.sleepers[..<count])
        state.sleepers.removeFirst(count)
        return due
    }
}
