internal import Foundation
internal import SigmaJournal
internal import SigmaModel
internal import Synchronization

/// The journal's disk work beside the engine's thread: syncing what was written, reserving space, writing snapshots.
///
/// A snapshot is written only after the disk has every record it stands for.
final class JournalKeeper: Sendable {
    private struct Waiting {
        var bytes: [UInt8]
        var sequence: UInt64
        var hash: EffectHash
    }

    private struct State {
        var snapshot: Waiting?
        var failure: JournalError?
        var isFinishing = false
    }

    private let flusher: JournalFlusher
    private let snapshots: SnapshotStore
    private let interval: TimeSpan
    private let warn: @Sendable (String) -> Void
    private let wake = WakeSignal()
    private let state = Mutex(State())
    private let hasFailed = Atomic<Bool>(false)
    private let isDone = DispatchSemaphore(value: 0)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - interval: the longest time between a record and the disk.
    ///   - warn: hears what went wrong without endangering the record.
    init(
        flusher: JournalFlusher, snapshots: SnapshotStore, interval: TimeSpan,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.flusher = flusher
        self.snapshots = snapshots
        self.interval = interval
        self.warn = warn
        let thread = Thread { [self] in
            Thread.current.name = "sigma-journal"
            work()
        }
        thread.start()
    }

    /// What went wrong on the disk; nothing recorded since is safe.
    var failure: JournalError? {
        hasFailed.load(ordering: .acquiring) ? state.withLock { $0.failure } : nil
    }

    /// Says that there is something to sync.
    func noteWritten() { wake.notify() }

    /// Hands over a snapshot; one that still waits is forgotten for it.
    func keep(_ bytes: [UInt8], sequence: UInt64, hash: EffectHash) {
        state.withLock { $0.snapshot = Waiting(bytes: bytes, sequence: sequence, hash: hash) }
        wake.notify()
    }

    /// Returns when the disk has everything, the newest snapshot included; ends the thread.
    func finish() throws(JournalError) {
        state.withLock { $0.isFinishing = true }
        wake.notify()
        isDone.wait()
        if let failure { throw failure }
    }

    private func work() {
        do throws(JournalError) {
            while true {
                let (snapshot, isFinishing) = state.withLock { state in
                    defer { state.snapshot = nil }
                    return (state.snapshot, state.isFinishing)
                }
                try flusher.flush()
                if let snapshot { write(snapshot) }
                if isFinishing { break }
                // A disk without room for the next segment shows in its reserve, and the engine ends in good order.
                try? flusher.prepareNext()
                // One sync serves everything written within the interval.
                usleep(UInt32(interval.nanoseconds / 1_000))
                wake.park(for: TimeSpan(seconds: 1)) { hasWork }
            }
        } catch {
            state.withLock { $0.failure = error }
            hasFailed.store(true, ordering: .releasing)
        }
        isDone.signal()
    }

    /// A snapshot that cannot be written costs the next start some time; the journal has everything.
    private func write(_ snapshot: Waiting) {
        do throws(JournalError) {
            try snapshots.write(snapshot.bytes, sequence: snapshot.sequence, hash: snapshot.hash)
        } catch {
            warn("a snapshot could not be written: \(error)")
        }
    }

    private var hasWork: Bool {
        flusher.committed != flusher.durableThrough || state.withLock { $0.snapshot != nil || $0.isFinishing }
    }
}
