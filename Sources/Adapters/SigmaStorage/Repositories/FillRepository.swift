package import SigmaModel
package import SigmaPorts

/// The executions of sessions' orders.
package struct FillRepository: Sendable {
    let database: any SQLDatabase

    /// Writes executions that are not there yet and returns how many were.
    @discardableResult
    package func add(_ fills: [StoredFill]) async throws(StoreError) -> Int {
        try await database.write { connection throws(StoreError) in try connection.insert(fills) }
    }

    /// A session's executions in the order in which it heard of them; the cursor is the journal's sequence.
    package func fills(of session: String, _ query: RowQuery = RowQuery()) async throws(StoreError) -> [StoredFill] {
        let selection = query.selection(.session(session), time: "time", cursor: "journal_sequence")
        return try await database.rows(selection)
    }

    /// An order's executions, oldest first.
    package func fills(of order: OrderID, in session: String) async throws(StoreError) -> [StoredFill] {
        let selection = RowSelection.session(session).and("order_id", .number(order.raw))
            .ordered(by: "journal_sequence")
        return try await database.rows(selection)
    }
}
