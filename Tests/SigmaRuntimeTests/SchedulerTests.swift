import ServiceLifecycle
import ServiceLifecycleTestKit
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

private let midnight = Timestamp(CivilDate(year: 2026, month: 3, day: 1))
private struct Trouble: Error {}

@Suite("Scheduler")
struct SchedulerTests {
    private let clock = ManualClock(midnight)
    private let ledger = MemoryScheduleLedger()
    private let notices = Recorder<ScheduleNotice>()
    private let runs = Recorder<Timestamp>()

    private func minutes(_ count: Int64) -> Timestamp { midnight + TimeSpan(seconds: 60 * count) }

    private func job(
        _ rhythm: ScheduledJob.Rhythm, name: String = "job", missed: ScheduledJob.Missed = .skip,
        _ body: (@Sendable (Timestamp) async throws -> Void)? = nil
    ) -> ScheduledJob {
        ScheduledJob(name: name, rhythm: rhythm, missed: missed) { [runs] due in
            runs.append(due)
            try await body?(due)
        }
    }

    /// Runs the scheduler while a closure moves the clock, then cancels it.
    private func schedule(_ jobs: [ScheduledJob], _ drive: () async throws -> Void) async throws {
        let scheduler = Scheduler(jobs, clock: clock, ledger: ledger, seed: 1) { [notices] in notices.append($0) }
        let task = Task { try await scheduler.run() }
        try await drive()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    /// Moves the clock to the next waking and waits until so many sleep again.
    private func step(sleepers: Int = 1) async {
        await clock.untilAsleep(sleepers)
        clock.advance(to: clock.nextWaking ?? clock.now)
    }

    @Test("runs at its due times and remembers the last one done")
    func rhythm() async throws {
        let cron = try CronExpression("*/15 * * * *")
        try await schedule([job(.cron(cron))]) {
            for _ in 0..<3 { await step() }
            await clock.untilAsleep()
        }
        #expect(runs.entries == [minutes(15), minutes(30), minutes(45)])
        #expect(ledger.lastDone("job") == minutes(45))
        #expect(notices.entries.prefix(2).map(\.news) == [.started, .done(took: .zero)])
    }

    @Test("a span is aligned to 1970, wherever the process began")
    func interval() async throws {
        clock.advance(by: TimeSpan(seconds: 100))
        try await schedule([job(.every(TimeSpan(seconds: 600)))]) {
            await step()
            await clock.untilAsleep()
        }
        #expect(runs.entries == [minutes(10)])
    }

    @Test("due times that pass during a run are skipped and counted, and runs never overlap")
    func overlap() async throws {
        let clock = clock
        let slow = job(.every(TimeSpan(seconds: 60))) { due in
            if due == minutes(1) { clock.advance(to: minutes(5)) }
        }
        try await schedule([slow]) {
            await step()
            await clock.untilAsleep()
            #expect(clock.nextWaking == minutes(6))
        }
        #expect(notices.entries.contains(ScheduleNotice(job: "job", due: minutes(5), news: .skipped(count: 4))))
    }

    @Test(
        "what was missed while the process was down runs once or not at all",
        arguments: [ScheduledJob.Missed.runOnce, .skip])
    func missed(policy: ScheduledJob.Missed) async throws {
        ledger.setLastDone("job", minutes(-60))
        try await schedule([job(.every(TimeSpan(seconds: 600)), missed: policy)]) { await clock.untilAsleep() }
        #expect(runs.entries == (policy == .runOnce ? [midnight] : []))
        #expect(clock.nextWaking == nil)
        let skipped = notices.entries.compactMap { notice in
            if case .skipped(let count) = notice.news { count } else { nil }
        }
        #expect(skipped == [policy == .runOnce ? 5 : 6])
    }

    @Test("nothing is missed without a ledger's word, nor by one from the future", arguments: [nil, Int64(100)])
    func notMissed(last: Int64?) async throws {
        if let last { ledger.setLastDone("job", minutes(last)) }
        try await schedule([job(.every(TimeSpan(seconds: 600)), missed: .runOnce)]) {
            await clock.untilAsleep()
            #expect(clock.nextWaking == minutes(10))
        }
        #expect(runs.entries.isEmpty)
    }

    @Test("a job that fails is tried again after longer and longer waits, and the others do not notice")
    func failures() async throws {
        let attempts = Recorder<Int>()
        let failing = job(.every(TimeSpan(seconds: 3_600)), name: "failing") { _ in
            attempts.append(1)
            if attempts.entries.count < 4 { throw Trouble() }
        }
        let steady = ScheduledJob(name: "steady", rhythm: .every(.init(seconds: 1_800)), missed: .skip) { _ in }
        try await schedule([failing, steady]) {
            await clock.untilAsleep(2)
            while attempts.entries.count < 4 {
                await step(sleepers: 2)
                await clock.untilAsleep(2)
            }
        }
        let waits = notices.entries.compactMap { notice in
            if case .failed(_, let retry) = notice.news { (retry - minutes(60)).seconds } else { nil }
        }
        #expect(waits.count == 3 && waits[0] >= 5 && waits[0] <= 10)
        #expect(waits[1] - waits[0] >= 10 && waits[1] - waits[0] <= 20)
        #expect(ledger.lastDone("failing") == minutes(60))
        #expect(ledger.lastDone("steady") == minutes(60))
        #expect(runs.entries == Array(repeating: minutes(60), count: 4))
    }

    @Test("a ledger that fails is reported and does not stop a job")
    func brokenLedger() async throws {
        struct Broken: ScheduleLedger {
            func lastDone(_ job: String) throws -> Timestamp? { throw Trouble() }
            func setLastDone(_ job: String, _ due: Timestamp) throws { throw Trouble() }
        }
        let scheduler = Scheduler([job(.every(.init(seconds: 60)))], clock: clock, ledger: Broken(), seed: 1) {
            [notices] in notices.append($0)
        }
        let task = Task { try await scheduler.run() }
        for _ in 0..<2 { await step() }
        await clock.untilAsleep()
        task.cancel()
        _ = await task.result
        #expect(runs.entries == [minutes(1), minutes(2)])
        #expect(notices.entries.filter { $0.news == .ledgerFailed(reason: "Trouble()") }.count == 3)
    }

    @Test("graceful shutdown lets a running job end and starts no other")
    func shutdown() async throws {
        let gate = Recorder<Void>()
        let begun = Recorder<Void>()
        let patient = job(.every(TimeSpan(seconds: 60))) { _ in
            begun.append(())
            await gate.untilCount(1)
        }
        let scheduler = Scheduler([patient], clock: clock, ledger: ledger, seed: 1) { [notices] in notices.append($0) }
        try await testGracefulShutdown { trigger in
            async let run: Void = scheduler.run()
            await step()
            await begun.untilCount(1)
            trigger.triggerGracefulShutdown()
            gate.append(())
            try await run
        }
        #expect(ledger.lastDone("job") == minutes(1) && runs.entries == [minutes(1)])
    }

    @Test("a schedule that is over is reported and ends")
    func over() async throws {
        let last = ManualClock(Timestamp(CivilDate(year: 2261, month: 12, day: 31)))
        let cron = try CronExpression("0 0 1 1 *")
        let scheduler = Scheduler([job(.cron(cron))], clock: last, ledger: ledger, seed: 1) { [notices] in
            notices.append($0)
        }
        try await scheduler.run()
        #expect(notices.entries.map(\.news) == [.over])
    }
}
