import Foundation
import SigmaPorts
import Synchronization

/// A thread of its own with one connection, because libpq's calls block and Swift's own threads must not.
final class PostgresWorker: Sendable {
    typealias Work = @Sendable (inout PostgresLink?) -> Void

    private struct State {
        var queue: [Work] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    /// Starts the thread; it holds no connection yet.
    init() {
        let thread = Thread { [self] in
            var link: PostgresLink?
            while let work = next() { work(&link) }
        }
        thread.name = "postgres"
        thread.start()
    }

    /// The next thing to do; nil when the worker is to end. Waits.
    private func next() -> Work? {
        while true {
            signal.wait()
            let (work, isStopped) = state.withLock { state in
                (state.queue.isEmpty ? nil : state.queue.removeFirst(), state.isStopped)
            }
            if let work { return work }
            if isStopped { return nil }
        }
    }

    /// Runs a body on the thread and returns what it returns.
    func run<Value: Sendable>(
        _ body: @Sendable @escaping (inout PostgresLink?) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard !state.isStopped else { return false }
                state.queue.append { link in
                    do throws(StoreError) {
                        continuation.resume(returning: .success(try body(&link)))
                    } catch { continuation.resume(returning: .failure(error)) }
                }
                return true
            }
            if isTaken { signal.signal() } else { continuation.resume(returning: .failure(.closed)) }
        }
        return try result.get()
    }

    /// Ends the thread, and the connection with it, after what is queued.
    func stop() {
        state.withLock { $0.isStopped = true }
        signal.signal()
    }
}
