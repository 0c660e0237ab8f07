package import SigmaModel
import Synchronization

/// Jobs in memory, for sessions that may forget them and as the model that other storages are compared with.
///
/// Every operation looks at all jobs: it is meant for hundreds, not millions.
package final class MemoryJobStorage: JobStorage {
    private let jobs = Mutex<[Entry]>([])

    private struct Entry {
        var job: Job
        var state = State.waiting
        /// When it is due, its lease runs out, or it came to its end.
        var time: Timestamp
        var owner = ""
        var attempts = 0
        var reason = ""

        enum State { case waiting, leased, finished, dead }

        var isOpen: Bool { state == .waiting || state == .leased }

        mutating func end(_ next: State, at time: Timestamp, reason: String = "") {
            state = next
            self.time = time
            self.reason = reason
            owner = ""
        }
    }

    /// No jobs.
    package init() {}

    package func insert(_ job: Job, due: Timestamp) throws(JobError) -> Bool {
        jobs.withLock { jobs in
            if jobs.contains(where: { $0.job.id == job.id }) { return false }
            jobs.append(Entry(job: job, time: due))
            return true
        }
    }

    package func claim(_ claim: JobClaim) throws(JobError) -> [LeasedJob] {
        jobs.withLock { jobs in
            let due = jobs.indices.filter {
                jobs[$0].isOpen && jobs[$0].time <= claim.now && claim.kinds.contains(jobs[$0].job.kind)
            }
            let order = due.sorted { (jobs[$0].time, $0) < (jobs[$1].time, $1) }
            return order.prefix(claim.limit).map { index in
                jobs[index].state = .leased
                jobs[index].owner = claim.owner
                jobs[index].time = claim.until
                jobs[index].attempts += 1
                let lease = JobLease(id: jobs[index].job.id, owner: claim.owner, attempt: jobs[index].attempts)
                return LeasedJob(job: jobs[index].job, lease: lease)
            }
        }
    }

    package func extend(_ lease: JobLease, until: Timestamp) throws(JobError) -> Bool {
        change(lease) { $0.time = until }
    }

    package func finish(_ lease: JobLease, at now: Timestamp) throws(JobError) -> Bool {
        change(lease) { $0.end(.finished, at: now) }
    }

    package func retry(_ lease: JobLease, due: Timestamp, reason: String) throws(JobError) -> Bool {
        change(lease) { $0.end(.waiting, at: due, reason: reason) }
    }

    package func bury(_ lease: JobLease, at now: Timestamp, reason: String) throws(JobError) -> Bool {
        change(lease) { $0.end(.dead, at: now, reason: reason) }
    }

    package func buryExpired(attempts: Int, now: Timestamp, reason: String) throws(JobError) -> Int {
        jobs.withLock { jobs in
            let expired = jobs.indices.filter {
                jobs[$0].state == .leased && jobs[$0].time <= now && jobs[$0].attempts >= attempts
            }
            for index in expired { jobs[index].end(.dead, at: now, reason: reason) }
            return expired.count
        }
    }

    package func nextDue(kinds: [String]) throws(JobError) -> Timestamp? {
        jobs.withLock { jobs in
            jobs.filter { $0.isOpen && kinds.contains($0.job.kind) }.map(\.time).min()
        }
    }

    package func counts() throws(JobError) -> JobCounts {
        jobs.withLock { jobs in
            func count(_ state: Entry.State) -> Int { jobs.count { $0.state == state } }
            return JobCounts(
                waiting: count(.waiting), leased: count(.leased), finished: count(.finished), dead: count(.dead))
        }
    }

    package func dead(limit: Int) throws(JobError) -> [DeadJob] {
        jobs.withLock { jobs in
            let dead = jobs.indices.filter { jobs[$0].state == .dead }
            let order = dead.sorted { (jobs[$0].time, $0) > (jobs[$1].time, $1) }
            return order.prefix(limit).map {
                DeadJob(job: jobs[$0].job, attempts: jobs[$0].attempts, reason: jobs[$0].reason)
            }
        }
    }

    package func forget(finishedBefore time: Timestamp) throws(JobError) -> Int {
        jobs.withLock { jobs in
            let before = jobs.count
            jobs.removeAll { $0.state == .finished && $0.time < time }
            return before - jobs.count
        }
    }

    private func change(_ lease: JobLease, _ change: (inout Entry) -> Void) -> Bool {
        jobs.withLock { jobs in
            let index = jobs.firstIndex {
                $0.job.id == lease.id && $0.state == .leased && $0.owner == lease.owner && $0.attempts == lease.attempt
            }
            guard let index else { return false }
            change(&jobs[index])
            return true
        }
    }
}
