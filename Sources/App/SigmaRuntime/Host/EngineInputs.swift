package import SigmaObservability
internal import Synchronization

/// Everything that reaches the engine's thread from others.
package final class EngineInputs: Sendable {
    /// Market events, in order.
    package let ring: EventRing
    /// Requests of people and rules.
    package let inbox: CommandInbox
    /// What wakes the thread.
    package let wake: WakeSignal
    /// What a real venue is asked for; nil where the simulated venue answers within the session.
    package let requests: VenueRequests?
    /// How long events take, written by the thread.
    package let meters: EngineMeters
    private let stopPolicy = Mutex<StopPolicy?>(nil)
    private let isStopAsked = Atomic<Bool>(false)

    /// Queues of their own for one engine.
    package init(
        queueCapacity: Int, overflow: EventRing.Overflow = .wait, requests: VenueRequests? = nil,
        registry: PrometheusRegistry
    ) {
        self.requests = requests
        wake = WakeSignal()
        ring = EventRing(capacity: queueCapacity, signal: wake, overflow: overflow)
        inbox = CommandInbox(capacity: 64, signal: wake)
        meters = EngineMeters(registry)
    }

    /// Asks the engine to end in good order; a later, stricter policy replaces an earlier one.
    package func requestStop(_ policy: StopPolicy) {
        stopPolicy.withLock { $0 = max($0 ?? policy, policy) }
        isStopAsked.store(true, ordering: .releasing)
        wake.notify()
    }

    /// How the engine is to end; nil while it is not.
    var stopRequest: StopPolicy? {
        isStopAsked.load(ordering: .acquiring) ? stopPolicy.withLock { $0 } : nil
    }

    /// Whether there is anything to do.
    var hasWork: Bool { !ring.isEmpty || !inbox.isEmpty || isStopAsked.load(ordering: .acquiring) }
}
