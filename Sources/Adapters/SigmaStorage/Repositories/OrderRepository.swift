package import SigmaModel
package import SigmaPorts

/// The orders of sessions.
package struct OrderRepository: Sendable {
    let database: any SQLDatabase

    /// Writes orders as they stand now.
    package func save(_ orders: [StoredOrder]) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.upsert(orders) }
    }

    /// One order; nil when there is none of that number.
    package func order(_ id: OrderID, of session: String) async throws(StoreError) -> StoredOrder? {
        let selection = RowSelection.session(session).and("order_id", .number(id.raw))
        return try await database.first(selection)
    }

    /// A session's orders by number; the cursor is the order's number.
    package func orders(of session: String, _ query: RowQuery = RowQuery()) async throws(StoreError) -> [StoredOrder] {
        let selection = query.selection(.session(session), time: "submitted_at", cursor: "order_id")
        return try await database.rows(selection)
    }

    /// A session's orders that the venue may hold or fill, by number.
    package func working(of session: String) async throws(StoreError) -> [StoredOrder] {
        let states = OrderState.allCases.filter { !$0.isTerminal }.map(\.stored)
        let selection = RowSelection.session(session).and("state", in: states).ordered(by: "order_id")
        return try await database.rows(selection)
    }
}
