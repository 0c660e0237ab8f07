import Logging
import ServiceLifecycle
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

@Suite("Worker", .timeLimit(.minutes(10)))
struct JobWorkerTests {
    /// Lets a test see what handlers do, and a handler wait for the test.
    private final class Stage: Sendable {
        private let seen = Mutex<[String]>([])
        let bell = Doorbell()

        var list: [String] { seen.withLock { $0 } }

        func add(_ text: String) {
            seen.withLock { $0.append(text) }
            bell.ring()
        }

        /// Returns when so many texts were added.
        func wait(for count: Int) async {
            while true {
                let rings = bell.rings
                if list.count >= count { return }
                await bell.wait(after: rings)
            }
        }
    }

    /// A service that runs a body, whose end stops its group.
    private struct Director: Service {
        let body: @Sendable () async throws -> Void
        func run() async throws { try await body() }
    }

    private static let lease = TimeSpan(seconds: 60)
    private static let beat = TimeSpan(seconds: 15)
    private static let poll = TimeSpan(milliseconds: 5)

    private let storage = MemoryJobStorage()
    private let stage = Stage()

    private func queue<Clock: SessionClock>(_ clock: Clock) -> EmbeddedJobQueue<MemoryJobStorage, Clock> {
        EmbeddedJobQueue(
            storage: storage, clock: clock, policy: JobPolicy(attemptsMax: 2, lease: Self.lease, poll: Self.poll))
    }

    /// Runs a worker until the director's body returns.
    private func work(
        _ handlers: [JobHandler], prefetch: Int = 2, clock: some SessionClock = SystemClock(),
        until body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let worker = JobWorker(
            queue(clock), handlers: handlers, owner: "one", prefetch: prefetch, beat: Self.beat, clock: clock,
            logger: logger)
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: worker),
                    .init(service: Director(body: body), successTerminationBehavior: .gracefullyShutdownGroup),
                ], logger: logger)
        ).run()
    }

    private func enqueue(_ ids: [String], kind: String = "echo") async throws {
        for id in ids { try await queue(SystemClock()).enqueue(Job(id: id, kind: kind, payload: [])) }
    }

    @Test("does every job of its kinds once and leaves the others")
    func kinds() async throws {
        try await enqueue((1...20).map { "job-\($0)" })
        try await enqueue(["other"], kind: "backup")
        let (stage, storage) = (stage, storage)
        try await work([JobHandler("echo") { stage.add($0.id) }]) {
            while try storage.counts() != JobCounts(waiting: 1, finished: 20) { await Task.yield() }
        }
        #expect(Set(stage.list).count == 20 && stage.list.count == 20)
        #expect(try storage.counts() == JobCounts(waiting: 1, finished: 20))
    }

    @Test("a hopeless job is given up at once, with its reason")
    func hopeless() async throws {
        try await enqueue(["bad"])
        let storage = storage
        try await work([JobHandler("echo") { _ in throw HopelessJob("it makes no sense") }]) {
            while try storage.counts().dead == 0 { await Task.yield() }
        }
        let dead = try storage.dead(limit: 10)
        #expect(dead.map(\.reason) == ["it makes no sense"] && dead.map(\.attempts) == [1])
    }

    @Test("a job that fails waits before it comes again")
    func failing() async throws {
        try await enqueue(["bad"])
        let (stage, storage) = (stage, storage)
        let begin = SystemClock().now
        try await work([
            JobHandler("echo") { job in
                stage.add(job.id)
                throw HopelessJob.Transient()
            }
        ]) {
            await stage.wait(for: 1)
            while try storage.counts().waiting == 0 { await Task.yield() }
        }
        let due = try #require(try storage.nextDue(kinds: ["echo"]))
        #expect(due >= begin + TimeSpan(seconds: 5))
        #expect(stage.list == ["bad"])
    }

    @Test("a lease is renewed for as long as a job runs")
    func heartbeat() async throws {
        try await enqueue(["long"])
        let (stage, storage, clock) = (stage, storage, ManualClock(SystemClock().now))
        let end = clock.now + TimeSpan(seconds: 600)
        try await work(
            [
                JobHandler("echo") { job in
                    stage.add(job.id)
                    try await clock.sleep(until: end)
                }
            ], prefetch: 1, clock: clock
        ) {
            while clock.now < end {
                // The job, and the next beat.
                await clock.untilAsleep(2)
                clock.advance(by: Self.beat)
            }
            while try storage.counts().finished == 0 { await Task.yield() }
        }
        #expect(stage.list == ["long"])
    }

    @Test("a stop ends what runs and gives it back at once")
    func stop() async throws {
        try await enqueue(["long"])
        let stage = stage
        try await work([
            JobHandler("echo") { job in
                stage.add(job.id)
                let never = Doorbell()
                while !Task.isCancelled { await never.wait(after: never.rings) }
                throw CancellationError()
            }
        ]) { await stage.wait(for: 1) }
        #expect(try storage.counts() == JobCounts(waiting: 1))
        #expect(try #require(try storage.nextDue(kinds: ["echo"])) <= SystemClock().now)
    }
}

extension HopelessJob {
    /// A failure that is worth another try.
    fileprivate struct Transient: Error {}
}
