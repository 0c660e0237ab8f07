package import SigmaModel
package import SigmaPorts

/// What an account has of one asset.
package struct StoredBalance: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// The currency, or the contract of a linear instrument.
    package var asset: String
    /// At hand, × 10⁸.
    package var free: Int128
    /// Reserved for working orders, × 10⁸.
    package var locked: Int128
    /// When it last changed.
    package var updatedAt: Timestamp
    /// The journal record that changed it last.
    package var sequence: UInt64

    package init(
        session: String, asset: String, free: Int128, locked: Int128, updatedAt: Timestamp, sequence: UInt64
    ) {
        self.session = session
        self.asset = asset
        self.free = free
        self.locked = locked
        self.updatedAt = updatedAt
        self.sequence = sequence
    }

    package static let table = StoredTable(
        "balances", key: ["session_id", "asset"],
        columns: ["session_id", "asset", "free", "locked", "updated_at", "journal_sequence"])

    package var values: [SQLValue] {
        [.text(session), .text(asset), .decimal(free), .decimal(locked), .time(updatedAt), .number(sequence)]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        asset = try row.text()
        free = try row.decimal()
        locked = try row.decimal()
        updatedAt = try row.time()
        sequence = try row.number()
    }
}
