package import SigmaModel
package import SigmaPorts

/// Somebody who may use the dashboard.
package struct StoredUser: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// The name to sign in with.
    package var name: String
    /// The password's salted hash, never the password.
    package var passwordHash: String
    /// What the person may do.
    package var role: String
    /// Whether the person may sign in.
    package var isEnabled: Bool
    /// When the person was added.
    package var createdAt: Timestamp
    /// When the person last changed.
    package var updatedAt: Timestamp

    package init(
        name: String, passwordHash: String, role: String, isEnabled: Bool = true, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.name = name
        self.passwordHash = passwordHash
        self.role = role
        self.isEnabled = isEnabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package static let table = StoredTable(
        "users", key: ["name"], generated: "id",
        columns: ["name", "password_hash", "role", "is_enabled", "created_at", "updated_at"])

    package var values: [SQLValue] {
        [
            .text(name), .text(passwordHash), .text(role), .boolean(isEnabled), .time(createdAt), .time(updatedAt),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        name = try row.text()
        passwordHash = try row.text()
        role = try row.text()
        isEnabled = try row.boolean()
        createdAt = try row.time()
        updatedAt = try row.time()
    }
}
