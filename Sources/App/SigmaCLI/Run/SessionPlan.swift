internal import Foundation
internal import SigmaConfiguration
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaSimulation

/// A configuration as the runtime takes it.
struct SessionPlan {
    private(set) var configuration: Configuration
    /// What no log may show.
    let secrets: [String]
    let directory: SessionDirectory
    var engine = EngineSettings()
    let journal: JournalSettings
    /// How much of an invented market passes at once when a session begins, so that strategies know their market.
    var headStart = TimeSpan.zero
    /// What a session that starts now is started with.
    var manifest: SessionManifest

    /// A plan for the configured session.
    ///
    /// - Parameter now: the first instant of a session that does not exist yet, where the configuration names none.
    /// - Throws: when the configuration asks for what this version cannot do, or names a history that cannot be read.
    init(_ loaded: LoadedConfiguration, now: Timestamp) throws {
        let configuration = loaded.configuration
        self.configuration = configuration
        secrets = loaded.secrets
        directory = SessionDirectory(
            data: URL(filePath: configuration.dataDirectory), name: configuration.session)
        journal = JournalSettings(segmentBytes: configuration.journal.segmentSize)
        engine.durability = configuration.journal.durability == .strict ? .strict : .batch
        engine.syncInterval = configuration.journal.syncInterval
        engine.snapshotInterval = configuration.journal.snapshotInterval
        engine.snapshotRecords = UInt64(configuration.journal.snapshotEvents)
        engine.lastRoom = min(engine.lastRoom, configuration.journal.segmentSize / 4)
        engine.onStop = StopPolicy(configuration.stopPolicy)
        manifest = SessionManifest(
            id: SessionID.randomText(), name: configuration.session, program: SigmaVersion.text,
            start: try SessionPlan.start(configuration) ?? now, cash: configuration.account.cash,
            instruments: configuration.instruments.map {
                SessionManifest.InstrumentEntry(venue: $0.venue, symbol: $0.symbol, kind: $0.kind)
            },
            strategies: configuration.strategies.map(SessionManifest.StrategyEntry.init),
            limits: configuration.risk,
            simulation: configuration.mode == .live ? SimulationSettings() : configuration.simulation)
        if configuration.feed.candleGrace > .zero { manifest.candleGrace = configuration.feed.candleGrace }
    }

    /// The first instant of a new session, where the feed knows one.
    private static func start(_ configuration: Configuration) throws -> Timestamp? {
        guard configuration.feed.source == .history, let path = configuration.feed.file else {
            return configuration.feed.start
        }
        return try HistoryFile(path).firstTime
    }

    /// Uses another API key than the session's own.
    mutating func useKey(_ key: Configuration.APIKey) { configuration.venue.key = key }

    /// Leaves ports to another process.
    mutating func serveNothing() {
        configuration.monitoring.enabled = false
        configuration.schedule = []
    }

    /// The store as its adapter names it; may hold a password.
    var storeLocation: String { configuration.storeLocation }
}

extension StopPolicy {
    init(_ policy: Configuration.StopPolicy) {
        self =
            switch policy {
            case .keep: .keep
            case .cancel: .cancel
            case .flatten: .flatten
            }
    }
}

extension SessionManifest.StrategyEntry {
    init(_ plan: StrategyPlan) {
        let texts = Dictionary(plan.parameters.texts.map { ($0.name, $0.text) }) { $1 }
        self.init(
            id: plan.id, name: plan.name, instrument: Int(plan.instrument.index), timeframe: plan.timeframe,
            sizing: plan.sizing, parameters: texts)
    }
}

extension SessionID {
    /// A new session's identity as text.
    static func randomText() -> String {
        var generator = SystemRandomNumberGenerator()
        return SessionID.random(using: &generator).description
    }
}
