internal import SigmaEngine
package import SigmaModel
package import SigmaSimulation

/// A session that is brought to where its journal ends, with every decision compared on the way.
///
/// Recovery and the parity certificate are the same walk: inputs are applied to the BACKTEST driver, and what it does
/// must be what was recorded.
package struct RecordedSession: ~Copyable {
    /// The session as it is after the records applied so far.
    package var session: BacktestSession
    /// What is counted beside the session.
    package var progress: SessionProgress
    private let manifest: SessionManifest
    /// How many of the tape's outputs have been found in the journal.
    private var matched = 0
    /// The newest thing the session was told.
    private var lastInput: SessionRecord?

    /// A session at its beginning, or at a snapshot when a state is given.
    package init(_ manifest: SessionManifest, session: consuming BacktestSession, progress: SessionProgress) {
        self.manifest = manifest
        self.session = session
        self.progress = progress
    }

    /// How many assets the session's ledger has.
    var assetCount: Int { session.bot.portfolio.ledger.assetCount }

    /// What the session did that no record told of; at a journal's end, what a crash kept from being written.
    package var unrecorded: ArraySlice<SessionOutput> { session.tape[matched...] }

    /// Forgets the outputs that were compared.
    package mutating func clearTape() {
        session.clearTape()
        matched = 0
    }

    /// Applies the next record.
    ///
    /// - Throws: a `Divergence` at the first decision that differs from the recorded one.
    package mutating func apply(_ record: SessionRecord, sequence: UInt64) throws(Divergence) {
        switch record {
        case .input(let event, let receivedAt):
            try finishOutputs(at: sequence)
            lastInput = record
            guard session.apply(event, receivedAt: receivedAt) else {
                throw divergence(sequence, .impossibleInput)
            }
            if event.isMarketData { progress.marketEvents += 1 }
            if case .command(let command, _) = event { progress.note(command) }
            if case .fill(let fill) = event { progress.recentFills.note(fill) }
            if case .transfer(let transfer) = event {
                progress.note(transfer, currency: session.bot.portfolio.currency)
            }
        case .preset(let change):
            try finishOutputs(at: sequence)
            lastInput = record
            do throws(SessionFactory.Failure) {
                session.replaceStrategy(
                    change.strategy, by: try SessionFactory.runner(change, in: manifest), at: change.time)
            } catch { throw divergence(sequence, .impossiblePreset(error.description)) }
            progress.note(change)
        case .warm(let candle):
            try finishOutputs(at: sequence)
            session.warm(candle)
        case .output(let recorded):
            guard matched < session.tape.count else { throw divergence(sequence, .missing(recorded)) }
            let done = session.tape[matched]
            guard recorded.isSame(as: done) else { throw divergence(sequence, .different(recorded, done)) }
            matched += 1
            progress.note(recorded)
        case .mark(let mark):
            try finishOutputs(at: sequence)
            try apply(mark, sequence: sequence)
        }
        progress.sequence = sequence
    }

    private mutating func apply(_ mark: SessionMark, sequence: UInt64) throws(Divergence) {
        switch mark {
        case .started(let run, _): progress.run = run
        case .checkpoint(let hash):
            guard hash == session.bot.effectHash else {
                throw divergence(sequence, .hash(recorded: hash, replayed: session.bot.effectHash))
            }
        case .gap(let count, _): progress.lostMessages += count
        case .remark: break
        case .stopping(let state, _): progress.interruptedState = state
        case .stopped: break
        }
    }

    /// Checks that every output of the last input was recorded, before the next begins.
    private mutating func finishOutputs(at sequence: UInt64) throws(Divergence) {
        if matched < session.tape.count { throw divergence(sequence, .additional(session.tape[matched])) }
        if matched > 0 { clearTape() }
    }

    /// The whole state as bytes, from which ``restore(from:)`` goes on.
    ///
    /// - Precondition: every output was taken from the tape.
    package mutating func save() throws(StateError) -> [UInt8] {
        precondition(session.tape.isEmpty, "outputs belong to the journal, not to a state")
        var archive = StateArchive()
        try archive.field(&progress)
        try archive.field(&session)
        return archive.bytes
    }

    /// The session of a saved state: built from its manifest and the presets of that time, then filled.
    package static func restored(_ manifest: SessionManifest, from bytes: [UInt8]) throws -> RecordedSession {
        var archive = try StateArchive(reading: bytes)
        var progress = SessionProgress(manifest)
        try archive.field(&progress)
        var session = try SessionFactory.session(manifest, presets: progress.parameters, recording: .tape)
        try archive.field(&session)
        try archive.finish()
        return RecordedSession(manifest, session: session, progress: progress)
    }

    private func divergence(_ sequence: UInt64, _ kind: Divergence.Kind) -> Divergence {
        Divergence(
            sequence: sequence, time: session.bot.now, input: lastInput, kind: kind,
            strategies: manifest.strategies.map(\.id))
    }
}

extension Event {
    /// Whether it comes from a market data feed and counts for the feed's place.
    package var isMarketData: Bool {
        switch self {
        case .trade, .quote, .book, .candle: true
        case .orderUpdate, .fill, .macro, .timer, .transfer, .command: false
        }
    }
}

extension SessionOutput {
    /// Whether two outputs are the same decision; a score that is not a number equals itself.
    package func isSame(as other: SessionOutput) -> Bool {
        guard case .signal(let own) = self, case .signal(let theirs) = other else { return self == other }
        return own.score.bitPattern == theirs.score.bitPattern
            && own.probability.bitPattern == theirs.probability.bitPattern
            && (own.strategy, own.instrument, own.barTime, own.stage)
                == (theirs.strategy, theirs.instrument, theirs.barTime, theirs.stage)
    }
}
