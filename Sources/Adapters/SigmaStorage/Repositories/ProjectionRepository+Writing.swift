package import SigmaModel
package import SigmaPorts

extension ProjectionRepository {
    /// Writes a batch and moves the watermark, all in one transaction; throws `constraint` when the watermark is another.
    package func apply(_ batch: ProjectionBatch) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            let selection = Self.selection(batch.name, batch.session)
            let found: StoredProjection? = try connection.first(selection)
            guard found?.watermark ?? 0 == batch.from else {
                throw .constraint(
                    "session \(batch.session) is projected up to record \(found?.watermark ?? 0) and not"
                        + " \(batch.from): another process projects it; stop one of the two")
            }
            try connection.upsert(batch.orders)
            try connection.insert(batch.fills)
            try connection.upsert(batch.positions)
            try connection.upsert(batch.balances)
            try connection.insert(batch.entries)
            try connection.insert(batch.equity)
            try connection.insert(batch.events)
            try connection.insert(batch.notifications)
            try Self.write(batch.signals, connection)
            try Self.writeSession(batch, connection)
            let isRebuilding = found?.isRebuilding ?? false
            if isRebuilding && batch.isAtEnd { try Self.forgetUnseen(batch.session, connection) }
            try connection.upsert([
                StoredProjection(
                    name: batch.name, session: batch.session, watermark: batch.through,
                    isRebuilding: isRebuilding && !batch.isAtEnd, updatedAt: batch.time,
                    stateSequence: batch.state == nil ? found?.stateSequence ?? 0 : batch.through,
                    state: batch.state ?? found?.state ?? [])
            ])
        }
    }

    /// Deletes what a projection made of a session, so that it can be made again from the first record.
    ///
    /// Signals keep their numbers, because labels refer to them: each is marked as unseen, and those that the new run does not
    /// see are deleted at its end.
    package func reset(_ name: String, of session: String, at now: Timestamp) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            let rows = RowSelection.session(session)
            try connection.delete(StoredOrder.self, rows)
            try connection.delete(StoredFill.self, rows)
            try connection.delete(StoredPosition.self, rows)
            try connection.delete(StoredBalance.self, rows)
            try connection.delete(StoredLedgerEntry.self, rows)
            try connection.delete(StoredEquity.self, rows)
            try connection.delete(StoredSessionEvent.self, rows)
            try connection.execute(
                "UPDATE signals SET journal_sequence = -journal_sequence WHERE session_id = ?1 AND journal_sequence > 0",
                [.text(session)])
            try connection.execute(
                "UPDATE sessions SET started_at = NULL, stopped_at = NULL, runs = 0 WHERE id = ?1", [.text(session)])
            try connection.upsert([
                StoredProjection(name: name, session: session, watermark: 0, isRebuilding: true, updatedAt: now)
            ])
        }
    }

    private static func forgetUnseen(_ session: String, _ connection: any SQLConnection) throws(StoreError) {
        try connection.delete(
            StoredSignal.self, .session(session).and("journal_sequence", .below, .integer(0)))
    }

    /// Adds signals, and takes up again those that a rebuilding marked as unseen.
    private static func write(_ signals: [StoredSignal], _ connection: any SQLConnection) throws(StoreError) {
        guard !signals.isEmpty else { return }
        try connection.execute(
            """
            UPDATE signals SET journal_sequence = ?1, features_json = ?2, params_json = ?3, preset = ?4
            WHERE dedupe_key = ?5 AND journal_sequence < 0
            """,
            batch: signals.map { signal in
                [
                    .optional(signal.sequence) { .number($0) }, .text(signal.features), .text(signal.parameters),
                    .optional(signal.preset) { .text($0) }, .text(signal.dedupeKey),
                ]
            })
        try connection.insert(signals)
    }

    private static func writeSession(_ batch: ProjectionBatch, _ connection: any SQLConnection) throws(StoreError) {
        if let start = batch.start {
            try connection.execute(
                "UPDATE sessions SET started_at = ?1, runs = ?2, stopped_at = NULL WHERE id = ?3",
                [.time(start.time), .integer(Int64(start.run)), .text(batch.session)])
        }
        if let stop = batch.stop {
            try connection.execute(
                "UPDATE sessions SET stopped_at = ?1 WHERE id = ?2", [.time(stop), .text(batch.session)])
        }
    }
}
