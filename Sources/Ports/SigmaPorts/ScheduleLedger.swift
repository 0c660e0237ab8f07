package import SigmaModel
import Synchronization

/// Remembers what of a schedule was done, so that a restart knows what it missed.
package protocol ScheduleLedger: Sendable {
    /// The due time of the job's last run that ended well; nil when there is none.
    func lastDone(_ job: String) async throws -> Timestamp?
    /// Notes that the job's run of a due time ended well.
    func setLastDone(_ job: String, _ due: Timestamp) async throws
}

/// A ledger that lasts as long as its process, for tests and for jobs that nobody needs to catch up.
package final class MemoryScheduleLedger: ScheduleLedger {
    private let done = Mutex<[String: Timestamp]>([:])

    /// A ledger in which nothing is done.
    package init() {}

    package func lastDone(_ job: String) -> Timestamp? { done.withLock { $0[job] } }

    package func setLastDone(_ job: String, _ due: Timestamp) { done.withLock { $0[job] = due } }
}
