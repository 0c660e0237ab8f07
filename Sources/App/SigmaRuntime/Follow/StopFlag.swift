internal import Synchronization

/// Whether a service was asked to stop.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it was asked.
    var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Asks it.
    func set() { flag.store(true, ordering: .releasing) }
}
