package import SigmaModel
package import SigmaPorts

/// How far a projection of a session's journal has come.
package struct StoredProjection: StoredRow, Hashable {
    /// Which projection.
    package var name: String
    /// Whose journal.
    package var session: String
    /// The sequence of the last record whose rows are in the store; zero for none.
    package var watermark: UInt64
    /// Whether it runs from the first record again and has not yet met the journal's end.
    package var isRebuilding: Bool
    /// When it last moved.
    package var updatedAt: Timestamp
    /// The sequence of the last record that went into ``state``; zero for none.
    package var stateSequence: UInt64
    /// What the projection itself remembers, so that it need not read the journal from its beginning; may be empty.
    package var state: [UInt8]

    package init(
        name: String, session: String, watermark: UInt64, isRebuilding: Bool, updatedAt: Timestamp,
        stateSequence: UInt64 = 0, state: [UInt8] = []
    ) {
        self.name = name
        self.session = session
        self.watermark = watermark
        self.isRebuilding = isRebuilding
        self.updatedAt = updatedAt
        self.stateSequence = stateSequence
        self.state = state
    }

    package static let table = StoredTable(
        "projections", key: ["name", "session_id"],
        columns: [
            "name", "session_id", "watermark", "is_rebuilding", "updated_at", "state_sequence", "state",
        ])

    package var values: [SQLValue] {
        [
            .text(name), .text(session), .number(watermark), .boolean(isRebuilding), .time(updatedAt),
            .number(stateSequence), .bytes(state),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        name = try row.text()
        session = try row.text()
        watermark = try row.number()
        isRebuilding = try row.boolean()
        updatedAt = try row.time()
        stateSequence = try row.number()
        state = try row.bytes()
    }
}
