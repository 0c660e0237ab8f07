internal import ArgumentParser
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime
internal import UnixSignals

/// Does jobs of the queue.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Do the queue's jobs: back up the store, verify a session, on this machine or another.",
        discussion: """
            Jobs come from `schedule:` of a running session. A worker that is stopped gives its jobs
            back; one that dies loses its leases, and others do them again. Ctrl-C or SIGTERM ends it.

            Examples:
              sigma worker
              sigma worker --kinds backup,verify
              sigma worker --dead
            """)

    /// How long a list may take.
    private static let patience = TimeSpan(seconds: 10)

    @OptionGroup var options: ConfigOptions

    @Option(help: "The kinds of jobs to do, separated by commas; all when absent.")
    var kinds: String?

    @Option(help: "The worker's name, of which there is only one at a time; host and process when absent.")
    var name: String?

    @Flag(help: "List the jobs that were given up, and end.")
    var dead = false

    func run() async throws {
        let loaded = try options.load()
        ConfigWarnings.write(loaded)
        let clock = SystemClock()
        let plan = try SessionPlan(loaded, now: clock.now)
        let log = StructuredLog(plan.configuration.log, hiding: plan.secrets)
        let queue = try plan.queue(log)
        if dead { return try await Self.list(queue) }
        let kinds = kinds?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let handlers = try WorkerHandlers(plan: plan, logger: log.logger("worker"))
            .handlers(of: kinds ?? WorkerHandlers.kinds)
        guard !handlers.isEmpty else { throw CommandFailure(.usage, "--kinds names no kind; leave it out for all") }
        let owner = name ?? "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
        print("Worker '\(owner)' does \(handlers.map(\.kind).joined(separator: ", ")).")
        fflush(nil)
        try await Self.work(queue, handlers, owner: owner, plan, log)
    }

    private static func work(
        _ queue: some JobQueue, _ handlers: [JobHandler], owner: String, _ plan: SessionPlan, _ log: StructuredLog
    ) async throws {
        let worker = JobWorker(
            queue, handlers: handlers, owner: owner, prefetch: plan.configuration.queue.prefetch,
            beat: TimeSpan(nanoseconds: SessionPlan.lease.nanoseconds / 4), clock: SystemClock(),
            logger: log.logger("worker"))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: worker)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: log.logger("services")))
        do { try await group.run() } catch let error as JobError {
            throw CommandFailure(.configuration, "the queue refuses this worker: \(error.text)")
        }
    }

    private static func list(_ queue: some JobQueue) async throws {
        let jobs = try await withThrowingTaskGroup(of: [DeadJob]?.self) { group in
            group.addTask { try await queue.dead(limit: 1_000) }
            group.addTask {
                try await SystemClock().sleep(until: SystemClock().now + Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        await queue.close()
        guard let jobs else {
            throw CommandFailure(.unavailable, "the queue does not answer; see `sigma doctor`")
        }
        for dead in jobs { print("\(dead.job.kind)  \(dead.job.id)  \(dead.attempts) attempts: \(dead.reason)") }
        if jobs.isEmpty { print("No job was given up.") }
    }
}
