package import SigmaModel
package import SigmaPorts

/// A report file of an experiment.
package struct StoredReport: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// The experiment.
    package var experiment: Int64
    /// Where the file is.
    package var path: String
    /// What else is to be said.
    package var notes: String
    /// When it was written.
    package var createdAt: Timestamp

    package init(experiment: Int64, path: String, notes: String, createdAt: Timestamp) {
        self.experiment = experiment
        self.path = path
        self.notes = notes
        self.createdAt = createdAt
    }

    package static let table = StoredTable(
        "reports", key: ["experiment_id", "path"], generated: "id",
        columns: ["experiment_id", "path", "notes", "created_at"])

    package var values: [SQLValue] { [.integer(experiment), .text(path), .text(notes), .date(createdAt)] }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        experiment = try row.integer()
        path = try row.text()
        notes = try row.text()
        createdAt = try row.date()
    }
}
