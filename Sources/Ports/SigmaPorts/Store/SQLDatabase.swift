/// A relational database: transactions over one SQL that every implementation understands.
///
/// Statements are constants of the program with parameters `?1`, `?2`, …; values are always bound. A body runs on a
/// thread that may block and may run again from the start when its transaction must be repeated, so it has no effect
/// but on the database and its result.
package protocol SQLDatabase: Sendable {
    /// What the databases do not have in common.
    var dialect: SQLDialect { get }
    /// Runs reads that all see the same state of the database.
    func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
    /// Runs a serialisable transaction, committed when the body returns and rolled back when it throws.
    func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
    /// Like `write`, but one at a time among all processes that use the database; for migrations.
    func exclusively<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
    /// Ends what is idle and refuses what comes later.
    func close() async
}

/// Statements within one transaction.
package protocol SQLConnection {
    /// Runs a statement and returns its rows.
    func query(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow]
    /// Runs a statement and gives its rows to `body` one by one, without holding them all.
    func scan(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError)
    /// Runs a statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int
    /// Runs a statement once per list of values and returns how many rows that changed.
    @discardableResult
    func execute(_ sql: String, batch: [[SQLValue]]) throws(StoreError) -> Int
}

extension SQLConnection {
    /// Runs a statement without values and returns its rows.
    package func query(_ sql: String) throws(StoreError) -> [SQLRow] { try query(sql, []) }

    /// Runs a statement without values.
    @discardableResult
    package func execute(_ sql: String) throws(StoreError) -> Int { try execute(sql, []) }
}

/// What the databases do not have in common.
package enum SQLDialect: String, Sendable, CaseIterable {
    case sqlite
    case postgresql
}
