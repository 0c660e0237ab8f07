package import SigmaModel
package import SigmaPorts

/// A job queue over a RabbitMQ server.
///
/// A lease is an unacknowledged message: it lives as long as the worker's connection, whose heartbeats a thread keeps, and
/// no longer than the server's `consumer_timeout` (30 minutes unless configured), which must exceed the longest job.
/// The same id may be delivered more than once. Counts leave out jobs that are leased or wait for a retry.
/// A worker that dies has also used up an attempt of each job it had only prefetched: let `prefetch` be what it does at
/// a time.
///
/// A server killed within half a second of making a queue, when its first job of a kind came, may lose that queue
/// (seen with RabbitMQ 3.10.8); from then on a kill loses nothing.
package final class RabbitJobQueue: JobQueue {
    let environment: RabbitEnvironment
    let publisher: ClientThread<RabbitPublisher>
    let closing = Doorbell()

    /// A queue that connects when it is used; `report` takes texts for the log, which never hold secrets.
    package init(
        _ settings: RabbitSettings, clock: any SessionClock, report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        let environment = RabbitEnvironment(settings, clock: clock, report: report)
        self.environment = environment
        publisher = ClientThread("rabbit-publish") { RabbitPublisher(environment) }
    }

    deinit { publisher.stop() }

    package func enqueue(_ job: Job) async throws(JobError) {
        try JobError.check(job)
        try await retrying { publisher throws(RabbitFailure) in try publisher.enqueue(RabbitMessage(job: job)) }
    }

    package func consume(_ request: JobRequest) async throws(JobError) -> RabbitJobConsumer {
        try JobError.check(request)
        if closing.rings > 0 { throw .closed }
        let inbox = JobInbox(prefetch: request.prefetch)
        let readiness = Readiness<JobError>()
        let environment = environment
        let thread = ClientThread("rabbit-consume") {
            RabbitReceiver(environment, request, inbox: inbox, readiness: readiness)
        }
        do throws(JobError) {
            try await readiness.wait(ifCancelled: .cancelled)
        } catch {
            thread.stop()
            throw error
        }
        return RabbitJobConsumer(self, owner: request.owner, inbox: inbox, thread: thread)
    }

    package func counts(kinds: [String]) async throws(JobError) -> JobCounts {
        for kind in kinds { try JobError.check(kind: kind) }
        return try await retrying { publisher throws(RabbitFailure) in try publisher.counts(kinds) }
    }

    package func dead(limit: Int) async throws(JobError) -> [DeadJob] {
        try await retrying { publisher throws(RabbitFailure) in try publisher.dead(limit) }
    }

    package func close() async {
        closing.ring()
        await publisher.close()
    }

    /// Asks the publisher's thread until it can do it.
    func retrying<Value: Sendable>(
        _ body: @escaping @Sendable (RabbitPublisher) throws(RabbitFailure) -> Value
    ) async throws(JobError) -> Value {
        while true {
            let result = await publisher.perform { publisher throws(RabbitFailure) -> Attempt<Value> in
                do throws(RabbitFailure) {
                    return .done(try body(publisher))
                } catch .unavailable {
                    return .later(publisher.wait)
                }
            }
            switch result {
            case .success(.done(let value)): return value
            case .success(.later(let wait)): try await environment.pause(wait, unless: closing)
            case .failure(let failure): throw .refused(failure.text)
            case nil: throw .closed
            }
        }
    }
}

/// A worker's end of a RabbitMQ queue.
package final class RabbitJobConsumer: JobConsumer {
    private let queue: RabbitJobQueue
    private let owner: String
    private let inbox: JobInbox
    private let thread: ClientThread<RabbitReceiver>

    init(_ queue: RabbitJobQueue, owner: String, inbox: JobInbox, thread: ClientThread<RabbitReceiver>) {
        self.queue = queue
        self.owner = owner
        self.inbox = inbox
        self.thread = thread
    }

    deinit { thread.stop() }

    package func next() async throws(JobError) -> LeasedJob {
        while true {
            let delivery = try await inbox.next()
            let message = delivery.message
            guard message.attempt > queue.environment.settings.attemptsMax else {
                let lease = JobLease(id: message.job.id, owner: owner, attempt: message.attempt)
                return LeasedJob(job: message.job, lease: lease)
            }
            // Its workers died with it each time.
            let reason = message.reason.isEmpty ? "the worker was lost during the last attempt" : message.reason
            let dead = RabbitMessage(job: message.job, attempts: message.attempt - 1, reason: reason)
            try await queue.retrying { publisher throws(RabbitFailure) in try publisher.bury(dead) }
            _ = try await acknowledge(delivery)
        }
    }

    /// True means that the answer went out; a connection that breaks before it arrives makes the job come again.
    package func complete(_ lease: JobLease) async throws(JobError) -> Bool {
        guard let delivery = try check(lease) else { return false }
        return try await acknowledge(delivery)
    }

    package func fail(_ lease: JobLease, retryAfter: TimeSpan?, reason: String) async throws(JobError) -> Bool {
        guard let delivery = try check(lease) else { return false }
        let message = RabbitMessage(job: delivery.message.job, attempts: lease.attempt, reason: reason)
        let isLast = lease.attempt >= queue.environment.settings.attemptsMax
        // First the copy, then the answer: a crash between makes two, never none.
        try await queue.retrying { publisher throws(RabbitFailure) in
            if let retryAfter, !isLast {
                try publisher.enqueue(message, after: retryAfter)
            } else {
                try publisher.bury(message)
            }
        }
        return try await acknowledge(delivery)
    }

    /// The connection's heartbeats extend the lease; this tells whether it still stands.
    package func heartbeat(_ lease: JobLease) throws(JobError) -> Bool { try check(lease) != nil }

    package func close() async {
        inbox.close()
        await thread.close()
    }

    private func check(_ lease: JobLease) throws(JobError) -> JobInbox.Delivery? {
        guard lease.owner == owner else { return nil }
        return inbox.delivery(lease)
    }

    private func acknowledge(_ delivery: JobInbox.Delivery) async throws(JobError) -> Bool {
        let result = await thread.perform { $0.acknowledge(delivery.tag, of: delivery.generation) }
        inbox.settle(delivery)
        switch result {
        case .success(let isDone): return isDone
        case nil: throw .closed
        }
    }
}
