import SigmaPorts
import Synchronization

/// Lets a task wait until a thread's client works for the first time, or never will.
final class Readiness: Sendable {
    private let outcome = Mutex<Result<Void, BusError>?>(nil)
    private let bell = Doorbell()

    func succeed() { settle(.success(())) }

    func fail(_ error: BusError) { settle(.failure(error)) }

    func wait() async throws(BusError) {
        while true {
            let rings = bell.rings
            if let outcome = outcome.withLock({ $0 }) { return try outcome.get() }
            if Task.isCancelled { throw .cancelled }
            await bell.wait(after: rings)
        }
    }

    private func settle(_ result: Result<Void, BusError>) {
        outcome.withLock { if $0 == nil { $0 = result } }
        bell.ring()
    }
}
