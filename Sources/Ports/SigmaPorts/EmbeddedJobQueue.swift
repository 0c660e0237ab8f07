package import SigmaModel
import Synchronization

/// A job queue over a storage, without a server; workers of other processes may share the storage.
package final class EmbeddedJobQueue<Storage: JobStorage, Clock: SessionClock>: JobQueue {
    let storage: Storage
    let clock: Clock
    let policy: JobPolicy
    let bell = Doorbell()
    private let closed = Mutex(false)
    private let nextForgetting = Mutex(TimeSpan.zero)

    /// A queue over what the storage has.
    package init(storage: Storage, clock: Clock, policy: JobPolicy = JobPolicy()) {
        self.storage = storage
        self.clock = clock
        self.policy = policy
    }

    var isClosed: Bool { closed.withLock { $0 } }

    package func enqueue(_ job: Job) async throws(JobError) {
        if isClosed { throw .closed }
        try JobError.check(job)
        if try await storage.insert(job, due: clock.now) { bell.ring() }
        if isTimeToForget { _ = try await storage.forget(finishedBefore: clock.now - policy.remembered) }
    }

    /// True once an hour, so that what is finished does not pile up.
    private var isTimeToForget: Bool {
        let now = clock.monotonic
        return nextForgetting.withLock { next in
            guard now >= next else { return false }
            next = now + TimeSpan(seconds: 3_600)
            return true
        }
    }

    package func consume(_ request: JobRequest) throws(JobError) -> EmbeddedJobConsumer<Storage, Clock> {
        if isClosed { throw .closed }
        try JobError.check(request)
        return EmbeddedJobConsumer(self, request)
    }

    /// The storage counts jobs of all kinds.
    package func counts(kinds: [String]) async throws(JobError) -> JobCounts { try await storage.counts() }

    package func dead(limit: Int) async throws(JobError) -> [DeadJob] { try await storage.dead(limit: limit) }

    package func close() {
        closed.withLock { $0 = true }
        bell.ring()
    }
}

/// A worker's end of an embedded queue.
package final class EmbeddedJobConsumer<Storage: JobStorage, Clock: SessionClock>: JobConsumer {
    private struct State {
        var held: Set<JobLease> = []
        /// Calls that are asking the storage for a job.
        var asking = 0
        var isClosed = false
    }

    private let queue: EmbeddedJobQueue<Storage, Clock>
    private let request: JobRequest
    private let state = Mutex(State())

    init(_ queue: EmbeddedJobQueue<Storage, Clock>, _ request: JobRequest) {
        self.queue = queue
        self.request = request
    }

    package func next() async throws(JobError) -> LeasedJob {
        while true {
            let rings = queue.bell.rings
            if queue.isClosed || state.withLock({ $0.isClosed }) { throw .closed }
            if Task.isCancelled { throw .cancelled }
            guard reserve() else {
                await queue.bell.wait(after: rings)
                continue
            }
            let now = queue.clock.now
            let job: LeasedJob?
            do {
                job = try await claim(now)
            } catch {
                settle(nil)
                throw error
            }
            if settle(job), let job { return job }
            if let job { _ = try await queue.storage.retry(job.lease, due: now, reason: "the worker left") }
            let poll = now + queue.policy.poll
            let due = try await queue.storage.nextDue(kinds: request.kinds) ?? poll
            await queue.bell.wait(after: rings, until: min(due, poll), by: queue.clock)
        }
    }

    private func claim(_ now: Timestamp) async throws(JobError) -> LeasedJob? {
        _ = try await queue.storage.buryExpired(
            attempts: queue.policy.attemptsMax, now: now, reason: "the worker was lost during the last attempt")
        let claim = JobClaim(
            kinds: request.kinds, owner: request.owner, limit: 1, now: now, until: now + queue.policy.lease)
        return try await queue.storage.claim(claim).first
    }

    private func reserve() -> Bool {
        state.withLock { state in
            guard state.held.count + state.asking < request.prefetch else { return false }
            state.asking += 1
            return true
        }
    }

    /// Ends a reservation; false when the consumer was closed meanwhile.
    @discardableResult
    private func settle(_ job: LeasedJob?) -> Bool {
        state.withLock { state in
            state.asking -= 1
            if let job, !state.isClosed { state.held.insert(job.lease) }
            return !state.isClosed
        }
    }

    package func complete(_ lease: JobLease) async throws(JobError) -> Bool {
        let done = try await queue.storage.finish(lease, at: queue.clock.now)
        release(lease)
        return done
    }

    package func fail(_ lease: JobLease, retryAfter: TimeSpan?, reason: String) async throws(JobError) -> Bool {
        let now = queue.clock.now
        let done: Bool
        if let retryAfter, lease.attempt < queue.policy.attemptsMax {
            done = try await queue.storage.retry(lease, due: now + retryAfter, reason: reason)
        } else {
            done = try await queue.storage.bury(lease, at: now, reason: reason)
        }
        release(lease)
        return done
    }

    package func heartbeat(_ lease: JobLease) async throws(JobError) -> Bool {
        let holds = try await queue.storage.extend(lease, until: queue.clock.now + queue.policy.lease)
        if !holds { release(lease) }
        return holds
    }

    /// A storage that fails now lets the leases run out instead.
    package func close() async {
        let held = state.withLock { state in
            state.isClosed = true
            defer { state.held = [] }
            return state.held
        }
        for lease in held {
            let isLast = lease.attempt >= queue.policy.attemptsMax
            let now = queue.clock.now
            _ =
                isLast
                ? try? await queue.storage.bury(lease, at: now, reason: "the worker left during the last attempt")
                : try? await queue.storage.retry(lease, due: now, reason: "the worker left")
        }
        queue.bell.ring()
    }

    private func release(_ lease: JobLease) {
        _ = state.withLock { $0.held.remove(lease) }
        queue.bell.ring()
    }
}
