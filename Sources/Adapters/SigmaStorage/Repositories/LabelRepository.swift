package import SigmaPorts

/// What signals were worth.
package struct LabelRepository: Sendable {
    let database: any SQLDatabase

    /// A signal with one of its labels, as the learner takes them.
    package struct Example: Hashable, Sendable {
        /// The signal.
        package let signal: StoredSignal
        /// What it was worth.
        package let label: StoredLabel
    }

    /// Writes labels, in place of those of the same signal and bars: sources of bars do revise them.
    package func save(_ labels: [StoredLabel]) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.upsert(labels) }
    }

    /// A signal's labels by bars.
    package func labels(of signal: Int64) async throws(StoreError) -> [StoredLabel] {
        let selection = RowSelection().and("signal_id", .integer(signal)).ordered(by: "fwd_n")
        return try await database.rows(selection)
    }

    /// Signals that have a label for so many bars, with it, by the signal's number, the cursor.
    package func examples(
        bars: Int, tf: String? = nil, source: String? = nil, _ query: RowQuery = RowQuery()
    ) async throws(StoreError) -> [Example] {
        let start = RowSelection().and("tf", tf.map { .text($0) }).and("source", source.map { .text($0) })
            .andLabel(bars: bars)
        let selection = query.selection(start, time: "bar_time", cursor: "id")
        return try await database.read { connection throws(StoreError) in
            let signals: [StoredSignal] = try connection.select(selection)
            guard let first = signals.first, let last = signals.last else { return [] }
            let labels: [StoredLabel] = try connection.select(
                RowSelection().and("fwd_n", .integer(Int64(bars)))
                    .and("signal_id", .atLeast, .integer(first.id)).and("signal_id", .atMost, .integer(last.id)))
            let bySignal = Dictionary(labels.map { ($0.signal, $0) }) { first, _ in first }
            return signals.compactMap { signal in bySignal[signal.id].map { Example(signal: signal, label: $0) } }
        }
    }
}

extension RowSelection {
    /// Only signals that have a label for so many bars.
    func andLabel(bars: Int) -> RowSelection { and(exists: "EXISTS", .integer(Int64(bars))) }

    /// Only signals that have no label for so many bars.
    func andNoLabel(bars: Int) -> RowSelection { and(exists: "NOT EXISTS", .integer(Int64(bars))) }

    private func and(exists: StaticString, _ bars: SQLValue) -> RowSelection {
        and(
            condition: "\(exists) (SELECT 1 FROM labels WHERE labels.signal_id = signals.id AND labels.fwd_n =",
            bars, ending: ")")
    }
}
