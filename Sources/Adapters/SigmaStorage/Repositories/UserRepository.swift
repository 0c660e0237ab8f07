package import SigmaPorts

/// People and what they prefer.
package struct UserRepository: Sendable {
    let database: any SQLDatabase

    /// Writes a person, in place of one of that name, and returns the number.
    @discardableResult
    package func save(_ user: StoredUser) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            try connection.upsert([user])
            guard let row = try Self.user(user.name, connection) else {
                throw .missing("a person who was just stored is gone")
            }
            return row.id
        }
    }

    /// A person by name; nil when there is none.
    package func user(_ name: String) async throws(StoreError) -> StoredUser? {
        try await database.read { connection throws(StoreError) in try Self.user(name, connection) }
    }

    /// Everybody, by name.
    package func users() async throws(StoreError) -> [StoredUser] {
        let selection = RowSelection().ordered(by: "name")
        return try await database.rows(selection)
    }

    /// Notes how somebody likes things.
    package func save(_ preferences: [StoredPreference]) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.upsert(preferences) }
    }

    /// What somebody prefers, by key.
    package func preferences(of user: Int64) async throws(StoreError) -> [StoredPreference] {
        let selection = RowSelection().and("user_id", .integer(user)).ordered(by: "key")
        return try await database.rows(selection)
    }

    private static func user(_ name: String, _ connection: any SQLConnection) throws(StoreError) -> StoredUser? {
        try connection.first(RowSelection().and("name", .text(name)))
    }
}
