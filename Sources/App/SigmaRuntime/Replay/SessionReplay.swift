internal import Foundation
internal import SigmaEngine
package import SigmaJournal
package import SigmaModel
internal import SigmaSimulation

/// Replays a recorded session through BACKTEST, from its beginning, and compares every decision.
package struct SessionReplay: ~Copyable {
    /// The session as far as it is replayed.
    package var recorded: RecordedSession
    /// What was found so far.
    package var certificate: ParityCertificate
    /// What the session was started with.
    package let manifest: SessionManifest
    private var reader: JournalReader
    private let clock = ContinuousClock()

    /// A replay that has not begun.
    ///
    /// - Throws: when there is no session in the folder, or its journal cannot be read.
    package init(_ directory: SessionDirectory) throws {
        guard let manifest = try directory.readManifest() else { throw ReplayError.noSession(directory.url.path) }
        let reader = try JournalReader(directory.journal.path)
        let session = try SessionFactory.session(manifest, recording: .tape)
        self.manifest = manifest
        self.reader = reader
        recorded = RecordedSession(manifest, session: session, progress: SessionProgress(manifest))
        certificate = ParityCertificate(session: manifest.name, program: manifest.program)
    }

    /// Replays up to the end of the journal, or to the first input later than an instant.
    ///
    /// A divergence ends the replay and is in the certificate; a journal that cannot be read throws.
    ///
    /// - Parameters:
    ///   - until: the last instant to replay; nil for the whole record.
    ///   - observe: sees every record after it was applied; called with the session as it is then.
    package mutating func run(
        until end: Timestamp? = nil, observe: (SessionRecord, borrowing RecordedSession) -> Void = { _, _ in }
    ) throws(JournalError) {
        let start = clock.now
        while let record = try reader.next() {
            if let end, let time = record.inputTime, time > end { break }
            do throws(Divergence) { try recorded.apply(record, sequence: reader.sequence) } catch {
                certificate.divergence = error
                break
            }
            certificate.count(record, sequence: reader.sequence)
            if certificate.first == nil, record.inputTime != nil { certificate.first = recorded.session.bot.now }
            observe(record, recorded)
        }
        certificate.last = recorded.session.bot.now
        certificate.effectHash = recorded.session.bot.effectHash
        certificate.equity = recorded.session.bot.equity
        let elapsed = clock.now - start
        certificate.seconds += Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }
}

/// Why a folder cannot be replayed.
package enum ReplayError: Error, CustomStringConvertible {
    case noSession(String)

    package var description: String {
        switch self {
        case .noSession(let path):
            "there is no session in \(path); name the folder that holds session.json, such as "
                + "sigma-data/sessions/default"
        }
    }
}

extension SessionRecord {
    /// When an input happened; nil for outputs and marks.
    package var inputTime: Timestamp? {
        switch self {
        case .input(.trade(let trade), _): trade.time
        case .input(.quote(let quote), _): quote.time
        case .input(.book(let update), _): update.time
        case .input(.candle(let candle), _): candle.closeTime
        case .input(.orderUpdate(let update), _): update.time
        case .input(.fill(let fill), _): fill.time
        case .input(.macro(let reading), _): reading.time
        case .input(.timer(let time), _): time
        case .input(.transfer(let transfer), _): transfer.time
        case .input(.command(_, let time), _): time
        case .preset(let change): change.time
        case .warm, .output, .mark: nil
        }
    }
}
