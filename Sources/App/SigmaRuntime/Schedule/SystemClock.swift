import Glibc
package import SigmaModel
import SigmaPorts

/// The machine's clocks: the wall clock that time servers set, and the monotonic one.
package struct SystemClock: SessionClock {
    /// Nobody sleeps longer without a look at the wall clock, which may be set meanwhile.
    private static let longestNap = TimeSpan(seconds: 10)

    package init() {}

    package var now: Timestamp { Timestamp(nanoseconds: SystemClock.read(CLOCK_REALTIME)) }
    package var monotonic: TimeSpan { TimeSpan(nanoseconds: SystemClock.read(CLOCK_MONOTONIC)) }

    package func sleep(until time: Timestamp) async throws {
        while true {
            try Task.checkCancellation()
            let now = now
            guard now < time else { return }
            let nap = min(time - now, SystemClock.longestNap)
            try await Task.sleep(for: .nanoseconds(nap.nanoseconds), tolerance: .zero)
        }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
