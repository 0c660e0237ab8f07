package import SigmaModel

/// Where the embedded queue keeps its jobs; each operation is atomic and durable before it returns.
///
/// A job is *waiting* until it is due, then *leased*, then *finished* or *dead*, or waiting again. A lease counts as long
/// as the job is leased under the same owner and attempt, even past its time; operations on any other lease change
/// nothing and return false. Time is always the caller's.
package protocol JobStorage: Sendable {
    /// Adds a waiting job; false, and no change, when its id is known in whatever state.
    func insert(_ job: Job, due: Timestamp) async throws(JobError) -> Bool
    /// Leases up to `limit` jobs that are due, or whose lease ran out, and counts the attempt; earliest due first.
    ///
    /// Jobs due at the same time come in the order in which they were inserted. A lease whose time is `now` has run out.
    func claim(_ claim: JobClaim) async throws(JobError) -> [LeasedJob]
    /// Moves the end of a lease.
    func extend(_ lease: JobLease, until: Timestamp) async throws(JobError) -> Bool
    /// Marks a job as finished.
    func finish(_ lease: JobLease, at now: Timestamp) async throws(JobError) -> Bool
    /// Makes a job wait until it is due again.
    func retry(_ lease: JobLease, due: Timestamp, reason: String) async throws(JobError) -> Bool
    /// Gives a job up.
    func bury(_ lease: JobLease, at now: Timestamp, reason: String) async throws(JobError) -> Bool
    /// Gives up the jobs whose lease ran out and that were tried at least so often; returns how many.
    func buryExpired(attempts: Int, now: Timestamp, reason: String) async throws(JobError) -> Int
    /// When the next job of these kinds is due or its lease runs out; nil when none ever is.
    func nextDue(kinds: [String]) async throws(JobError) -> Timestamp?
    /// How many jobs are where.
    func counts() async throws(JobError) -> JobCounts
    /// Jobs that were given up, the latest first.
    func dead(limit: Int) async throws(JobError) -> [DeadJob]
    /// Forgets the jobs that finished before a time, whose ids may then be used again; returns how many.
    func forget(finishedBefore time: Timestamp) async throws(JobError) -> Int
}

/// Who wants how many jobs of which kinds, and for how long.
package struct JobClaim: Hashable, Sendable {
    /// The kinds wanted; none means nothing.
    package var kinds: [String]
    /// The worker that asks.
    package var owner: String
    /// At most so many.
    package var limit: Int
    /// The time of asking.
    package var now: Timestamp
    /// When the leases run out.
    package var until: Timestamp

    package init(kinds: [String], owner: String, limit: Int, now: Timestamp, until: Timestamp) {
        self.kinds = kinds
        self.owner = owner
        self.limit = limit
        self.now = now
        self.until = until
    }
}
