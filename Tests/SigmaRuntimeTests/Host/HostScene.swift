import Foundation
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaSimulation

/// A session for tests of the host: a folder of its own, a clock that stands still, and prices that a test says.
struct HostScene {
    /// The session's first instant.
    static let start = Timestamp(milliseconds: 1_767_225_600_000)

    /// Longer than any test's clock runs on while it waits for the engine.
    static let ever = TimeSpan(seconds: 1 << 30)

    let scratch: Scratch
    let clock = ManualClock(start)
    var manifest: SessionManifest
    var settings = EngineSettings()

    /// A session that does not exist yet.
    init(_ strategies: SessionManifest.StrategyEntry...) throws {
        scratch = try Scratch()
        (settings.stopPatience, settings.snapshotInterval) = (HostScene.ever, HostScene.ever)
        manifest = SessionManifest(
            id: "00000000000000010000000000000002", name: "test", program: "1", start: HostScene.start,
            cash: try Money("100000"),
            instruments: [SessionManifest.InstrumentEntry(venue: .binance, symbol: "BTCUSDT", kind: .spot)],
            strategies: try strategies.isEmpty ? [.turning()] : strategies, limits: .venueOnly,
            simulation: SimulationSettings())
    }

    var directory: SessionDirectory { SessionDirectory(URL(fileURLWithPath: scratch.path + "/session")) }

    /// Opens the session, or creates it.
    func open() throws -> OpenedSession {
        try SessionOpening.open(directory, wanted: manifest, journal: JournalSettings(segmentBytes: 1 << 20))
    }

    /// Opens the session and sets its engine to work.
    func launch() throws -> RunningHost { RunningHost(try open(), settings: settings, clock: clock) }

    /// The same session in another folder, as a crash at this instant would leave it.
    func copy() throws -> HostScene {
        var other = try HostScene()
        other.manifest = manifest
        other.settings = settings
        for _ in 0..<20 {
            do {
                try FileManager.default.copyItem(atPath: directory.url.path, toPath: other.directory.url.path)
                return other
            } catch CocoaError.fileNoSuchFile, CocoaError.fileReadNoSuchFile {
                // The keeper gave a file its name, or removed an old one, in the middle of the copy.
                try? FileManager.default.removeItem(at: other.directory.url)
            }
        }
        throw CocoaError(.fileReadNoSuchFile)
    }

    func removeSnapshots() throws {
        for name in try snapshotNames() { try FileManager.default.removeItem(atPath: snapshot(name)) }
    }

    /// The names of the snapshots that are complete, oldest first.
    func snapshotNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.snapshots.path)
            .filter { $0.hasSuffix(".snapshot") }.sorted()
    }

    func snapshot(_ name: String) -> String { directory.snapshots.path + "/" + name }

    /// Every record of the journal.
    func records() throws -> [SessionRecord] {
        var reader = try JournalReader(directory.journal.path)
        var records: [SessionRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    /// Everything that the session did.
    func outputs() throws -> [SessionOutput] {
        try records().compactMap { if case .output(let output) = $0 { output } else { nil } }
    }

    /// What the session was told by persons and rules.
    func commands() throws -> [Command] {
        try records().compactMap { if case .input(.command(let command, _), _) = $0 { command } else { nil } }
    }

    /// Replays the whole session.
    func certificate(until end: Timestamp? = nil) throws -> ParityCertificate {
        var replay = try SessionReplay(directory)
        try replay.run(until: end)
        return replay.certificate
    }

    /// Replays up to an instant and looks around.
    func explanation(until end: Timestamp? = nil) throws -> SessionExplanation {
        var replay = try SessionReplay(directory)
        return try SessionExplanation(&replay, until: end)
    }
}

extension SessionManifest.StrategyEntry {
    /// Buys when the price rises and sells when it falls, at every trade.
    static func turning(_ id: String = "turning") throws -> SessionManifest.StrategyEntry {
        SessionManifest.StrategyEntry(
            id: id, name: "ema-cross", instrument: 0, timeframe: .tick, sizing: .total(try Money("1000")),
            parameters: ["fast": "1", "slow": "2", "seeding": "first"])
    }

    /// Rests three buys under the market once the first second has closed.
    static func resting(_ id: String = "resting") throws -> SessionManifest.StrategyEntry {
        SessionManifest.StrategyEntry(
            id: id, name: "grid", instrument: 0, timeframe: .oneSecond, sizing: .total(try Money("3000")),
            parameters: ["levels": "3", "spacing": "0.01"])
    }
}

extension [SessionOutput] {
    var submitted: [OrderTicket] { compactMap { if case .submitted(let ticket) = $0 { ticket } else { nil } } }
    var fills: [Fill] { compactMap { if case .fill(let fill) = $0 { fill } else { nil } } }
    var denials: [DenialCode] { compactMap { if case .denied(_, let code) = $0 { code } else { nil } } }
    var cancels: Int { count { if case .cancelRequested = $0 { true } else { false } } }
    var states: [TradingState] { compactMap { if case .tradingState(let state, _) = $0 { state } else { nil } } }
}
