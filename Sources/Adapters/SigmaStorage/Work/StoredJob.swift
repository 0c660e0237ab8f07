import SigmaModel
import SigmaPorts

/// A queued job's row, as far as claiming needs it.
struct StoredJob: StoredRow {
    /// The work.
    var job: Job
    /// When it is due, its lease runs out, or it came to its end.
    var due: Timestamp
    /// How often it was tried.
    var attempts: Int
    /// Why the last attempt failed.
    var reason: String

    static let table = StoredTable(
        "jobs", key: ["id"], columns: ["id", "kind", "payload", "due", "attempts", "reason"])

    var values: [SQLValue] {
        [
            .text(job.id), .text(job.kind), .bytes(job.payload), .time(due), .integer(Int64(attempts)), .text(reason),
        ]
    }

    init(_ row: inout SQLRowReader) throws(StoreError) {
        job = Job(id: try row.text(), kind: try row.text(), payload: try row.bytes())
        due = try row.time()
        attempts = try row.int()
        reason = try row.text()
    }
}
