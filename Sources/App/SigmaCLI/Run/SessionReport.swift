internal import Foundation
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaJournal
internal import SigmaModel
internal import SigmaRuntime
internal import SigmaSimulation
internal import SigmaStrategies

/// A recorded session as a backtest over its own journal, so that it has the same tear sheet.
struct SessionReport {
    let run: BacktestRun
    let data: MarketData

    /// Replays a session whose certificate is green.
    ///
    /// The report speaks of the first strategy and its instrument; money is the whole session's.
    init(_ directory: SessionDirectory, _ certificate: ParityCertificate) throws {
        guard let manifest = try directory.readManifest() else { throw ReplayError.noSession(directory.url.path) }
        guard certificate.marketEvents > 0, let first = certificate.first else {
            throw CommandFailure(
                .badData, "session '\(manifest.name)' has heard no market yet; there is nothing to report")
        }
        let plan = try BacktestPlan(manifest)
        let timeframe = manifest.strategies[0].timeframe
        let summary = MarketData.Summary(
            path: "session '\(manifest.name)'", kind: "recorded trades", rows: Int(certificate.marketEvents),
            first: first, last: certificate.last, timeframe: nil)
        var session = try SessionFactory.session(
            manifest, recording: .everything,
            sampleSpan: BacktestRun.sampleSpan(from: first, to: certificate.last, max(timeframe, .oneSecond)))
        let clock = ContinuousClock()
        var reader = try JournalReader(directory.journal.path)
        let elapsed = try clock.measure {
            while let record = try reader.next() { try SessionReport.apply(record, manifest, to: &session) }
        }
        let (effectHash, equity) = (session.bot.effectHash, session.bot.equity)
        // Takes the curve's last sample; what it decides beyond the record is no part of the session.
        session.finish()
        run = BacktestRun(
            plan: plan, summary: summary, timeframe: timeframe, recorder: session.recorder,
            effectHash: effectHash, finalEquity: equity, eventCount: session.bot.eventCount,
            seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
        data = .recorded(
            RecordedTrades(
                journal: directory.journal.path, instrument: InstrumentID(manifest.strategies[0].instrument)))
    }

    private static func apply(
        _ record: SessionRecord, _ manifest: SessionManifest, to session: inout BacktestSession
    ) throws {
        switch record {
        case .input(let event, let receivedAt): _ = session.apply(event, receivedAt: receivedAt)
        case .warm(let candle): session.warm(candle)
        case .preset(let change):
            session.replaceStrategy(
                change.strategy, by: try SessionFactory.runner(change, in: manifest), at: change.time)
        case .output, .mark: break
        }
    }
}

extension BacktestPlan {
    /// The plan of a recorded session's first strategy.
    init(_ manifest: SessionManifest) throws {
        let entry = manifest.strategies[0]
        let traded = manifest.instruments[entry.instrument]
        instrument = try traded.instrument()
        timeframe = entry.timeframe
        descriptor = try StrategyRegistry.descriptor(named: entry.name)
        parameters = ParameterValues(descriptor.parameters)
        for (name, text) in entry.parameters.sorted(by: { $0.key < $1.key }) { try parameters.set(name, to: text) }
        sizing = entry.sizing
        cash = manifest.cash
        settings = manifest.simulation
        limits = manifest.limits
        macro = []
    }
}

extension BacktestRun {
    /// A run that something else has made.
    init(
        plan: BacktestPlan, summary: MarketData.Summary, timeframe: Timeframe, recorder: BacktestRecorder,
        effectHash: EffectHash, finalEquity: Money, eventCount: Int, seconds: Double
    ) {
        self.plan = plan
        self.summary = summary
        self.timeframe = timeframe
        self.recorder = recorder
        self.effectHash = effectHash
        self.finalEquity = finalEquity
        self.eventCount = eventCount
        self.seconds = seconds
    }
}
