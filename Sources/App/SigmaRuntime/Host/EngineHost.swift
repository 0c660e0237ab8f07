internal import Foundation
internal import SigmaJournal
package import SigmaPorts
internal import Synchronization

/// Carries a core from where it was built to the engine's thread.
///
/// `@unchecked Sendable`: the core is nobody else's once it is here, and `take` gives it away once.
private final class CoreHandover<Clock: SessionClock>: @unchecked Sendable {
    private var core: EngineCore<Clock>?

    init(_ core: consuming EngineCore<Clock>) { self.core = consume core }

    func take() -> EngineCore<Clock>? { core.take() }
}

/// Runs an engine on a thread of its own, from the session's opening to its end.
package final class EngineHost<Clock: SessionClock>: Sendable {
    private struct Waiting {
        var end: HostStatus?
        var waiters: [CheckedContinuation<HostStatus, Never>] = []
    }

    /// What the engine shows.
    package let board: HostBoard
    /// What reaches it.
    package let inputs: EngineInputs
    private let handover: CoreHandover<Clock>
    private let waiting = Mutex(Waiting())

    /// An engine that has not started.
    package init(_ opened: consuming OpenedSession, inputs: EngineInputs, settings: EngineSettings, clock: Clock) {
        let board = HostBoard()
        board.post(HostStatus(opened.manifest))
        board.watch(opened.journal.flusher)
        self.board = board
        self.inputs = inputs
        handover = CoreHandover(opened.makeCore(inputs: inputs, settings: settings, board: board, clock: clock))
    }

    /// Starts the thread and returns when the session has ended; call it once.
    package func run() async -> HostStatus {
        start()
        return await withCheckedContinuation { continuation in
            let end = waiting.withLock { waiting -> HostStatus? in
                if waiting.end == nil { waiting.waiters.append(continuation) }
                return waiting.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    private func start() {
        let thread = Thread { [self] in
            // Only a thread itself gives the kernel its name, by which top and perf show it.
            Thread.current.name = "sigma-engine"
            guard let core = handover.take() else { return }
            core.run()
            let end = board.current
            let waiters = waiting.withLock { waiting in
                waiting.end = end
                defer { waiting.waiters = [] }
                return waiting.waiters
            }
            for waiter in waiters { waiter.resume(returning: end) }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }
}
