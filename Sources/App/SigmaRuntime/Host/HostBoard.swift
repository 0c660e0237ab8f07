internal import SigmaJournal
internal import Synchronization

/// What the engine's thread shows to the rest of the process.
///
/// The thread writes a status a few times a second and never waits for a reader longer than a copy takes.
package final class HostBoard: Sendable {
    private let status = Mutex(HostStatus())
    private let flusher = Mutex<JournalFlusher?>(nil)
    private let notes = Mutex<[String]>([])
    private let committed = Atomic<UInt64>(0)

    package init() {}

    /// The newest status.
    package var current: HostStatus { status.withLock { $0 } }

    /// The newest journal record that a reader of the journal finds.
    package var committedSequence: UInt64 { committed.load(ordering: .acquiring) }

    /// What went wrong without ending the session, newest last; at most ten remarks.
    package var remarks: [String] { notes.withLock { $0 } }

    func note(_ text: String) {
        notes.withLock { notes in
            notes.append(text)
            if notes.count > 10 { notes.removeFirst() }
        }
    }

    func post(_ value: HostStatus) { status.withLock { $0 = value } }

    /// The newest journal record that the disk has.
    package var durableSequence: UInt64 { flusher.withLock { $0?.durableThrough ?? 0 } }

    /// Takes the journal whose progress is shown.
    func watch(_ journal: JournalFlusher) { flusher.withLock { $0 = journal } }

    func post(committed sequence: UInt64) {
        committed.store(sequence, ordering: .releasing)
    }
}
