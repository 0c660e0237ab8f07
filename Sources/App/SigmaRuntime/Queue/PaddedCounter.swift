import Synchronization

/// A counter alone on its cache lines, so that writes to its neighbours do not take it away from those who read it.
struct PaddedCounter: ~Copyable, Sendable {
    let value = Atomic<UInt64>(0)
    /// Fills two lines of 64 bytes, which processors fetch as a pair.
    private let padding = InlineArray<15, UInt64>(repeating: 0)
}
