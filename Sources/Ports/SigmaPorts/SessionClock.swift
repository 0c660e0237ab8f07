package import SigmaModel

/// What time it is; the only way in which the outer rings ask.
package protocol SessionClock: Sendable {
    /// Nanoseconds since 1970, as the venues count them.
    var now: Timestamp { get }
    /// A reading that never goes back, for durations.
    var monotonic: TimeSpan { get }
    /// Returns when the time is reached, or throws `CancellationError`.
    func sleep(until time: Timestamp) async throws
}
