internal import Foundation
internal import SigmaEngine
package import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaSimulation

/// A session that is ready to go on: its state, its open journal, and how it came there.
package struct OpenedSession: ~Copyable {
    /// What the session was started with.
    package let manifest: SessionManifest
    /// The session where its journal ends.
    package var recorded: RecordedSession
    /// Open for appending; no other process can write it.
    package var journal: JournalWriter
    /// Where states are kept.
    package let snapshots: SnapshotStore
    /// How it came there.
    package let report: RecoveryReport

    /// Hands the session over to an engine.
    consuming func makeCore<Clock: SessionClock>(
        inputs: EngineInputs, settings: EngineSettings, board: HostBoard, clock: Clock
    ) -> EngineCore<Clock> {
        let keeper = JournalKeeper(
            flusher: journal.flusher, snapshots: snapshots, interval: settings.syncInterval, warn: { board.note($0) })
        return EngineCore(
            recorded, snapshot: report.snapshot, manifest: manifest, journal: journal, inputs: inputs,
            settings: settings, board: board, keeper: keeper, clock: clock)
    }
}

/// What opening a session found and did.
package struct RecoveryReport: Sendable {
    /// Whether the session did not exist before.
    package var isNew = false
    /// The record at which the newest usable snapshot was taken; zero without one.
    package var snapshot: UInt64 = 0
    /// Why newer snapshots were not used, in words.
    package var refusedSnapshots: [String] = []
    /// How many records were replayed after it.
    package var replayed: UInt64 = 0
    /// How many bytes at the journal's end a crash had left half-written.
    package var cutBytes = 0
    /// How long it took.
    package var seconds = 0.0

    package init() {}
}

/// Opens sessions: the one path for a first start, a restart and a recovery.
package enum SessionOpening {
    /// Opens the session in a folder, or creates it.
    ///
    /// The newest snapshot that can be read, then every journal record after it; each decision on the way is compared
    /// with the recorded one.
    ///
    /// - Throws: when the session was started with other settings, when another process has it, when its journal is
    ///   damaged, or when this program decides otherwise than what was recorded.
    package static func open(
        _ directory: SessionDirectory, wanted: SessionManifest, journal settings: JournalSettings
    ) throws -> OpenedSession {
        let clock = ContinuousClock()
        let start = clock.now
        var report = RecoveryReport()
        var manifest: SessionManifest
        if let existing = try directory.readManifest() {
            manifest = existing
        } else {
            // Built once before anything is written, so that a manifest that makes no session leaves no trace.
            _ = try SessionFactory.session(wanted, recording: .tape)
            manifest = try directory.create(wanted)
            report.isNew = manifest.id == wanted.id
        }
        let differences = manifest.differences(from: wanted)
        guard differences.isEmpty else { throw SessionOpeningError.changed(name: manifest.name, differences) }
        let writer = try JournalWriter(directory.journal.path, session: manifest.sessionID, settings: settings)
        report.cutBytes = writer.recovery.cutBytes
        // The journal's lock is held from here on.
        if manifest.takeLaterRules(of: wanted) { try directory.replace(manifest) }
        let snapshots = SnapshotStore(directory.snapshots.path, session: manifest.sessionID)
        try snapshots.removeUnfinished()
        var recorded = try restore(manifest, snapshots, upTo: writer.nextSequence - 1, &report)
        try replay(directory, manifest, into: &recorded, &report)
        let elapsed = clock.now - start
        report.seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        return OpenedSession(
            manifest: manifest, recorded: recorded, journal: writer, snapshots: snapshots, report: report)
    }

    /// The session at its newest usable snapshot, or at its beginning.
    private static func restore(
        _ manifest: SessionManifest, _ snapshots: SnapshotStore, upTo last: UInt64, _ report: inout RecoveryReport
    ) throws -> RecordedSession {
        var limit = last
        while true {
            let found = try snapshots.newest(upTo: limit)
            report.refusedSnapshots += found.passedOver.map(\.description)
            guard let snapshot = found.snapshot else { return try fresh(manifest) }
            do {
                let recorded = try RecordedSession.restored(manifest, from: snapshot.bytes)
                report.snapshot = snapshot.sequence
                return recorded
            } catch {
                report.refusedSnapshots.append("snapshot \(snapshot.sequence): \(error)")
                guard snapshot.sequence > 0 else { return try fresh(manifest) }
                limit = snapshot.sequence - 1
            }
        }
    }

    private static func fresh(_ manifest: SessionManifest) throws(SessionFactory.Failure) -> RecordedSession {
        RecordedSession(
            manifest, session: try SessionFactory.session(manifest, recording: .tape),
            progress: SessionProgress(manifest))
    }

    /// Applies what was recorded after the snapshot.
    private static func replay(
        _ directory: SessionDirectory, _ manifest: SessionManifest, into recorded: inout RecordedSession,
        _ report: inout RecoveryReport
    ) throws {
        var reader = try JournalReader(directory.journal.path, from: recorded.progress.sequence + 1)
        while let record = try reader.next() {
            do throws(Divergence) { try recorded.apply(record, sequence: reader.sequence) } catch {
                throw SessionOpeningError.diverged(name: manifest.name, error)
            }
            report.replayed += 1
        }
    }
}

/// Why a session cannot be opened.
package enum SessionOpeningError: Error, CustomStringConvertible {
    case changed(name: String, [String])
    case diverged(name: String, Divergence)

    package var description: String {
        switch self {
        case .changed(let name, let differences):
            "session '\(name)' was started with other settings (\(differences.joined(separator: ", "))); put them back, or "
                + "start another session by giving it another name"
        case .diverged(let name, let divergence):
            "session '\(name)' cannot go on: this program decides otherwise than what was recorded, so its state would not "
                + "be the one that traded. \(divergence)\nUse the program that recorded it, or start another session"
        }
    }
}
