import SigmaModel
import SigmaPorts
import TestServers
import Testing

/// What every job queue must do, on the embedded one and on a real RabbitMQ server.
@Suite("Job queue", .timeLimit(.minutes(10)))
struct JobQueueConformanceTests {
    private static let soon = TimeSpan(milliseconds: 20)

    @Test("jobs come in order, each once when completed", arguments: JobQueueUnderTest.available)
    func order(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one"))
        try await queue.enqueue(jobs(1...20))
        for job in jobs(1...20) {
            let leased = try await worker.next()
            #expect(leased == LeasedJob(job: job, lease: JobLease(id: job.id, owner: "one", attempt: 1)))
            #expect(try await worker.heartbeat(leased.lease))
            #expect(try await worker.complete(leased.lease))
            #expect(try await !worker.heartbeat(leased.lease))
            #expect(try await !worker.complete(leased.lease))
        }
        try await eventually("nothing waits") { try await queue.counts(kinds: ["trial"]).waiting == 0 }
        #expect(try await queue.dead(limit: 10) == [])
    }

    @Test("workers get only the kinds they asked for", arguments: JobQueueUnderTest.available)
    func kinds(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        try await queue.enqueue(jobs(1...3, kind: "report") + jobs(1...2, kind: "trial"))
        let trials = try await connect().consume(JobRequest(kinds: ["trial"], owner: "t", prefetch: 2))
        #expect(try await [trials.next().job, trials.next().job] == jobs(1...2, kind: "trial"))
        let others = try await connect().consume(JobRequest(kinds: ["report", "fetch"], owner: "r", prefetch: 9))
        #expect(try await others.next().job.kind == "report")
        try await queue.enqueue(jobs(1...1, kind: "fetch"))
        var kinds: [String] = []
        for _ in 1...3 { kinds.append(try await others.next().job.kind) }
        #expect(kinds.sorted() == ["fetch", "report", "report"])
    }

    @Test("a worker holds no more than it asked to", arguments: JobQueueUnderTest.available)
    func prefetch(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let first = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one", prefetch: 2))
        try await queue.enqueue(jobs(1...3))
        let held = try await [first.next(), first.next()]
        let second = try await connect().consume(JobRequest(kinds: ["trial"], owner: "two"))
        let third = try await second.next()
        #expect(held.map(\.job) + [third.job] == jobs(1...3))
        let waiting = Task { try await first.next() }
        try await queue.enqueue(jobs(4...4))
        #expect(try await first.complete(held[0].lease))
        #expect(try await waiting.value.job == jobs(4...4)[0])
    }

    @Test("a failed attempt comes again after its delay", arguments: JobQueueUnderTest.available)
    func retry(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one"))
        try await queue.enqueue(jobs(1...1))
        let clock = ContinuousClock()
        let first = try await worker.next()
        let failed = clock.now
        #expect(try await worker.fail(first.lease, retryAfter: TimeSpan(milliseconds: 150), reason: "no data yet"))
        #expect(try await !worker.complete(first.lease))
        let second = try await worker.next()
        #expect(clock.now - failed >= .milliseconds(150))
        #expect(second.job == first.job && second.lease.attempt == 2)
        #expect(try await worker.complete(second.lease))
    }

    @Test("a short delay does not wait behind a long one", arguments: JobQueueUnderTest.available)
    func delays(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one"))
        try await queue.enqueue(jobs(1...2))
        for delay: Int64 in [600_000, 20] {
            let leased = try await worker.next()
            #expect(try await worker.fail(leased.lease, retryAfter: TimeSpan(milliseconds: delay), reason: "later"))
        }
        #expect(try await worker.next().job == jobs(2...2)[0])
    }

    @Test("a job is given up after its last attempt, or at once when asked", arguments: JobQueueUnderTest.available)
    func deadLetters(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session(attemptsMax: 3)
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one"))
        try await queue.enqueue(jobs(1...1))
        for attempt in 1...3 {
            let leased = try await worker.next()
            #expect(leased.lease.attempt == attempt)
            #expect(try await worker.fail(leased.lease, retryAfter: Self.soon, reason: "attempt \(attempt)"))
        }
        try await queue.enqueue(jobs(2...2))
        let hopeless = try await worker.next()
        #expect(hopeless.job == jobs(2...2)[0])
        #expect(try await worker.fail(hopeless.lease, retryAfter: nil, reason: "no such strategy"))
        let expected = [
            DeadJob(job: jobs(1...1)[0], attempts: 3, reason: "attempt 3"),
            DeadJob(job: jobs(2...2)[0], attempts: 1, reason: "no such strategy"),
        ]
        // Looking does not take them away.
        for _ in 1...2 {
            try await eventually("both are dead") { try await Set(queue.dead(limit: 10)) == Set(expected) }
        }
        try await eventually("both are counted") { try await queue.counts(kinds: ["trial"]).dead == 2 }
    }

