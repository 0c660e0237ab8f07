package import SigmaModel
package import SigmaPorts

/// A trading session.
package struct StoredSession: StoredRow, Hashable {
    /// Its name, the key of everything that belongs to it.
    package var id: String
    /// `live`, `sim` or `backtest`.
    package var mode: String
    /// What people call it.
    package var name: String
    /// The currency in which its equity is counted.
    package var currency: String
    /// Its whole configuration, JSON without secrets.
    package var configuration: String
    /// When it was made.
    package var createdAt: Timestamp
    /// When a process last took it up.
    package var startedAt: Timestamp?
    /// When it was last left in good order; nil while it runs and after a crash.
    package var stoppedAt: Timestamp?
    /// How often it was taken up.
    package var runs: Int

    package init(
        id: String, mode: String, name: String, currency: String, configuration: String, createdAt: Timestamp,
        startedAt: Timestamp? = nil, stoppedAt: Timestamp? = nil, runs: Int = 0
    ) {
        self.id = id
        self.mode = mode
        self.name = name
        self.currency = currency
        self.configuration = configuration
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
        self.runs = runs
    }

    package static let table = StoredTable(
        "sessions", key: ["id"],
        columns: ["id", "mode", "name", "currency", "config", "created_at", "started_at", "stopped_at", "runs"])

    package var values: [SQLValue] {
        [
            .text(id), .text(mode), .text(name), .text(currency), .text(configuration), .time(createdAt),
            .optional(startedAt) { .time($0) }, .optional(stoppedAt) { .time($0) }, .integer(Int64(runs)),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.text()
        mode = try row.text()
        name = try row.text()
        currency = try row.text()
        configuration = try row.text()
        createdAt = try row.time()
        startedAt = try row.optional { row throws(StoreError) in try row.time() }
        stoppedAt = try row.optional { row throws(StoreError) in try row.time() }
        runs = try row.int()
    }
}
