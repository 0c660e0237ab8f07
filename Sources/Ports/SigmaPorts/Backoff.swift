package import SigmaModel

/// How long to wait before the next try: twice as long after each failure, up to a limit, half of it by chance.
///
/// The chance keeps those that failed together from coming back together; the other half keeps a try from following at
/// once. The same seed gives the same waits.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015), "equal jitter".
package struct Backoff: Sendable {
    /// The wait after the first failure, before chance shortens it.
    package let first: TimeSpan
    /// The longest wait.
    package let limit: TimeSpan
    /// How many waits were asked for since the start or the last ``reset()``.
    package private(set) var failures = 0
    private var random: SplitMix64

    /// A policy that has seen no failure; `first` is positive and at most `limit`.
    package init(first: TimeSpan, limit: TimeSpan, seed: UInt64) {
        precondition(first > .zero && first <= limit, "a first wait is positive and at most the limit")
        self.first = first
        self.limit = limit
        random = SplitMix64(seed: seed)
    }

    /// Counts a failure and returns how long to wait: between half of the doubled wait and all of it.
    package mutating func next() -> TimeSpan {
        var ceiling = first.nanoseconds
        for _ in 0..<failures where ceiling < limit.nanoseconds {
            ceiling = ceiling > limit.nanoseconds / 2 ? limit.nanoseconds : ceiling * 2
        }
        failures += 1
        let half = ceiling / 2
        return TimeSpan(nanoseconds: half + Int64(Double(ceiling - half) * random.unit()))
    }

    /// Forgets the failures, after a success.
    package mutating func reset() { failures = 0 }
}
