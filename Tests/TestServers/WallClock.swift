import Dispatch
import Foundation
package import SigmaModel
import SigmaPorts
import Synchronization

/// The machine's clock: the servers under test live by it.
package struct WallClock: SessionClock {
    package init() {}

    package var now: Timestamp { Timestamp(nanoseconds: Self.wall) }
    private static var wall: Int64 { Int64(Date().timeIntervalSince1970 * 1e9) }
    package var monotonic: TimeSpan { TimeSpan(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds)) }

    package func sleep(until time: Timestamp) async throws {
        let left = time.nanoseconds - now.nanoseconds
        guard left > 0 else { return try Task.checkCancellation() }
        await Pause().take(nanoseconds: Int(left))
        try Task.checkCancellation()
    }
}

/// One wait that a cancelled task leaves early.
private final class Pause: Sendable {
    private let continuation = Mutex<CheckedContinuation<Void, Never>?>(nil)

    func take(nanoseconds: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.continuation.withLock { $0 = continuation }
                let deadline = DispatchTime.now() + .nanoseconds(Task.isCancelled ? 0 : nanoseconds)
                DispatchQueue.global().asyncAfter(deadline: deadline) { self.end() }
            }
        } onCancel: {
            end()
        }
    }

    private func end() {
        let continuation = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        continuation?.resume()
    }
}

/// Returns when a condition holds, looked at every two milliseconds; throws when it does not within the deadline.
package func eventually(
    _ what: String, within deadline: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + deadline
    while try await !condition() {
        guard clock.now < end else { throw NotInTime(what: what) }
        await Pause().take(nanoseconds: 2_000_000)
    }
}

/// A condition that did not come to hold.
struct NotInTime: Error, CustomStringConvertible {
    let what: String
    var description: String { "not in time: \(what)" }
}
