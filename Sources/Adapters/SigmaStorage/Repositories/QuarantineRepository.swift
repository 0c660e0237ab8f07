package import SigmaPorts

/// Messages that were refused, for inspection.
package struct QuarantineRepository: Sendable {
    let database: any SQLDatabase

    /// Keeps a message.
    package func add(_ message: QuarantinedMessage) async throws(StoreError) {
        _ = try await database.write { connection throws(StoreError) in try connection.insert([message]) }
    }

    /// The newest messages, the latest first; the cursor is the number of the last one seen.
    package func messages(before: Int64? = nil, limit: Int = 100) async throws(StoreError) -> [QuarantinedMessage] {
        let selection = RowSelection().and("id", .below, before.map { .integer($0) })
            .ordered(by: "id", isFalling: true, limit: limit)
        return try await database.rows(selection)
    }

    /// Forgets all but the newest so many and returns how many were forgotten.
    @discardableResult
    package func trim(to count: Int) async throws(StoreError) -> Int {
        let selection = RowSelection().ordered(by: "id", isFalling: true, limit: count)
        return try await database.write { connection throws(StoreError) in
            let kept: [QuarantinedMessage] = try connection.select(selection)
            let oldest = kept.last.map { SQLValue.integer($0.id) } ?? .integer(.max)
            return try connection.delete(QuarantinedMessage.self, RowSelection().and("id", .below, oldest))
        }
    }
}
