package import Logging
internal import ServiceLifecycle
package import SigmaModel
package import SigmaPorts

/// Takes jobs from a queue and does them, some at a time, until it is asked to stop.
///
/// While a job runs its lease is renewed; a lease that is lost ends the attempt. A stop ends what runs and gives its
/// leases back, so that others begin again at once. A job that fails comes again after a while, up to the queue's limit.
package struct JobWorker<Queue: JobQueue, Clock: SessionClock>: Service {
    /// The first and the longest wait before a failed job is tried again.
    private static var retry: (first: TimeSpan, limit: TimeSpan) { (TimeSpan(seconds: 5), TimeSpan(seconds: 300)) }

    private let queue: Queue
    private let handlers: [String: JobHandler]
    private let request: JobRequest
    private let beat: TimeSpan
    private let clock: Clock
    private let logger: Logger

    /// A worker that owns its queue, and closes it at its end.
    ///
    /// - Parameters:
    ///   - handlers: what it can do; one at least, each of a kind of its own.
    ///   - owner: the worker's name, of which there is only one at a time.
    ///   - prefetch: how many jobs it does at a time.
    ///   - beat: how often leases are renewed; well below the queue's lease.
    package init(
        _ queue: Queue, handlers: [JobHandler], owner: String, prefetch: Int, beat: TimeSpan, clock: Clock,
        logger: Logger
    ) {
        self.queue = queue
        self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.kind, $0) })
        request = JobRequest(kinds: handlers.map(\.kind), owner: owner, prefetch: prefetch)
        self.beat = beat
        self.clock = clock
        self.logger = logger
    }

    /// Works until a graceful shutdown; throws where the queue refuses the worker.
    package func run() async throws {
        do {
            let consumer = try await cancelWhenGracefulShutdown {
                try await retrying { () async throws(JobError) in try await queue.consume(request) }
            }
            var failure: (any Error)?
            do { try await cancelWhenGracefulShutdown { try await work(consumer) } } catch { failure = error }
            // Not cancelled, so that leases can be given back.
            await consumer.close()
            if let failure { throw failure }
        } catch JobError.cancelled {} catch JobError.closed {} catch is CancellationError {}
        await queue.close()
    }

    private func work(_ consumer: Queue.Consumer) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let leased = try await retrying { () async throws(JobError) in try await consumer.next() }
                group.addTask { await attempt(leased, consumer) }
            }
        }
    }

    /// Asks again while the queue cannot be reached.
    private func retrying<Value>(_ body: () async throws(JobError) -> Value) async throws -> Value {
        var backoff = Backoff(first: TimeSpan(milliseconds: 200), limit: TimeSpan(seconds: 10), seed: 1)
        while true {
            do throws(JobError) { return try await body() } catch {
                guard case .unavailable(let cause) = error else { throw error }
                logger.warning("the queue cannot be reached", metadata: ["cause": "\(cause)"])
            }
            try await clock.sleep(until: clock.now + backoff.next())
        }
    }

    /// One attempt of a job, told to the queue unless the worker was asked to stop.
    private func attempt(_ leased: LeasedJob, _ consumer: Queue.Consumer) async {
        var log = logger
        log[metadataKey: "job"] = "\(leased.job.id)"
        log[metadataKey: "kind"] = "\(leased.job.kind)"
        log[metadataKey: "attempt"] = "\(leased.lease.attempt)"
        log.info("job started")
        let begin = clock.monotonic
        do {
            try await carryOut(leased, consumer)
            guard try await consumer.complete(leased.lease) else {
                return log.warning("the job is done, but its lease was lost; another does it again")
            }
            log.info("job done", metadata: ["seconds": "\((clock.monotonic - begin).seconds)"])
        } catch let error as LostLease {
            log.warning("\(error)")
        } catch {
            if Task.isCancelled { return log.info("the job is given back") }
            log.error("job failed", metadata: ["cause": "\(error)"])
            let wait = error is HopelessJob ? nil : Self.wait(after: leased.lease.attempt)
            do { _ = try await consumer.fail(leased.lease, retryAfter: wait, reason: "\(error)") } catch {
                log.warning("the queue was not told; it gives the job out again", metadata: ["cause": "\(error)"])
            }
        }
    }

    /// Runs the handler while the lease lasts.
    private func carryOut(_ leased: LeasedJob, _ consumer: Queue.Consumer) async throws {
        guard let handler = handlers[leased.job.kind] else {
            throw HopelessJob("this worker cannot do '\(leased.job.kind)'")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await handler.body(leased.job) }
            group.addTask {
                while true {
                    try await clock.sleep(until: clock.now + beat)
                    // A queue that cannot be reached may still hold the lease when it is back.
                    if let holds = try? await consumer.heartbeat(leased.lease), !holds { throw LostLease() }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    private static func wait(after attempt: Int) -> TimeSpan {
        let doubled = retry.first.nanoseconds << Int64(min(attempt - 1, 16))
        return min(TimeSpan(nanoseconds: doubled), retry.limit)
    }
}

/// The lease ran out while the job was done.
private struct LostLease: Error, CustomStringConvertible {
    var description: String { "the lease was lost; another worker does the job" }
}
