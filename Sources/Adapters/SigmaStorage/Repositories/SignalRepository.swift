package import SigmaPorts

/// Signals of charts and engines.
package struct SignalRepository: Sendable {
    let database: any SQLDatabase

    /// What became of a signal that was to be stored.
    package struct Addition: Hashable, Sendable {
        /// The row's number.
        package let id: Int64
        /// Whether it is new; false when the same signal was there.
        package let isNew: Bool
    }

    /// Stores a signal once, however often it is sent.
    package func add(_ signal: StoredSignal) async throws(StoreError) -> Addition {
        try await database.write { connection throws(StoreError) in
            let isNew = try connection.insert([signal]) == 1
            let selection = RowSelection().and("dedupe_key", .text(signal.dedupeKey))
            guard let row: StoredSignal = try connection.first(selection) else {
                throw .missing("a signal that was just stored is gone")
            }
            return Addition(id: row.id, isNew: isNew)
        }
    }

    /// A signal; nil when there is none of that number.
    package func signal(_ id: Int64) async throws(StoreError) -> StoredSignal? {
        let selection = RowSelection().and("id", .integer(id))
        return try await database.first(selection)
    }

    /// Signals by number, the cursor; times are the candles'.
    package func signals(
        tf: String? = nil, source: String? = nil, session: String? = nil, _ query: RowQuery = RowQuery()
    ) async throws(StoreError) -> [StoredSignal] {
        let start = RowSelection().and("tf", tf.map { .text($0) }).and("source", source.map { .text($0) })
            .and("session_id", session.map { .text($0) })
        let selection = query.selection(start, time: "bar_time", cursor: "id")
        return try await database.rows(selection)
    }

    /// Signals that have no label yet for so many bars, the oldest first.
    package func unlabelled(bars: Int, query: RowQuery = RowQuery()) async throws(StoreError) -> [StoredSignal] {
        let filter = query.selection(
            RowSelection().and("signal", in: [.text("BUY"), .text("SELL")])
                .andNoLabel(bars: bars), time: "bar_time", cursor: "id")
        return try await database.rows(filter)
    }

    /// Fills in the candle of a signal.
    package func setBar(_ bar: StoredSignal.Bar, of id: Int64) async throws(StoreError) {
        let changed = try await database.write { connection throws(StoreError) in
            try connection.execute(
                "UPDATE signals SET bar_o = ?1, bar_h = ?2, bar_l = ?3, bar_c = ?4 WHERE id = ?5",
                [.real(bar.open), .real(bar.high), .real(bar.low), .real(bar.close), .integer(id)])
        }
        guard changed == 1 else { throw .missing("there is no signal \(id)") }
    }
}
