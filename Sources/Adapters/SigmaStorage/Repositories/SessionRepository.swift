package import SigmaPorts

/// Sessions and what happened to them.
package struct SessionRepository: Sendable {
    let database: any SQLDatabase

    /// Adds a session unless it is there; returns whether it was added.
    @discardableResult
    package func add(_ session: StoredSession) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in try connection.insert([session]) == 1 }
    }

    /// A session; nil when there is none of that name.
    package func session(_ id: String) async throws(StoreError) -> StoredSession? {
        let selection = RowSelection().and("id", .text(id))
        return try await database.first(selection)
    }

    /// Every session, the latest first.
    package func sessions(limit: Int = 1_000) async throws(StoreError) -> [StoredSession] {
        let selection = RowSelection().ordered(by: "created_at", isFalling: true, limit: limit)
        return try await database.rows(selection)
    }

    /// What happened to a session, oldest first; the cursor is the journal's sequence.
    package func events(
        of session: String, kind: String? = nil, _ query: RowQuery = RowQuery()
    ) async throws(StoreError) -> [StoredSessionEvent] {
        var query = query
        query.symbol = nil
        let start = RowSelection.session(session).and("kind", kind.map { .text($0) })
        let selection = query.selection(start, time: "time", cursor: "journal_sequence")
        return try await database.rows(selection)
    }
}
