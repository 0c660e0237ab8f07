import Dispatch
package import SigmaModel
import Synchronization

/// Lets one thread sleep until any of several producers has work for it; costs a producer no system call otherwise.
///
/// One signal may serve several rings and inboxes. The consumer announces its sleep, looks at them once more, and only
/// then sleeps; a producer publishes first and looks for the announcement second. Full fences on both sides make sure
/// that at least one of them sees the other.
package final class WakeSignal: Sendable {
    private let isAsleep = Atomic<Bool>(false)
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    /// Wakes the consumer if it sleeps; call it after the work is there to be found.
    package func notify() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard isAsleep.load(ordering: .relaxed), isAsleep.exchange(false, ordering: .acquiringAndReleasing) else {
            return
        }
        semaphore.signal()
    }

    /// Blocks the calling thread, the only consumer, until somebody notifies or so much time has passed.
    ///
    /// Never call it from a task: it would hold one of the few threads that all tasks share.
    ///
    /// - Parameter hasWork: whether there is work already; then the call returns at once.
    package func park(for span: TimeSpan, unless hasWork: () -> Bool) {
        isAsleep.store(true, ordering: .relaxed)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        if !hasWork(),
            semaphore.wait(timeout: .now() + .nanoseconds(Int(max(0, span.nanoseconds)))) == .success
        {
            return
        }
        // A producer that was quicker has signalled, or is about to: its signal belongs to this sleep.
        if !isAsleep.exchange(false, ordering: .acquiringAndReleasing) { semaphore.wait() }
    }
}
