package import SigmaModel
package import SigmaPorts

/// One thing that somebody likes to have so.
package struct StoredPreference: StoredRow, Hashable {
    /// Whose.
    package var user: Int64
    /// What.
    package var key: String
    /// How, JSON.
    package var value: String
    /// Since when.
    package var updatedAt: Timestamp

    package init(user: Int64, key: String, value: String, updatedAt: Timestamp) {
        self.user = user
        self.key = key
        self.value = value
        self.updatedAt = updatedAt
    }

    package static let table = StoredTable(
        "preferences", key: ["user_id", "key"], columns: ["user_id", "key", "value", "updated_at"])

    package var values: [SQLValue] { [.integer(user), .text(key), .text(value), .time(updatedAt)] }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        user = try row.integer()
        key = try row.text()
        value = try row.text()
        updatedAt = try row.time()
    }
}