    @Test("a job that its workers die of is given up, the others go on", arguments: JobQueueUnderTest.available)
    func poison(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session(attemptsMax: 3)
        let queue = try connect()
        try await queue.enqueue(jobs(1...5))
        var done: Set<String> = []
        var deaths = 0
        while done.count < 4 || deaths < 3 {
            let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "worker"))
            while done.count < 4 || deaths < 3 {
                let leased = try await worker.next()
                if leased.job.id == "trial-2" {
                    deaths += 1
                    #expect(leased.lease.attempt == deaths)
                    break
                }
                done.insert(leased.job.id)
                #expect(try await worker.complete(leased.lease))
            }
            await worker.close()
            await #expect(throws: JobError.closed) { try await worker.next() }
        }
        let heir = try await connect().consume(JobRequest(kinds: ["trial"], owner: "worker"))
        let waiting = Task { try await heir.next() }
        try await eventually("it is dead") { try await queue.dead(limit: 10).map(\.job.id) == ["trial-2"] }
        waiting.cancel()
        await #expect(throws: JobError.cancelled) { try await waiting.value }
        #expect(try await queue.dead(limit: 10).map(\.attempts) == [3])
    }

    @Test("the same id twice is work once", arguments: JobQueueUnderTest.available)
    func duplicates(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one", prefetch: 10))
        try await queue.enqueue(jobs(1...2))
        try await connect().enqueue(jobs(1...3))
        var done: Set<String> = []
        while done.count < 3 {
            let leased = try await worker.next()
            done.insert(leased.job.id)
            #expect(try await worker.complete(leased.lease))
        }
        try await eventually("nothing waits") { try await queue.counts(kinds: ["trial"]).waiting == 0 }
    }

    @Test("payloads are any bytes, none to a mebibyte", arguments: JobQueueUnderTest.available)
    func payloads(_ kind: JobQueueUnderTest) async throws {
        let connect = try await kind.session()
        let queue = try connect()
        let worker = try await connect().consume(JobRequest(kinds: ["trial"], owner: "one"))
        let payloads: [[UInt8]] = [[], Array(UInt8.min...UInt8.max), Array(repeating: 0xFF, count: 1 << 20)]
        for (index, payload) in payloads.enumerated() {
            let job = Job(id: "작업 \(index)", kind: "trial", payload: payload)
            try await queue.enqueue(job)
            let leased = try await worker.next()
            #expect(leased.job == job)
            #expect(try await worker.fail(leased.lease, retryAfter: Self.soon, reason: "이유 \(index)"))
            let again = try await worker.next()
            #expect(again.job == job)
            #expect(try await worker.complete(again.lease))
        }
    }

    @Test(
        "workers that fail and crash at random do every job, and once after deduplication",
        arguments: JobQueueUnderTest.available, UInt64(1)...3)
    func crashes(_ kind: JobQueueUnderTest, seed: UInt64) async throws {
        let connect = try await kind.session(attemptsMax: 100)
        let queue = try connect()
        try await queue.enqueue(jobs(1...40))
        var random = SplitMix64(seed: seed)
        var effects: Set<String> = []
        var completed: Set<String> = []
        while completed.count < 40 {
            let prefetch = Int.random(in: 1...4, using: &random)
            let worker = try await queue.consume(JobRequest(kinds: ["trial"], owner: "worker", prefetch: prefetch))
            while completed.count < 40 {
                let leased = try await worker.next()
                let luck = random.unit()
                if luck < 0.1 { break }
                if luck < 0.3 {
                    #expect(try await worker.fail(leased.lease, retryAfter: Self.soon, reason: "bad luck"))
                    continue
                }
                effects.insert(leased.job.id)
                if luck < 0.4 { break }
                if try await worker.complete(leased.lease) { completed.insert(leased.job.id) }
            }
            await worker.close()
        }
        #expect(effects == Set(jobs(1...40).map(\.id)))
        #expect(try await queue.dead(limit: 10) == [])
        await queue.close()
    }

    @Test("a cancelled wait ends, and the worker goes on", arguments: JobQueueUnderTest.available)
    func cancellation(_ kind: JobQueueUnderTest) async throws {
        let queue = try await kind.session()()
        let worker = try await queue.consume(JobRequest(kinds: ["trial"], owner: "one"))
        let waiting = Task { try await worker.next() }
        waiting.cancel()
        await #expect(throws: JobError.cancelled) { try await waiting.value }
        try await queue.enqueue(jobs(1...1))
        #expect(try await worker.next().job == jobs(1...1)[0])
        await queue.close()
        await #expect(throws: JobError.closed) { try await queue.enqueue(jobs(2...2)) }
    }

    @Test("jobs and requests that no queue can hold are refused", arguments: JobQueueUnderTest.available)
    func invalid(_ kind: JobQueueUnderTest) async throws {
        let queue = try await kind.session()()
        let long = String(repeating: "x", count: 256)
        for job in [Job(id: "", kind: "k", payload: []), Job(id: long, kind: "k", payload: [])]
            + ["", "a b", "ä", "a/b", long].map({ Job(id: "i", kind: $0, payload: []) })
        {
            await #expect { try await queue.enqueue(job) } throws: {
                if case JobError.invalid = $0 { true } else { false }
            }
        }
        for request in [
            JobRequest(kinds: [], owner: "o"), JobRequest(kinds: ["k"], owner: ""),
            JobRequest(kinds: ["*"], owner: "o"),
            JobRequest(kinds: ["k"], owner: "o", prefetch: 0),
        ] {
            await #expect {
                _ = try await queue.consume(request)
            } throws: { if case JobError.invalid = $0 { true } else { false } }
        }
    }
}
