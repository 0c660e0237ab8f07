import Synchronization

/// Something that happens the first time only.
final class OneTime: Sendable {
    private let isTaken = Atomic(false)

    /// True for the first caller.
    func take() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
}
