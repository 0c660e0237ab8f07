import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

/// The stored jobs behave as the jobs in memory do, whatever is asked of them.
@Suite("Stored jobs")
struct JobStorageTests {
    /// One database a backend and seed, the same steps on both storages, the same answers.
    @Test("answer as the model does", arguments: Backend.available, UInt64(1)...4)
    func differential(_ backend: Backend, seed: UInt64) async throws {
        let stored = SQLJobStorage(try await TestStore(backend).migrated())
        let model = MemoryJobStorage()
        var random = SplitMix64(seed: seed)
        var now = Timestamp.start
        var leases: [JobLease] = []
        for step in 0..<60 {
            now = now + TimeSpan(seconds: Int64(random.next() % 20))
            let lease = leases.isEmpty ? nil : leases[Int(random.next() % UInt64(leases.count))]
            switch random.next() % 9 {
            case 0, 1, 2:
                let job = Job(
                    id: "job-\(random.next() % 30)", kind: random.next() % 3 == 0 ? "b" : "a",
                    payload: [UInt8(step), 0])
                let due = now + TimeSpan(seconds: Int64(random.next() % 30))
                #expect(try await stored.insert(job, due: due) == model.insert(job, due: due))
            case 3, 4:
                let claim = JobClaim(
                    kinds: random.next() % 4 == 0 ? ["a", "b"] : ["a"], owner: "w\(random.next() % 2)",
                    limit: Int(random.next() % 4), now: now, until: now + TimeSpan(seconds: 15))
                let found = try await stored.claim(claim)
                #expect(found == (try model.claim(claim)))
                leases += found.map(\.lease)
            case 5:
                guard let lease else { continue }
                #expect(try await stored.finish(lease, at: now) == model.finish(lease, at: now))
            case 6:
                guard let lease else { continue }
                let due = now + TimeSpan(seconds: 5)
                #expect(
                    try await stored.retry(lease, due: due, reason: "r") == model.retry(lease, due: due, reason: "r"))
            case 7:
                guard let lease else { continue }
                #expect(
                    try await stored.bury(lease, at: now, reason: "b") == model.bury(lease, at: now, reason: "b"))
            default:
                #expect(
                    try await stored.buryExpired(attempts: 2, now: now, reason: "late")
                        == model.buryExpired(attempts: 2, now: now, reason: "late"))
                let old = now - TimeSpan(seconds: 60)
                #expect(try await stored.forget(finishedBefore: old) == model.forget(finishedBefore: old))
            }
            #expect(try await stored.counts() == model.counts())
            #expect(try await stored.nextDue(kinds: ["a"]) == model.nextDue(kinds: ["a"]))
            #expect(try await stored.dead(limit: 3) == model.dead(limit: 3))
        }
    }

    @Test("each is done by one of many workers", arguments: Backend.available)
    func race(_ backend: Backend) async throws {
        let storage = SQLJobStorage(try await TestStore(backend).migrated())
        for number in 0..<40 {
            _ = try await storage.insert(Job(id: "\(number)", kind: "a", payload: []), due: .start)
        }
        let done = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var mine: [String] = []
                    while true {
                        let leased = try await storage.claim(
                            JobClaim(
                                kinds: ["a"], owner: "w\(worker)", limit: 3, now: .start,
                                until: .start + TimeSpan(seconds: 60)))
                        if leased.isEmpty { return mine }
                        for job in leased where try await storage.finish(job.lease, at: .start) {
                            mine.append(job.job.id)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(done.count == 40 && Set(done).count == 40)
    }
}
