import SigmaPorts
import Synchronization

/// Lets a task wait until a thread's client works for the first time, or never will.
final class Readiness<Failure: Error>: Sendable {
    private let outcome = Mutex<Result<Void, Failure>?>(nil)
    private let bell = Doorbell()

    func succeed() { settle(.success(())) }

    func fail(_ error: Failure) { settle(.failure(error)) }

    func wait(ifCancelled: Failure) async throws(Failure) {
        while true {
            let rings = bell.rings
            if let outcome = outcome.withLock({ $0 }) { return try outcome.get() }
            if Task.isCancelled { throw ifCancelled }
            await bell.wait(after: rings)
        }
    }

    private func settle(_ result: Result<Void, Failure>) {
        outcome.withLock { if $0 == nil { $0 = result } }
        bell.ring()
    }
}
