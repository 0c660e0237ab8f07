/// Work for some worker, on this machine or another.
package struct Job: Hashable, Sendable {
    /// Who it is: the same work has the same id, so that asking for it twice does it once.
    package var id: String
    /// What kind of work; workers choose by it. Letters, digits, `.`, `-` and `_`.
    package var kind: String
    /// The bytes, whose meaning the kind gives.
    package var payload: [UInt8]

    package init(id: String, kind: String, payload: [UInt8]) {
        self.id = id
        self.kind = kind
        self.payload = payload
    }
}

/// The right to do one attempt of a job: of another owner or another attempt it is worth nothing.
package struct JobLease: Hashable, Sendable {
    /// The job.
    package var id: String
    /// The worker that holds it.
    package var owner: String
    /// Which attempt of the job this is, from one.
    package var attempt: Int

    package init(id: String, owner: String, attempt: Int) {
        self.id = id
        self.owner = owner
        self.attempt = attempt
    }
}

/// A job and the right to do it.
package struct LeasedJob: Hashable, Sendable {
    /// The work.
    package var job: Job
    /// What completing, failing and extending take.
    package var lease: JobLease

    package init(job: Job, lease: JobLease) {
        self.job = job
        self.lease = lease
    }
}

/// A job that was given up.
package struct DeadJob: Hashable, Sendable {
    /// The work.
    package var job: Job
    /// How often it was tried.
    package var attempts: Int
    /// Why the last attempt failed.
    package var reason: String

    package init(job: Job, attempts: Int, reason: String) {
        self.job = job
        self.attempts = attempts
        self.reason = reason
    }
}

/// How many jobs are where.
package struct JobCounts: Hashable, Sendable {
    /// Not leased: due now or later.
    package var waiting: Int
    /// Leased, whether or not the lease has run out.
    package var leased: Int
    /// Completed and still remembered.
    package var finished: Int
    /// Given up.
    package var dead: Int

    package init(waiting: Int = 0, leased: Int = 0, finished: Int = 0, dead: Int = 0) {
        self.waiting = waiting
        self.leased = leased
        self.finished = finished
        self.dead = dead
    }
}

/// Why a job queue could not do what it was asked.
package enum JobError: Error, Hashable, Sendable {
    /// The queue or the consumer was closed.
    case closed
    /// The task that asked was cancelled.
    case cancelled
    /// The server or the disk cannot be reached now; text without secrets.
    case unavailable(String)
    /// The server answered and will not do it, such as for wrong credentials; text without secrets.
    case refused(String)
    /// The job or the request is not one a queue can take.
    case invalid(String)
}
