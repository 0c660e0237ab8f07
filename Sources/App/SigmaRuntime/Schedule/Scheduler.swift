import ServiceLifecycle
import SigmaModel
package import SigmaPorts

/// Runs jobs when they are due.
///
/// Runs of one job never overlap; due times that pass meanwhile are skipped and counted. Jobs do not wait for each other.
/// A job that fails is tried again after a back-off, its schedule waiting meanwhile, and never harms the others. A run
/// counts as done when it ends well; one that the process did not survive is missed, and ``ScheduledJob/Missed`` decides.
package struct Scheduler<Clock: SessionClock, Ledger: ScheduleLedger>: Service {
    /// The wait after a job's first failure, half of it by chance.
    private static var firstRetry: TimeSpan { TimeSpan(seconds: 10) }
    /// The longest wait.
    private static var lastRetry: TimeSpan { TimeSpan(seconds: 3_600) }

    private let jobs: [ScheduledJob]
    private let clock: Clock
    private let ledger: Ledger
    private let seed: UInt64
    private let report: @Sendable (ScheduleNotice) -> Void

    /// A scheduler of jobs with names of their own.
    ///
    /// - Parameters:
    ///   - seed: of the chance in the waits of failing jobs.
    ///   - report: hears everything that happens, for the log.
    package init(
        _ jobs: [ScheduledJob], clock: Clock, ledger: Ledger, seed: UInt64,
        report: @escaping @Sendable (ScheduleNotice) -> Void
    ) {
        precondition(Set(jobs.map(\.name)).count == jobs.count, "jobs have names of their own")
        self.jobs = jobs
        self.clock = clock
        self.ledger = ledger
        self.seed = seed
        self.report = report
    }

    /// Runs until the task is cancelled or a graceful shutdown begins, which lets running jobs end.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var seeds = SplitMix64(seed: seed)
            for job in jobs {
                let seed = seeds.next()
                group.addTask { try await run(job, seed: seed) }
            }
            try await group.waitForAll()
        }
    }

    private func run(_ job: ScheduledJob, seed: UInt64) async throws {
        var backoff = Backoff(first: Self.firstRetry, limit: Self.lastRetry, seed: seed)
        var due = await firstDue(of: job)
        while let time = due {
            guard try await reaches(time) else { return }
            var retry = try await attempt(job, time, &backoff)
            while let again = retry {
                guard try await reaches(again) else { return }
                retry = try await attempt(job, time, &backoff)
            }
            due = skip(of: job, after: time, upTo: clock.now)
        }
        report(ScheduleNotice(job: job.name, due: .never, news: .over))
    }

    /// Runs the job once; returns when to try again if it failed.
    private func attempt(_ job: ScheduledJob, _ due: Timestamp, _ backoff: inout Backoff) async throws -> Timestamp? {
        report(ScheduleNotice(job: job.name, due: due, news: .started))
        let begin = clock.monotonic
        do {
            try await job.body(due)
        } catch {
            try Task.checkCancellation()
            let retry = clock.now + backoff.next()
            report(ScheduleNotice(job: job.name, due: due, news: .failed(reason: "\(error)", retry: retry)))
            return retry
        }
        backoff.reset()
        let took = TimeSpan(nanoseconds: clock.monotonic.nanoseconds - begin.nanoseconds)
        report(ScheduleNotice(job: job.name, due: due, news: .done(took: took)))
        do {
            try await ledger.setLastDone(job.name, due)
        } catch {
            report(ScheduleNotice(job: job.name, due: due, news: .ledgerFailed(reason: "\(error)")))
        }
        return nil
    }

    /// The last due time that passed while nobody ran the job, if it wants that, or the next one.
    private func firstDue(of job: ScheduledJob) async -> Timestamp? {
        let now = clock.now
        do {
            guard let last = try await ledger.lastDone(job.name), last <= now else {
                return job.rhythm.next(after: now)
            }
            guard job.missed == .runOnce else { return skip(of: job, after: last, upTo: now) }
            var (missed, skipped) = (Timestamp?.none, 0)
            var time = job.rhythm.next(after: last)
            while let due = time, due <= now {
                skipped += missed == nil ? 0 : 1
                missed = due
                time = job.rhythm.next(after: due)
            }
            if let missed, skipped > 0 {
                report(ScheduleNotice(job: job.name, due: missed, news: .skipped(count: skipped)))
            }
            return missed ?? time
        } catch {
            report(ScheduleNotice(job: job.name, due: now, news: .ledgerFailed(reason: "\(error)")))
            return job.rhythm.next(after: now)
        }
    }

    /// Counts the due times up to now and returns the one after them.
    ///
    /// - Complexity: O(due times skipped).
    private func skip(of job: ScheduledJob, after time: Timestamp, upTo now: Timestamp) -> Timestamp? {
        var (next, last, count) = (job.rhythm.next(after: time), time, 0)
        while let due = next, due <= now {
            count += 1
            last = due
            next = job.rhythm.next(after: due)
        }
        if count > 0 { report(ScheduleNotice(job: job.name, due: last, news: .skipped(count: count))) }
        return next
    }

    /// Sleeps; whether the time came before a graceful shutdown.
    private func reaches(_ time: Timestamp) async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await clock.sleep(until: time) }
            return true
        } catch is CancellationError {
            try Task.checkCancellation()
            return false
        }
    }
}
