internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaRuntime
internal import UnixSignals

/// A session with everything around it: the composition of `sigma run` and `sigma demo`.
struct RunningSession {
    let plan: SessionPlan
    let manifest: SessionManifest
    let report: RecoveryReport
    let host: EngineHost<SystemClock>
    private let trading: TradingService<SystemClock>

    /// Opens or creates the session; nothing runs yet.
    init(_ plan: SessionPlan, clock: SystemClock, events: UInt64?) throws {
        self.plan = plan
        let opened = try SessionOpening.open(plan.directory, wanted: plan.manifest, journal: plan.journal)
        manifest = opened.manifest
        report = opened.report
        let position = opened.recorded.progress.marketEvents
        let feed = try plan.feed(startingAt: opened.manifest.start, limit: events)
        let inputs = EngineInputs(
            queueCapacity: plan.configuration.feed.queueCapacity,
            overflow: plan.configuration.feed.overflow == .wait
                ? .wait : .conflateQuotes(instruments: opened.manifest.instruments.count))
        host = EngineHost(opened, inputs: inputs, settings: plan.engine, clock: clock)
        trading = TradingService(host, feed: feed, from: position, onStop: plan.engine.onStop)
    }

    /// What to tell a person at the start.
    var greeting: String {
        let name = "session '\(manifest.name)' in \(plan.directory.url.path)"
        guard !report.isNew else { return "Starting \(name)." }
        let cut = report.cutBytes > 0 ? ", \(report.cutBytes) half-written bytes cut" : ""
        return "Going on with \(name): recovered in \(String(format: "%.3f", report.seconds)) s "
            + "(snapshot at record \(report.snapshot), \(report.replayed) records replayed\(cut))."
    }

    /// Runs until Ctrl-C, SIGTERM or the end of the feed.
    func run() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: trading, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "sigma")))
        do { try await group.run() } catch let failure as EngineFailure {
            throw CommandFailure(.inputOutput, failure.description)
        }
    }
}
