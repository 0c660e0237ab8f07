package import SigmaModel
package import SigmaPorts
package import SigmaStorage

/// Keeps a store's tables in step with a session's journal.
///
/// Rows and the watermark, the sequence of the last record they come from, are written in one transaction, so each
/// record counts exactly once, whatever is cut off when. Rows follow from records alone: made again from the first record,
/// they are the same.
package struct StoreProjection: ~Copyable {
    /// The name under which the watermark is kept.
    package static let name = "session"
    /// A batch is written when it has so many rows …
    package static let rowLimit = 1_000
    /// … or stands for so many records.
    package static let recordLimit: UInt64 = 50_000
    /// What the projection remembers is stored after so many records, so that a restart reads no more than these again.
    package static let stateSpan: UInt64 = 2_000_000

    private let stateSpan: UInt64
    private let store: Store
    private let session: ProjectedSession
    private var projector: SessionProjector
    /// The newest record that the projector has taken in.
    package private(set) var sequence: UInt64
    /// The newest record whose rows are in the store.
    package private(set) var watermark: UInt64
    private var stateSequence: UInt64
    private var isRebuilding: Bool

    /// A projection that goes on where the store's watermark stands.
    package init(
        _ session: ProjectedSession, in store: Store, stateSpan: UInt64 = StoreProjection.stateSpan
    ) async throws(StoreError) {
        self.stateSpan = stateSpan
        self.session = session
        self.store = store
        try await store.sessions.add(session.row)
        let found = try await store.projections.projection(Self.name, of: session.id)
        watermark = found?.watermark ?? 0
        isRebuilding = found?.isRebuilding ?? false
        projector = SessionProjector(session)
        sequence = 0
        stateSequence = 0
        if let found, !found.state.isEmpty, found.stateSequence <= watermark {
            var restored = SessionProjector(session)
            // A state of another version of the program is no loss: the journal has everything.
            if (try? Self.restore(&restored, found.state)) != nil {
                projector = restored
                sequence = found.stateSequence
                stateSequence = found.stateSequence
            }
        }
        // The rows of what comes before the first record are in the store once anything is.
        if watermark > 0 { projector.rows = ProjectedRows() }
    }

    /// Deletes the session's rows, which the next ``catchUp(_:)`` makes again from record 1.
    package static func rebuild(
        _ session: ProjectedSession, in store: Store
    ) async throws(StoreError) -> StoreProjection {
        let row = try await store.projections.projection(name, of: session.id)
        try await store.projections.reset(name, of: session.id, at: row?.updatedAt ?? session.row.createdAt)
        return try await StoreProjection(session, in: store)
    }

    /// The record that is wanted next.
    package var next: UInt64 { sequence + 1 }

    /// Takes in records from ``next`` on until there is none for now, and writes their rows.
    ///
    /// - Parameter read: the next record in order, or nil at the end.
    package mutating func catchUp(_ read: () throws -> SessionRecord?) async throws {
        while let record = try read() {
            try await take(record)
        }
        try await flush(isAtEnd: true)
    }

    /// Takes in the next record; its rows are written with its batch, at the latest by ``flush(isAtEnd:)``.
    package mutating func take(_ record: SessionRecord) async throws(StoreError) {
        sequence += 1
        projector.apply(record, sequence: sequence)
        if sequence <= watermark {
            // Its rows are in the store; only the account had to be brought here.
            if !projector.rows.isEmpty { projector.rows = ProjectedRows() }
            return
        }
        if projector.rows.count >= Self.rowLimit || sequence - watermark >= Self.recordLimit {
            try await flush(isAtEnd: false)
        }
    }

    /// Writes the rows of every record taken in; `isAtEnd` tells that the journal has no more for now.
    package mutating func flush(isAtEnd: Bool) async throws(StoreError) {
        guard sequence > watermark || isAtEnd && isRebuilding && sequence == watermark else { return }
        var batch = ProjectionBatch(
            name: Self.name, session: session.id, from: watermark, through: sequence, time: projector.now)
        projector.rows.fill(&batch)
        batch.isAtEnd = isAtEnd
        if sequence - stateSequence >= stateSpan { batch.state = try? Self.save(&projector) }
        do throws(StoreError) { try await store.projections.apply(batch) } catch .outcomeUnknown(let text) {
            let found = try await store.projections.projection(Self.name, of: session.id)
            guard found?.watermark == sequence else { throw .unavailable(text) }
        }
        projector.rows = ProjectedRows()
        watermark = sequence
        if isAtEnd { isRebuilding = false }
        if batch.state != nil { stateSequence = sequence }
    }

    private static func save(_ projector: inout SessionProjector) throws(StateError) -> [UInt8] {
        var archive = StateArchive()
        try archive.field(&projector)
        return archive.bytes
    }

    private static func restore(_ projector: inout SessionProjector, _ bytes: [UInt8]) throws(StateError) {
        var archive = try StateArchive(reading: bytes)
        try archive.field(&projector)
        try archive.finish()
    }
}
