package import SigmaModel
package import SigmaPorts

/// One optimisation and what it found.
package struct StoredExperiment: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// Names the run.
    package var run: String
    /// The parameters it found, JSON.
    package var parameters: String
    /// How they did, JSON; null stands for what has no finite value.
    package var metrics: String
    /// When it was stored.
    package var createdAt: Timestamp
    /// Which strategy was optimised, if the run is of one.
    package var strategy: String?
    /// On which market.
    package var symbol: String?
    /// On which candles.
    package var tf: String?
    /// How many trials it took; every trial ever run counts against overfitting.
    package var trials: Int

    package init(
        run: String, parameters: String, metrics: String, createdAt: Timestamp, strategy: String? = nil,
        symbol: String? = nil, tf: String? = nil, trials: Int
    ) {
        self.run = run
        self.parameters = parameters
        self.metrics = metrics
        self.createdAt = createdAt
        self.strategy = strategy
        self.symbol = symbol
        self.tf = tf
        self.trials = trials
    }

    package static let table = StoredTable(
        "experiments", key: ["run_id"], generated: "id",
        columns: ["run_id", "params", "metrics", "created_at", "strategy", "symbol", "tf", "trials"])

    package var values: [SQLValue] {
        [
            .text(run), .text(parameters), .text(metrics), .date(createdAt), .optional(strategy) { .text($0) },
            .optional(symbol) { .text($0) }, .optional(tf) { .text($0) }, .integer(Int64(trials)),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        run = try row.text()
        parameters = try row.text()
        metrics = try row.text()
        createdAt = try row.date()
        strategy = try row.optional { row throws(StoreError) in try row.text() }
        symbol = try row.optional { row throws(StoreError) in try row.text() }
        tf = try row.optional { row throws(StoreError) in try row.text() }
        trials = try row.int()
    }
}
