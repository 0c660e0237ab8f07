import SigmaModel
import SigmaPorts
import SigmaStorage

/// Everything that a projection writes of a session, the watermark aside.
struct SessionRows: Equatable, Sendable {
    var session: StoredSession?
    var orders: [StoredOrder]
    var fills: [StoredFill]
    var positions: [StoredPosition]
    var balances: [StoredBalance]
    var entries: [StoredLedgerEntry]
    var equity: [StoredEquity]
    var events: [StoredSessionEvent]
    /// Without the numbers that the database gives them.
    var signals: [StoredSignal]

    init(_ store: Store) async throws {
        let all = RowQuery(limit: 1_000_000)
        let name = Story.name
        session = try await store.sessions.session(name)
        orders = try await store.orders.orders(of: name, all)
        fills = try await store.fills.fills(of: name, all)
        positions = try await store.accounts.positions(of: name)
        balances = try await store.accounts.balances(of: name)
        entries = try await store.accounts.entries(of: name, all)
        equity = try await store.accounts.equity(of: name, all)
        events = try await store.sessions.events(of: name, all)
        signals = try await store.signals.signals(session: name, all).map { signal in
            var signal = signal
            signal.id = 0
            return signal
        }.sorted { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
    }
}
