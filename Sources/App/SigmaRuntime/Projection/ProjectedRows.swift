internal import SigmaModel
internal import SigmaStorage

/// The rows that a projector has made since they were last taken.
struct ProjectedRows {
    var orders: [OrderID: StoredOrder] = [:]
    var positions: [StrategyID: StoredPosition] = [:]
    /// By place of the asset.
    var balances: [Int: StoredBalance] = [:]
    var entries: [StoredLedgerEntry] = []
    var equity: [StoredEquity] = []
    var start: (time: Timestamp, run: Int)?
    var stop: Timestamp?
    private var fills: [StoredFill] = []
    private var signals: [StoredSignal] = []
    private var events: [StoredSessionEvent] = []
    private var notifications: [StoredNotification] = []

    /// How many there are.
    var count: Int {
        orders.count + positions.count + balances.count + entries.count + equity.count + fills.count + signals.count
            + events.count + notifications.count
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { count == 0 && start == nil && stop == nil }

    mutating func add(_ fill: StoredFill) { fills.append(fill) }
    mutating func add(_ signal: StoredSignal) { signals.append(signal) }
    mutating func add(_ event: StoredSessionEvent) { events.append(event) }
    mutating func add(_ notification: StoredNotification) { notifications.append(notification) }

    /// Puts the rows into a batch, each kind in an order that does not depend on chance.
    func fill(_ batch: inout ProjectionBatch) {
        batch.orders = orders.values.sorted { $0.ticket.id < $1.ticket.id }
        batch.positions = positions.values.sorted { $0.strategy < $1.strategy }
        batch.balances = balances.sorted { $0.key < $1.key }.map(\.value)
        batch.fills = fills
        batch.entries = entries
        batch.equity = equity
        batch.signals = signals
        batch.events = events
        batch.notifications = notifications
        batch.start = start
        batch.stop = stop
    }
}
