import SigmaMessaging
import SigmaPorts
import Synchronization

/// Jobs on their way into a queue whose server comes and goes.
final class EnqueuedJobs: Sendable {
    private let tasks = Mutex<[Task<Void, any Error>]>([])

    func add(_ job: Job, to queue: RabbitJobQueue) {
        tasks.withLock { $0.append(Task { try await queue.enqueue(job) }) }
    }

    /// Returns when the queue has confirmed every job.
    func wait() async throws {
        for task in tasks.withLock({ $0 }) { try await task.value }
    }
}
