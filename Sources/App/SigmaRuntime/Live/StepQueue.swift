internal import SigmaPorts
internal import Synchronization

/// A queue of things to do whose end one can see: empty only when what was taken is done as well.
final class StepQueue<Step: Sendable>: Sendable {
    private struct State {
        var waiting: [Step] = []
        var unfinished = 0
    }

    private let state = Mutex(State())
    private let bell = Doorbell()

    /// Adds something to do.
    func put(_ step: Step) {
        state.withLock {
            $0.waiting.append(step)
            $0.unfinished += 1
        }
        bell.ring()
    }

    /// Waits for something to do and takes all of it; throws when the task is cancelled.
    func take() async throws -> [Step] {
        while true {
            let rings = bell.rings
            let taken = state.withLock { state in
                defer { state.waiting.removeAll(keepingCapacity: true) }
                return state.waiting
            }
            if !taken.isEmpty { return taken }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }

    /// Waits for something to do and takes the oldest; throws when the task is cancelled.
    func takeFirst() async throws -> Step {
        while true {
            let rings = bell.rings
            let first = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            if let first { return first }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }

    /// Notes that one of what was taken is done.
    func finished() { state.withLock { $0.unfinished -= 1 } }

    /// Whether everything is done.
    var isEmpty: Bool { state.withLock { $0.unfinished == 0 } }
}
