package import SigmaPorts

/// Optimisations and their reports.
package struct ExperimentRepository: Sendable {
    let database: any SQLDatabase

    /// Writes an experiment, in place of one with its run's name, and returns its number.
    @discardableResult
    package func save(_ experiment: StoredExperiment) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            try connection.upsert([experiment])
            let selection = RowSelection().and("run_id", .text(experiment.run))
            guard let row: StoredExperiment = try connection.first(selection) else {
                throw .missing("an experiment that was just stored is gone")
            }
            return row.id
        }
    }

    /// An experiment by its run's name; nil when there is none.
    package func experiment(run: String) async throws(StoreError) -> StoredExperiment? {
        let selection = RowSelection().and("run_id", .text(run))
        return try await database.first(selection)
    }

    /// Experiments, the latest first; the cursor is the number of the last one seen.
    package func experiments(before: Int64? = nil, limit: Int = 1_000) async throws(StoreError) -> [StoredExperiment] {
        let selection = RowSelection().and("id", .below, before.map { .integer($0) })
            .ordered(by: "id", isFalling: true, limit: limit)
        return try await database.rows(selection)
    }

    /// How many trials were ever run on a market, which the deflated Sharpe ratio must know.
    package func trialCount(symbol: String, tf: String) async throws(StoreError) -> Int {
        try await database.read { connection throws(StoreError) in
            let rows = try connection.query(
                "SELECT CAST(COALESCE(SUM(trials), 0) AS BIGINT) FROM experiments WHERE symbol = ?1 AND tf = ?2",
                [.text(symbol), .text(tf)])
            guard var reader = rows.first?.reader() else { return 0 }
            return try reader.int()
        }
    }

    /// Writes a report, in place of one of the same experiment and path.
    package func save(_ report: StoredReport) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.upsert([report]) }
    }

    /// An experiment's reports, oldest first.
    package func reports(of experiment: Int64) async throws(StoreError) -> [StoredReport] {
        let selection = RowSelection().and("experiment_id", .integer(experiment)).ordered(by: "id")
        return try await database.rows(selection)
    }
}
