package import SigmaModel
package import SigmaPorts

/// An amount of one asset that moved from one account to another; double entry, so that nothing appears or vanishes.
package struct StoredLedgerEntry: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The journal record that moved it.
    package var sequence: UInt64
    /// Tells apart what one record moved, from zero.
    package var line: Int
    /// When.
    package var time: Timestamp
    /// What.
    package var asset: String
    /// The account it left: `free`, `locked`, `market`, `fees` or `outside`.
    package var source: String
    /// The account it reached.
    package var target: String
    /// How much, × 10⁸; positive.
    package var amount: Int128

    package init(
        session: String, sequence: UInt64, line: Int, time: Timestamp, asset: String, source: String, target: String,
        amount: Int128
    ) {
        self.session = session
        self.sequence = sequence
        self.line = line
        self.time = time
        self.asset = asset
        self.source = source
        self.target = target
        self.amount = amount
    }

    package static let table = StoredTable(
        "ledger_entries", key: ["session_id", "journal_sequence", "line"],
        columns: ["session_id", "journal_sequence", "line", "time", "asset", "source", "target", "amount"])

    package var values: [SQLValue] {
        [
            .text(session), .number(sequence), .integer(Int64(line)), .time(time), .text(asset), .text(source),
            .text(target), .decimal(amount),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        sequence = try row.number()
        line = try row.int()
        time = try row.time()
        asset = try row.text()
        source = try row.text()
        target = try row.text()
        amount = try row.decimal()
    }
}
