package import SigmaPorts

/// How far projections of journals have come.
package struct ProjectionRepository: Sendable {
    let database: any SQLDatabase

    /// A projection of a session's journal; nil when it has not begun.
    package func projection(_ name: String, of session: String) async throws(StoreError) -> StoredProjection? {
        let selection = Self.selection(name, session)
        return try await database.first(selection)
    }

    /// Every projection by session.
    package func projections() async throws(StoreError) -> [StoredProjection] {
        let selection = RowSelection().ordered(by: "session_id, name")
        return try await database.rows(selection)
    }

    static func selection(_ name: String, _ session: String) -> RowSelection {
        RowSelection.session(session).and("name", .text(name))
    }
}
