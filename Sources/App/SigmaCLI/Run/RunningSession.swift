internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaAPI
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage
internal import UnixSignals

/// A session with everything around it: the composition of `sigma run` and `sigma demo`.
struct RunningSession {
    let plan: SessionPlan
    let manifest: SessionManifest
    let report: RecoveryReport
    let host: EngineHost<SystemClock>
    let registry = PrometheusRegistry()
    let health = HealthRegistry()
    let log: StructuredLog
    /// Where the session's fills, orders and signals are heard.
    let bus: SessionBus
    private let clock: SystemClock
    private let trading: TradingService<SystemClock>
    private let stored = StoreFollower<SystemClock>.Progress()
    /// What the exchange's side of a live session noticed; nil where fills are simulated.
    let attention: LiveAttention?
    private let connection: VenueConnection?

    /// Opens or creates the session; nothing runs yet.
    ///
    /// - Parameters:
    ///   - connection: the exchange, where the session hears or trades at one.
    ///   - events: the number of market events after which the session ends; nil for never.
    init(_ plan: SessionPlan, clock: SystemClock, connection: VenueConnection? = nil, events: UInt64?) throws {
        self.plan = plan
        self.clock = clock
        log = StructuredLog(plan.configuration.log, hiding: plan.secrets)
        let opened = try SessionOpening.open(plan.directory, wanted: plan.manifest, journal: plan.journal)
        manifest = opened.manifest
        report = opened.report
        let position = opened.recorded.progress.marketEvents
        let isLive = opened.manifest.opening != nil
        let inputs = EngineInputs(
            queueCapacity: plan.configuration.feed.queueCapacity,
            overflow: plan.configuration.feed.overflow == .wait
                ? .wait : .conflateQuotes(instruments: opened.manifest.instruments.count),
            requests: isLive ? VenueRequests() : nil, registry: registry)
        self.connection = connection
        attention =
            isLive
            ? LiveAttention(inbox: inputs.inbox, health: health, clock: clock, logger: log.logger("venue")) : nil
        let live = try LiveParts(
            opened, inputs: inputs, connection: connection, attention: attention, clock: clock, plan)
        host = EngineHost(opened, inputs: inputs, settings: plan.engine, clock: clock)
        attention?.watch(host.board)
        let market = try plan.feed(startingAt: manifest.start, limit: events, connection: connection, log: log)
        let feed = live?.feed(of: market, board: host.board) ?? market
        trading = TradingService(host, feed: feed, from: position, onStop: plan.engine.onStop)
        bus = try SessionBus(
            plan, manifest, board: host.board, health: health, registry: registry, clock: clock, log: log)
        SessionMetrics.register(host.board, inputs, manifest, in: registry)
        ProcessMetrics.register(in: registry)
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
    ///
    /// Services are started in order and stopped in reverse, so that what follows the journal sees its end.
    ///
    /// - Parameters:
    ///   - title: what the progress in the terminal is headed with; nil shows none.
    ///   - seconds: when to end at the latest; nil for never.
    ///   - policy: halts trading for good at once and ends by this policy; nil trades.
    func run(
        showing title: String? = nil, isTerminal: Bool = false, seconds: Double? = nil,
        intervening policy: StopPolicy? = nil
    ) async throws {
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: try notifications(), failureTerminationBehavior: .ignore),
            .init(service: try storeFollower()), .init(service: bus.follower),
            // Who cannot be asked still trades.
            .init(
                service: supervised("control") { try await controlServer().run() },
                failureTerminationBehavior: .ignore),
            .init(
                service: trading, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup),
        ]
        if plan.configuration.monitoring.enabled {
            services.insert(
                .init(
                    service: supervised("monitoring") { try await monitoringServer().run() },
                    failureTerminationBehavior: .ignore), at: 0)
        }
        if let schedule = try SessionSchedule(plan, health: health, clock: clock, log: log) {
            services.append(.init(service: schedule))
        }
        if let title {
            services.append(
                .init(
                    service: ProgressService(
                        manifest: manifest, host: host, clock: clock, title: title, isTerminal: isTerminal)))
        }
        if let policy { services.append(.init(service: InterventionService(inputs: host.inputs, policy: policy))) }
        if let seconds {
            services.append(
                .init(
                    service: DurationService(seconds: seconds, clock: clock),
                    successTerminationBehavior: .gracefullyShutdownGroup))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log.logger("services")))
        health.report("engine", .up, at: clock.now)
        do { try await group.run() } catch let failure as EngineFailure {
            await connection?.close()
            throw CommandFailure(.inputOutput, failure.description)
        } catch {
            await connection?.close()
            throw error
        }
        await connection?.close()
    }

    /// A part that trading can do without, started again when it fails, and its state where people look.
    private func supervised(
        _ name: String, _ body: @escaping @Sendable () async throws -> Void
    ) -> Supervisor<SystemClock> {
        let (health, clock, logger) = (health, clock, log.logger(name))
        health.register(name, isEssential: false, at: clock.now)
        return Supervisor(name, clock: clock, seed: 1) { state in
            switch state {
            case .running: health.report(name, .up, at: clock.now)
            case .waiting(let reason, let wait):
                health.report(name, .down, cause: reason, at: clock.now)
                logger.warning(
                    "it failed and is started again", metadata: ["cause": "\(reason)", "in": "\(wait.seconds) s"])
            case .gaveUp(let reason):
                health.report(name, .down, cause: "failed too often: \(reason)", at: clock.now)
                logger.error("it failed too often and is left alone", metadata: ["cause": "\(reason)"])
            case .ended: break
            }
        } body: {
            try await body()
        }
    }

    /// How the session stands.
    var summary: RunSummary { RunSummary(host, manifest, report, account: attention?.standing) }

    private func monitoringServer() -> MonitoringServer {
        let settings = plan.configuration.monitoring
        return MonitoringServer(
            address: settings.address, port: settings.port, metrics: registry, health: health,
            logger: log.logger("monitoring"))
    }

    private func controlServer() -> ControlServer {
        let (host, manifest, report, attention) = (host, manifest, report, attention)
        let control = SessionControl(inbox: host.inputs.inbox, manifest: manifest)
        return ControlServer(
            path: plan.directory.control.path, logger: log.logger("control"),
            status: { RunSummary(host, manifest, report, account: attention?.standing) },
            command: { try await control.perform($0) })
    }

    private func notifications() throws -> NotificationService<LogNotifier, SystemClock> {
        NotificationService(
            try Store.open(plan.storeLocation, connections: 1), by: LogNotifier(log.logger("notice")), clock: clock,
            logger: log.logger("notifications"))
    }

    private func storeFollower() throws -> StoreFollower<SystemClock> {
        let board = host.board
        let (location, now) = (plan.storeLocation, clock.now)
        registry.observe("sigma_store_watermark_records", "Records whose rows are in the store.") { [stored] in
            Double(stored.watermark)
        }
        return StoreFollower(
            StoreFollower.Source(
                journal: plan.directory.journal.path,
                session: try ProjectedSession(manifest, mode: manifest.opening == nil ? "sim" : "live"),
                durable: { board.durableSequence }), progress: stored, health: health, clock: clock,
            logger: log.logger("store")
        ) {
            let store = try Store.open(location)
            try await store.migrate(at: now)
            return store
        }
    }
}

extension StructuredLog {
    /// The configured log, which shows none of some secrets.
    init(_ settings: Configuration.Log, hiding secrets: [String]) {
        let level: Logger.Level =
            switch settings.level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        let output = LogOutput.standardError
        let redactor = Redactor()
        redactor.register(secrets)
        self.init(
            level: level, format: settings.format == .json ? .json : .text(isColored: output.wantsColor),
            output: output, redactor: redactor)
    }
}
