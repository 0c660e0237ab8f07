package import SigmaModel

/// How long to wait before the next attempt: doubled each time up to a limit, of which a random part is taken.
///
/// Half of each wait is fixed and half random ("equal jitter"), so that clients cut off together do not return together.
/// Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
package struct Backoff: Sendable {
    /// The longest first wait.
    package let first: TimeSpan
    /// The longest wait of all.
    package let limit: TimeSpan
    private var generator: SplitMix64
    private var next: TimeSpan

    /// - Precondition: `0 < first ≤ limit`.
    package init(first: TimeSpan, limit: TimeSpan, seed: UInt64) {
        precondition(.zero < first && first <= limit, "a back-off starts above zero and does not shrink")
        self.first = first
        self.limit = limit
        generator = SplitMix64(seed: seed)
        next = first
    }

    /// The wait before the next attempt; the one after it may be twice as long.
    package mutating func failed() -> TimeSpan {
        let half = next.nanoseconds / 2
        next = next.nanoseconds > limit.nanoseconds / 2 ? limit : next * 2
        return TimeSpan(nanoseconds: half + Int64(Double(half) * generator.unit()))
    }

    /// An attempt succeeded: the next failure waits shortly again.
    package mutating func succeeded() { next = first }
}
