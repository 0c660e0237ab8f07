package import SigmaPorts

/// What sessions own: positions, balances, the ledger behind them, and the equity over time.
package struct AccountRepository: Sendable {
    let database: any SQLDatabase

    /// A session's positions by strategy.
    package func positions(of session: String) async throws(StoreError) -> [StoredPosition] {
        let selection = RowSelection.session(session).ordered(by: "strategy")
        return try await database.rows(selection)
    }

    /// A session's balances by asset.
    package func balances(of session: String) async throws(StoreError) -> [StoredBalance] {
        let selection = RowSelection.session(session).ordered(by: "asset")
        return try await database.rows(selection)
    }

    /// The ledger's entries of a session, oldest first.
    ///
    /// The cursor is the journal's sequence, so that a page may be longer than its limit by the rest of its last record.
    package func entries(
        of session: String, _ query: RowQuery = RowQuery()
    ) async throws(StoreError) -> [StoredLedgerEntry] {
        var query = query
        query.symbol = nil
        let last = query.selection(.session(session), time: "time", cursor: "journal_sequence")
        let limit = query.limit
        let start = RowSelection.session(session).and("time", .atLeast, query.from.map { .time($0) })
            .and("time", .below, query.until.map { .time($0) })
            .and("journal_sequence", .above, query.after.map { .integer($0) })
        return try await database.read { connection throws(StoreError) in
            let page: [StoredLedgerEntry] = try connection.select(last)
            guard page.count == limit, let end = page.last else {
                return page.sorted { ($0.sequence, $0.line) < ($1.sequence, $1.line) }
            }
            return try connection.select(
                start.and("journal_sequence", .atMost, .number(end.sequence)).ordered(by: "journal_sequence, line"))
        }
    }

    /// A session's equity by time; the cursor is the time in nanoseconds.
    package func equity(of session: String, _ query: RowQuery = RowQuery()) async throws(StoreError) -> [StoredEquity] {
        var query = query
        query.symbol = nil
        let selection = query.selection(.session(session), time: "time", cursor: "time")
        return try await database.rows(selection)
    }

    /// The newest equity of a session; nil before the first sample.
    package func latestEquity(of session: String) async throws(StoreError) -> StoredEquity? {
        let selection = RowSelection.session(session).ordered(by: "time", isFalling: true, limit: 1)
        return try await database.first(selection)
    }
}
