package import SigmaModel
package import SigmaPorts
internal import Synchronization

/// What time it is at a venue: this machine's clock and the offset that was last measured.
package final class VenueClock: Sendable {
    private let nanoseconds = Atomic<Int64>(0)

    /// A venue whose clock is taken for this machine's until it is measured.
    package init() {}

    /// The venue's clock less this machine's.
    package var offset: TimeSpan {
        get { TimeSpan(nanoseconds: nanoseconds.load(ordering: .relaxed)) }
        set { nanoseconds.store(newValue.nanoseconds, ordering: .relaxed) }
    }

    /// The venue's time now.
    package func now(_ clock: some SessionClock) -> Timestamp { clock.now + offset }
}
