internal import ServiceLifecycle
internal import SigmaModel
internal import SigmaRuntime

/// Ends a group of services after a time; the group's configuration makes its return a graceful shutdown.
struct DurationService: Service {
    let seconds: Double
    let clock: SystemClock

    func run() async throws {
        let end = clock.now + TimeSpan(nanoseconds: Int64(seconds * 1e9))
        try await cancelWhenGracefulShutdown {
            do { try await clock.sleep(until: end) } catch is CancellationError {}
        }
    }
}
