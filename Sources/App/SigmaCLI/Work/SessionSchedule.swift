internal import Logging
internal import ServiceLifecycle
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime

/// Puts the configured jobs into the queue when they are due; workers do them.
///
/// A job's id is its name and its due time, so that a queue gets each once however often it is told.
struct SessionSchedule: Service {
    private let scheduler: Scheduler<SystemClock, FileScheduleLedger>
    private let watch: ComponentWatch<SystemClock>
    private let close: @Sendable () async -> Void

    /// The schedule of a session; nil where nothing is scheduled.
    init?(_ plan: SessionPlan, health: HealthRegistry, clock: SystemClock, log: StructuredLog) throws {
        let jobs = plan.configuration.schedule
        guard !jobs.isEmpty else { return nil }
        self.init(
            try jobs.map { job in
                (job.name, try CronExpression(job.schedule.text, zone: job.zone == .utc ? .utc : .seoul))
            }, try plan.queue(log), FileScheduleLedger(plan.directory.schedule), health, clock, log)
    }

    private init(
        _ jobs: [(name: String, rhythm: CronExpression)], _ queue: some JobQueue, _ ledger: FileScheduleLedger,
        _ health: HealthRegistry, _ clock: SystemClock, _ log: StructuredLog
    ) {
        let logger = log.logger("schedule")
        let scheduled = jobs.enumerated().map { place, job in
            // The same job may be due by several schedules; each has a place of its own in the ledger.
            let before = jobs[..<place].count { $0.name == job.name }
            let name = before == 0 ? job.name : "\(job.name)#\(before + 1)"
            return ScheduledJob(name: name, rhythm: .cron(job.rhythm), missed: .runOnce) { due in
                try await queue.enqueue(Job(id: "\(job.name)@\(due)", kind: job.name, payload: []))
            }
        }
        scheduler = Scheduler(scheduled, clock: clock, ledger: ledger, seed: 1) { notice in
            logger.log(
                level: notice.level, "\(notice.job)", metadata: ["due": "\(notice.due)", "news": "\(notice.text)"])
        }
        let kinds = Set(jobs.map(\.name)).sorted()
        watch = ComponentWatch("queue", health: health, clock: clock, logger: log.logger("queue")) {
            do throws(JobError) { _ = try await queue.counts(kinds: kinds) } catch { return error.text }
            return nil
        }
        close = { await queue.close() }
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await watch.run() }
            group.addTask {
                // A queue that is away does not hold up the end: what was not handed out is due at the next start.
                try await cancelWhenGracefulShutdown { try await scheduler.run() }
                try await gracefulShutdown()
            }
            do { try await group.next() } catch is CancellationError {}
            group.cancelAll()
        }
        await close()
    }
}

extension ScheduleNotice {
    /// The news in words.
    fileprivate var text: String {
        switch news {
        case .started: "started"
        case .done(let took): "done in \(Double(took.nanoseconds) / 1e9) s"
        case .failed(let reason, let retry): "failed: \(reason); again at \(retry)"
        case .skipped(let count): "\(count) due times passed unused"
        case .over: "nothing is due any more"
        case .ledgerFailed(let reason): "the ledger failed: \(reason)"
        }
    }

    /// How important it is.
    fileprivate var level: Logger.Level {
        switch news {
        case .started: .debug
        case .done, .over: .info
        case .skipped, .failed, .ledgerFailed: .warning
        }
    }
}
