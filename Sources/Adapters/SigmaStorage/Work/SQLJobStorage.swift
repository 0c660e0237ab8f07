package import SigmaModel
package import SigmaPorts

/// The jobs of the embedded queue in the store, so that they survive their process.
package struct SQLJobStorage: JobStorage {
    private let database: any SQLDatabase

    package init(_ store: Store) { database = store.database }

    package func insert(_ job: Job, due: Timestamp) async throws(JobError) -> Bool {
        try await change(
            """
            INSERT INTO jobs (id, kind, payload, state, due, attempts, reason)
            VALUES (?1, ?2, ?3, 'waiting', ?4, 0, '') ON CONFLICT (id) DO NOTHING
            """,
            [.text(job.id), .text(job.kind), .bytes(job.payload), .time(due)]) == 1
    }

    package func claim(_ claim: JobClaim) async throws(JobError) -> [LeasedJob] {
        guard claim.limit > 0 else { return [] }
        let selection = RowSelection().and("state", in: Self.open).and("kind", in: claim.kinds.map { .text($0) })
            .and("due", .atMost, .time(claim.now)).ordered(by: "due, number", limit: claim.limit)
        return try await mapping { database throws(StoreError) in
            try await database.write { connection throws(StoreError) in
                let rows: [StoredJob] = try connection.select(selection)
                try connection.execute(
                    "UPDATE jobs SET state = 'leased', owner = ?1, due = ?2, attempts = attempts + 1 WHERE id = ?3",
                    batch: rows.map { [.text(claim.owner), .time(claim.until), .text($0.job.id)] })
                return rows.map { row in
                    LeasedJob(
                        job: row.job,
                        lease: JobLease(id: row.job.id, owner: claim.owner, attempt: row.attempts + 1))
                }
            }
        }
    }

    package func extend(_ lease: JobLease, until: Timestamp) async throws(JobError) -> Bool {
        try await change(
            "UPDATE jobs SET due = ?4 WHERE id = ?1 AND state = 'leased' AND owner = ?2 AND attempts = ?3",
            Self.values(lease) + [.time(until)]) == 1
    }

    package func finish(_ lease: JobLease, at now: Timestamp) async throws(JobError) -> Bool {
        try await end(lease, "finished", at: now, reason: "")
    }

    package func retry(_ lease: JobLease, due: Timestamp, reason: String) async throws(JobError) -> Bool {
        try await end(lease, "waiting", at: due, reason: reason)
    }

    package func bury(_ lease: JobLease, at now: Timestamp, reason: String) async throws(JobError) -> Bool {
        try await end(lease, "dead", at: now, reason: reason)
    }

    package func buryExpired(attempts: Int, now: Timestamp, reason: String) async throws(JobError) -> Int {
        try await change(
            """
            UPDATE jobs SET state = 'dead', due = ?1, reason = ?2, owner = NULL
            WHERE state = 'leased' AND due <= ?1 AND attempts >= ?3
            """,
            [.time(now), .text(reason), .integer(Int64(attempts))])
    }

    package func nextDue(kinds: [String]) async throws(JobError) -> Timestamp? {
        let selection = RowSelection().and("state", in: Self.open).and("kind", in: kinds.map { .text($0) })
            .ordered(by: "due", limit: 1)
        return try await mapping { database throws(StoreError) in
            let first: StoredJob? = try await database.first(selection)
            return first?.due
        }
    }

    package func counts() async throws(JobError) -> JobCounts {
        try await mapping { database throws(StoreError) in
            try await database.read { connection throws(StoreError) in
                var counts = JobCounts()
                for row in try connection.query("SELECT state, COUNT(*) FROM jobs GROUP BY state") {
                    var reader = row.reader()
                    let state = try reader.text()
                    let count = try reader.int()
                    switch state {
                    case "waiting": counts.waiting = count
                    case "leased": counts.leased = count
                    case "finished": counts.finished = count
                    default: counts.dead = count
                    }
                }
                return counts
            }
        }
    }

    package func dead(limit: Int) async throws(JobError) -> [DeadJob] {
        let selection = RowSelection().and("state", .text("dead"))
            .ordered(by: "due DESC, number", isFalling: true, limit: limit)
        return try await mapping { database throws(StoreError) in
            let rows: [StoredJob] = try await database.rows(selection)
            return rows.map { DeadJob(job: $0.job, attempts: $0.attempts, reason: $0.reason) }
        }
    }

    package func forget(finishedBefore time: Timestamp) async throws(JobError) -> Int {
        try await change("DELETE FROM jobs WHERE state = 'finished' AND due < ?1", [.time(time)])
    }

    /// States of jobs that are yet to be done.
    private static let open: [SQLValue] = [.text("waiting"), .text("leased")]

    private static func values(_ lease: JobLease) -> [SQLValue] {
        [.text(lease.id), .text(lease.owner), .integer(Int64(lease.attempt))]
    }

    private func end(
        _ lease: JobLease, _ state: String, at time: Timestamp, reason: String
    ) async throws(JobError) -> Bool {
        try await change(
            """
            UPDATE jobs SET state = ?4, due = ?5, reason = ?6, owner = NULL
            WHERE id = ?1 AND state = 'leased' AND owner = ?2 AND attempts = ?3
            """,
            Self.values(lease) + [.text(state), .time(time), .text(reason)]) == 1
    }

    private func change(_ sql: String, _ values: [SQLValue]) async throws(JobError) -> Int {
        try await mapping { database throws(StoreError) in
            try await database.write { connection throws(StoreError) in try connection.execute(sql, values) }
        }
    }

    /// A store's failures as a queue's.
    private func mapping<Value>(
        _ body: (any SQLDatabase) async throws(StoreError) -> Value
    ) async throws(JobError) -> Value {
        do throws(StoreError) { return try await body(database) } catch {
            switch error {
            case .closed: throw .closed
            case .cancelled: throw .cancelled
            case .invalid(let text), .constraint(let text): throw .invalid(text)
            case .refused(let text), .mismatch(let text), .statement(let text), .unreadable(let text),
                .missing(let text):
                throw .refused(text)
            case .unavailable(let text), .outcomeUnknown(let text), .timeout(let text), .conflict(let text),
                .damaged(let text):
                throw .unavailable(text)
            }
        }
    }
}
