package import SigmaModel
package import SigmaPorts

/// Messages to people, kept until they are delivered.
package struct NotificationRepository: Sendable {
    let database: any SQLDatabase

    /// Adds messages that are not there yet and returns how many were.
    @discardableResult
    package func add(_ notifications: [StoredNotification]) async throws(StoreError) -> Int {
        try await database.write { connection throws(StoreError) in try connection.insert(notifications) }
    }

    /// Messages that are yet to be delivered, oldest first.
    package func pending(limit: Int = 100) async throws(StoreError) -> [StoredNotification] {
        let selection = RowSelection().and("state", .text(StoredNotification.State.pending.rawValue))
            .ordered(by: "id", limit: limit)
        return try await database.rows(selection)
    }

    /// The newest messages, the latest first.
    package func recent(limit: Int = 100) async throws(StoreError) -> [StoredNotification] {
        let selection = RowSelection().ordered(by: "id", isFalling: true, limit: limit)
        return try await database.rows(selection)
    }

    /// Notes what an attempt to deliver a message came to.
    package func note(
        _ state: StoredNotification.State, of id: Int64, at now: Timestamp
    ) async throws(StoreError) {
        let changed = try await database.write { connection throws(StoreError) in
            try connection.execute(
                "UPDATE notifications SET state = ?1, attempts = attempts + 1, updated_at = ?2 WHERE id = ?3",
                [.text(state.rawValue), .time(now), .integer(id)])
        }
        guard changed == 1 else { throw .missing("there is no notification \(id)") }
    }
}
