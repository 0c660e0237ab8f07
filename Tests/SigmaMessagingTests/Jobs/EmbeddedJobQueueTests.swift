import SigmaModel
import SigmaPorts
import Testing

@Suite("Embedded job queue", .timeLimit(.minutes(10)))
struct EmbeddedJobQueueTests {
    private let clock = ManualClock(Timestamp(seconds: 1_000))
    private let storage = MemoryJobStorage()

    private func queue(attemptsMax: Int = 2) -> EmbeddedJobQueue<MemoryJobStorage, ManualClock> {
        let policy = JobPolicy(attemptsMax: attemptsMax, lease: TimeSpan(seconds: 60))
        return EmbeddedJobQueue(storage: storage, clock: clock, policy: policy)
    }

    @Test("a lease without a heartbeat runs out to the nanosecond, and what it gave is void")
    func expiry() async throws {
        let queue = queue()
        try await queue.enqueue(jobs(1...1))
        let dead = try queue.consume(JobRequest(kinds: ["trial"], owner: "dead"))
        let lost = try await dead.next()
        let heir = try queue.consume(JobRequest(kinds: ["trial"], owner: "heir"))
        clock.advance(by: TimeSpan(nanoseconds: 59_999_999_999))
        #expect(
            try storage.claim(
                JobClaim(
                    kinds: ["trial"], owner: "x", limit: 1, now: clock.now, until: clock.now)
            ).isEmpty)
        let inheriting = Task { try await heir.next() }
        clock.advance(by: TimeSpan(nanoseconds: 1))
        let inherited = try await inheriting.value
        #expect(inherited.lease == JobLease(id: "trial-1", owner: "heir", attempt: 2))
        #expect(try await !dead.heartbeat(lost.lease))
        #expect(try await !dead.complete(lost.lease))
        #expect(try await !dead.fail(lost.lease, retryAfter: nil, reason: "late"))
        #expect(try await heir.complete(inherited.lease))
        #expect(try storage.counts() == JobCounts(finished: 1))
    }

    @Test("heartbeats keep a lease for as long as they come")
    func heartbeats() async throws {
        let queue = queue()
        try await queue.enqueue(jobs(1...1))
        let worker = try queue.consume(JobRequest(kinds: ["trial"], owner: "one"))
        let leased = try await worker.next()
        for _ in 1...10 {
            clock.advance(by: TimeSpan(seconds: 59))
            #expect(try await worker.heartbeat(leased.lease))
        }
        #expect(try await worker.complete(leased.lease))
    }

    @Test("a job whose workers vanish is given up when its attempts are used up")
    func vanishing() async throws {
        let queue = queue(attemptsMax: 2)
        try await queue.enqueue(jobs(1...1))
        for attempt in 1...2 {
            let worker = try queue.consume(JobRequest(kinds: ["trial"], owner: "worker \(attempt)"))
            #expect(try await worker.next().lease.attempt == attempt)
            clock.advance(by: TimeSpan(seconds: 60))
        }
        try await queue.enqueue(jobs(2...2))
        let last = try queue.consume(JobRequest(kinds: ["trial"], owner: "last"))
        #expect(try await last.next().job == jobs(2...2)[0])
        #expect(try storage.counts() == JobCounts(leased: 1, dead: 1))
        #expect(try storage.dead(limit: 1).map(\.attempts) == [2])
    }

    @Test("finished jobs are known by their ids until they are forgotten")
    func forgetting() async throws {
        let queue = queue()
        let worker = try queue.consume(JobRequest(kinds: ["trial"], owner: "one"))
        try await queue.enqueue(jobs(1...1))
        _ = try await worker.complete(try await worker.next().lease)
        try await queue.enqueue(jobs(1...1))
        #expect(try storage.counts() == JobCounts(finished: 1))
        #expect(try storage.forget(finishedBefore: clock.now) == 0)
        clock.advance(by: TimeSpan(seconds: 1))
        #expect(try storage.forget(finishedBefore: clock.now) == 1)
        try await queue.enqueue(jobs(1...1))
        #expect(try storage.counts() == JobCounts(waiting: 1))
    }
}
