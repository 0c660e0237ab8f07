package import SigmaModel

/// The rows that some records of a session's journal make, to be written together or not at all.
package struct ProjectionBatch: Sendable {
    /// Which projection.
    package var name: String
    /// Whose journal.
    package var session: String
    /// The watermark that the store must have, and has before this batch.
    package var from: UInt64
    /// The watermark after it.
    package var through: UInt64
    /// The newest record's time.
    package var time: Timestamp
    /// Orders as they stand at the end of the batch.
    package var orders: [StoredOrder] = []
    /// The executions of the batch.
    package var fills: [StoredFill] = []
    /// Positions as they stand at the end of the batch.
    package var positions: [StoredPosition] = []
    /// Balances as they stand at the end of the batch.
    package var balances: [StoredBalance] = []
    /// What the ledger booked.
    package var entries: [StoredLedgerEntry] = []
    /// Samples of the equity curve.
    package var equity: [StoredEquity] = []
    /// What strategies remarked.
    package var signals: [StoredSignal] = []
    /// Starts, stops and gaps.
    package var events: [StoredSessionEvent] = []
    /// Messages to people; those that are there already stay as they are.
    package var notifications: [StoredNotification] = []
    /// The last start in the batch.
    package var start: (time: Timestamp, run: Int)?
    /// When the session was left in good order; set only when no start follows.
    package var stop: Timestamp?
    /// What the projection remembers at the end of the batch; nil to keep what is stored.
    package var state: [UInt8]?
    /// Whether the batch reaches the journal's end, which ends a rebuilding.
    package var isAtEnd = false

    package init(name: String, session: String, from: UInt64, through: UInt64, time: Timestamp) {
        self.name = name
        self.session = session
        self.from = from
        self.through = through
        self.time = time
    }
}
