package import SigmaModel
package import SigmaPorts

/// A message to a person, and whether it was delivered.
package struct StoredNotification: StoredRow, Hashable {
    /// Whether it was delivered.
    package enum State: String, Sendable {
        case pending
        case sent
        /// Given up.
        case failed
    }

    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// Names the message however often it is raised.
    package var dedupeKey: String
    /// What it says.
    package var notification: Notification
    /// Whether it was delivered.
    package var state: State
    /// How often that was tried.
    package var attempts: Int
    /// When it last changed.
    package var updatedAt: Timestamp

    package init(dedupeKey: String, notification: Notification) {
        self.dedupeKey = dedupeKey
        self.notification = notification
        state = .pending
        attempts = 0
        updatedAt = notification.time
    }

    package static let table = StoredTable(
        "notifications", key: ["dedupe_key"], generated: "id",
        columns: ["dedupe_key", "time", "severity", "title", "text", "state", "attempts", "updated_at"])

    package var values: [SQLValue] {
        [
            .text(dedupeKey), .time(notification.time), notification.severity.stored, .text(notification.title),
            .text(notification.text), .text(state.rawValue), .integer(Int64(attempts)), .time(updatedAt),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        dedupeKey = try row.text()
        notification = Notification(
            time: try row.time(), severity: try row.named(), title: try row.text(), text: try row.text())
        state = try row.name()
        attempts = try row.int()
        updatedAt = try row.time()
    }
}
