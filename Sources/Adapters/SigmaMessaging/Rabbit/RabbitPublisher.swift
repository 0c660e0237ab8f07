import SigmaModel
import SigmaPorts

/// The end that puts jobs into queues, on its own thread.
///
/// All queues are quorum queues: durable, safe against a crash of the server at any moment, and they count deliveries
/// that came to nothing. Every message is mandatory and confirmed.
/// Source: https://www.rabbitmq.com/docs/3.13/quorum-queues
final class RabbitPublisher: ThreadClient {
    /// A delay queue without use for this long after its delay goes away.
    private static let delayQueueRest = TimeSpan(seconds: 60)

    private let environment: RabbitEnvironment
    private let link: RabbitLink
    private var published: UInt64 = 0
    private var declared: Set<String> = []

    init(_ environment: RabbitEnvironment) {
        self.environment = environment
        link = RabbitLink(environment)
    }

    private var settings: RabbitSettings { environment.settings }

    /// Puts a job into the queue of its kind.
    func enqueue(_ message: RabbitMessage) throws(RabbitFailure) {
        let queue = settings.queue(message.job.kind)
        try publish(message, to: queue) { connection throws(RabbitFailure) in
            try connection.declare(queue, .quorumQueue)
        }
    }

    /// Puts a job where it waits before it comes back to the queue of its kind.
    ///
    /// Each length of delay has a queue of its own, so that no job waits behind one with a longer delay.
    func enqueue(_ message: RabbitMessage, after delay: TimeSpan) throws(RabbitFailure) {
        let milliseconds = RabbitPublisher.rounded(delay).milliseconds
        let queue = settings.delayQueue(message.job.kind, milliseconds: milliseconds)
        let home = settings.queue(message.job.kind)
        let expiry = milliseconds * 2 + Self.delayQueueRest.milliseconds
        // Declared each time, which puts off its end until after this job has left.
        declared.remove(queue)
        try publish(message, to: queue) { connection throws(RabbitFailure) in
            try connection.declare(home, .quorumQueue)
            try connection.declare(
                queue,
                AMQPTable([
                    "x-queue-type": .text("quorum"), "x-message-ttl": .integer(milliseconds),
                    "x-expires": .integer(expiry), "x-dead-letter-exchange": .text(""),
                    "x-dead-letter-routing-key": .text(home), "x-dead-letter-strategy": .text("at-least-once"),
                    "x-overflow": .text("reject-publish"),
                ]))
        }
    }

    /// Puts a job where the ones are that were given up.
    func bury(_ message: RabbitMessage) throws(RabbitFailure) {
        try publish(message, to: settings.deadQueue) { connection throws(RabbitFailure) in
            try connection.declare(settings.deadQueue, .quorumQueue)
        }
    }

    /// How many jobs of some kinds wait for a worker, and how many were given up.
    func counts(_ kinds: [String]) throws(RabbitFailure) -> JobCounts {
        try attempt { connection throws(RabbitFailure) in
            var counts = JobCounts()
            for kind in kinds { counts.waiting += try connection.declare(settings.queue(kind), .quorumQueue) }
            counts.dead = try connection.declare(settings.deadQueue, .quorumQueue)
            return counts
        }
    }

    /// Jobs that were given up; they stay where they are.
    func dead(_ limit: Int) throws(RabbitFailure) -> [DeadJob] {
        try attempt { _ throws(RabbitFailure) in
            // A connection of its own: what it took goes back when it closes.
            let connection = try RabbitConnection(settings)
            defer { connection.close() }
            try connection.declare(settings.deadQueue, .quorumQueue)
            var jobs: [DeadJob] = []
            while jobs.count < limit, let message = try connection.peek(settings.deadQueue) {
                jobs.append(DeadJob(job: message.job, attempts: message.attempts, reason: message.reason))
            }
            return jobs
        }
    }

    func step() -> Int {
        guard let connection = link.connection else { return 60_000 }
        do throws(RabbitFailure) {
            try connection.serve()
        } catch {
            link.drop(error)
        }
        return settings.heartbeatSeconds * 500
    }

    var descriptor: Int32? { link.connection?.descriptor }
    var wait: TimeSpan { link.wait }
    func close() { link.close() }

    /// Two significant digits, upwards, so that there are few queues of delays.
    static func rounded(_ delay: TimeSpan) -> TimeSpan {
        var unit: Int64 = 1
        let milliseconds = Int64(max(1, delay.milliseconds))
        while milliseconds / unit >= 100 { unit *= 10 }
        return TimeSpan(milliseconds: (milliseconds + unit - 1) / unit * unit)
    }

    private func publish(
        _ message: RabbitMessage, to queue: String, declare: (RabbitConnection) throws(RabbitFailure) -> Void
    ) throws(RabbitFailure) {
        try attempt { connection throws(RabbitFailure) in
            if !declared.contains(queue) {
                try declare(connection)
                declared.insert(queue)
            }
            published += 1
            try connection.publish(message, to: queue, tag: published)
        }
    }

    private func attempt<Value>(
        _ body: (RabbitConnection) throws(RabbitFailure) -> Value
    ) throws(RabbitFailure) -> Value {
        let connection = try link.connected { connection throws(RabbitFailure) in
            try connection.confirm()
            published = 0
            declared = []
        }
        do throws(RabbitFailure) {
            return try body(connection)
        } catch {
            link.drop(error)
            throw error
        }
    }
}

extension AMQPTable {
    /// What every queue of jobs is made with.
    static var quorumQueue: AMQPTable { AMQPTable(["x-queue-type": .text("quorum")]) }
}
