package import SigmaModel

/// Hands out work to workers, each job until one completes it or all attempts have failed.
///
/// A job may be done more than once, such as when a worker dies after the work and before completing it: doing it again
/// must be harmless, which its id makes possible.
package protocol JobQueue: Sendable {
    /// A worker's end of this queue.
    associatedtype Consumer: JobConsumer

    /// Returns when the job will survive a crash of the queue. The same id again is harmless.
    func enqueue(_ job: Job) async throws(JobError)
    /// Starts to take jobs of some kinds.
    func consume(_ request: JobRequest) async throws(JobError) -> Consumer
    /// How many jobs of some kinds are where, as far as the queue can tell.
    func counts(kinds: [String]) async throws(JobError) -> JobCounts
    /// Jobs that were given up, at most `limit`.
    func dead(limit: Int) async throws(JobError) -> [DeadJob]
    /// Ends everything; waiting calls throw ``JobError/closed``.
    func close() async
}

/// One worker's end of a queue.
package protocol JobConsumer: Sendable {
    /// Returns the next job when there is one, and the worker holds fewer than it asked to.
    func next() async throws(JobError) -> LeasedJob
    /// The job is done; false when the lease was lost before, and another may do it again.
    func complete(_ lease: JobLease) async throws(JobError) -> Bool
    /// The attempt failed: it comes again after a time, or is given up when the time is nil or attempts are used up.
    func fail(_ lease: JobLease, retryAfter: TimeSpan?, reason: String) async throws(JobError) -> Bool
    /// The work goes on; false when the lease was lost and the work should be left.
    func heartbeat(_ lease: JobLease) async throws(JobError) -> Bool
    /// Leaves; what was not completed goes to others at once.
    func close() async
}

/// Which jobs a worker takes.
package struct JobRequest: Hashable, Sendable {
    /// The kinds it can do.
    package var kinds: [String]
    /// The worker's name, of which there is only one at a time.
    package var owner: String
    /// How many jobs it holds at a time.
    package var prefetch: Int

    package init(kinds: [String], owner: String, prefetch: Int = 1) {
        self.kinds = kinds
        self.owner = owner
        self.prefetch = prefetch
    }
}

/// How a queue treats its jobs.
package struct JobPolicy: Hashable, Sendable {
    /// A job is given up after so many attempts.
    package var attemptsMax: Int
    /// A lease without a heartbeat ends after this time.
    package var lease: TimeSpan
    /// How often a queue whose storage others write to looks for new jobs.
    package var poll: TimeSpan
    /// How long a finished job is remembered, so that the same id is not done twice.
    package var remembered = TimeSpan(seconds: 30 * 86_400)

    package init(attemptsMax: Int = 5, lease: TimeSpan = TimeSpan(seconds: 60), poll: TimeSpan = TimeSpan(seconds: 1)) {
        self.attemptsMax = attemptsMax
        self.lease = lease
        self.poll = poll
    }
}

extension JobError {
    /// The longest id in bytes; AMQP's short strings have no more.
    package static let idBytesMax = 255
    /// The longest kind in bytes, so that it fits into a queue's name.
    package static let kindBytesMax = 100

    /// Refuses a job that some queue could not hold.
    package static func check(_ job: Job) throws(JobError) {
        if job.id.isEmpty || job.id.utf8.count > idBytesMax {
            throw .invalid("a job's id has 1 to \(idBytesMax) bytes, not \(job.id.utf8.count)")
        }
        try check(kind: job.kind)
    }

    /// Refuses a request that could never get a job.
    package static func check(_ request: JobRequest) throws(JobError) {
        if request.kinds.isEmpty { throw .invalid("no kinds of jobs to consume; name one at least") }
        if request.owner.isEmpty { throw .invalid("a worker needs a name") }
        if request.prefetch < 1 { throw .invalid("a worker holds one job at least, not \(request.prefetch)") }
        for kind in request.kinds { try check(kind: kind) }
    }

    /// Refuses a kind with other characters than letters, digits, `.`, `-` and `_`.
    package static func check(kind: String) throws(JobError) {
        let isPlain = kind.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if kind.isEmpty || kind.utf8.count > kindBytesMax || !isPlain {
            throw .invalid("a kind of job has 1 to \(kindBytesMax) letters, digits, '.', '-' or '_'")
        }
    }
}
