package import SigmaModel
internal import SigmaPorts
package import SigmaStorage

/// A rehearsal of losing the store: a backup is restored to an empty one, which the journal then brings up to date.
///
/// The store itself is only read.
package struct StoreDrill: Sendable {
    /// How long it may take until the store serves again.
    package static let recoveryTimeAim = Duration.seconds(30 * 60)

    /// What the rehearsal found.
    package struct Result: Sendable {
        /// How long writing and proving the backup took.
        package var backup: Duration
        /// How long restoring and proving it took.
        package var restore: Duration
        /// How long the journal took to bring the restored store up to date.
        package var catchUp: Duration
        /// The last record that the backup knew.
        package var backedUp: UInt64
        /// The last record that the recovered store knows.
        package var recovered: UInt64
        /// The last record that the store itself knows.
        package var stored: UInt64
        /// What the recovered store has otherwise than the store itself, of what follows from journals.
        ///
        /// Nil where the two stand at different records, so that nothing can be compared.
        package var differences: [String]?

        /// How many of the store's records a loss would cost.
        package var lostRecords: UInt64 { stored - min(stored, recovered) }
        /// From the loss until the store serves again.
        package var recoveryTime: Duration { restore + catchUp }
        /// Whether nothing is lost and the time's aim is met.
        package var isPassed: Bool {
            lostRecords == 0 && differences ?? [] == [] && recoveryTime <= StoreDrill.recoveryTimeAim
        }
    }

    private let store: Store
    private let session: ProjectedSession

    /// A rehearsal with one session of a store.
    package init(_ session: ProjectedSession, in store: Store) {
        self.session = session
        self.store = store
    }

    /// Rehearses.
    ///
    /// - Parameters:
    ///   - path: where the backup is written, unless there is one already.
    ///   - read: gives the journal's record with a number, or nil behind its end; asked in rising order from any number.
    package func run(
        backup path: String, hasBackup: Bool, at now: Timestamp,
        journal read: (UInt64) throws -> SessionRecord?
    ) async throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        if !hasBackup { try await StoreBackup.write(store, to: path, at: now) }
        let backedUp = clock.now
        let scratch = try await ScratchStore(like: store)
        do {
            try await StoreBackup.restore(path, to: scratch.store)
            let restored = clock.now
            var projection = try await StoreProjection(session, in: scratch.store)
            let before = projection.watermark
            var next = projection.next
            try await projection.catchUp {
                defer { next += 1 }
                return try read(next)
            }
            let end = clock.now
            let own = try await store.projections.projection(StoreProjection.name, of: session.id)?.watermark ?? 0
            let differences = own == projection.watermark ? try await differences(of: scratch.store) : nil
            let result = Result(
                backup: backedUp - start, restore: restored - backedUp, catchUp: end - restored, backedUp: before,
                recovered: projection.watermark, stored: own, differences: differences)
            try await scratch.remove()
            return result
        } catch {
            try? await scratch.remove()
            throw error
        }
    }

    /// Compares the rows that follow from journals.
    private func differences(of recovered: Store) async throws(StoreError) -> [String] {
        let tables = ["balances", "equity", "fills", "ledger_entries", "orders", "positions", "session_events"]
        return try await store.fingerprint().only(tables).differences(from: recovered.fingerprint().only(tables))
    }
}
