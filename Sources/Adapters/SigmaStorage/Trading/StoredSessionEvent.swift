package import SigmaModel
package import SigmaPorts

/// Something about a session that people want to find later: starts and stops, refusals, state changes, gaps.
package struct StoredSessionEvent: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The journal record that tells of it.
    package var sequence: UInt64
    /// When.
    package var time: Timestamp
    /// What kind, in one word.
    package var kind: String
    /// The order it is about; nil for none.
    package var order: OrderID?
    /// What happened, for people.
    package var detail: String

    package init(
        session: String, sequence: UInt64, time: Timestamp, kind: String, order: OrderID? = nil, detail: String = ""
    ) {
        self.session = session
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.order = order
        self.detail = detail
    }

    package static let table = StoredTable(
        "session_events", key: ["session_id", "journal_sequence"],
        columns: ["session_id", "journal_sequence", "time", "kind", "order_id", "detail"])

    package var values: [SQLValue] {
        [
            .text(session), .number(sequence), .time(time), .text(kind), .optional(order) { .number($0.raw) },
            .text(detail),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        sequence = try row.number()
        time = try row.time()
        kind = try row.text()
        order = try row.optional { row throws(StoreError) in OrderID(raw: try row.number()) }
        detail = try row.text()
    }
}
