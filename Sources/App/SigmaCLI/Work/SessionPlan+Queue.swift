internal import Foundation
internal import Logging
internal import SigmaConfiguration
internal import SigmaMessaging
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

extension SessionPlan {
    /// How long a job's lease lasts without a sign of life.
    static let lease = TimeSpan(seconds: 60)

    /// The job queue as configured: the store's table or a RabbitMQ server.
    func queue(_ log: StructuredLog) throws -> any JobQueue {
        let clock = SystemClock()
        switch configuration.queue.kind {
        case .embedded:
            let store = try Store.open(storeLocation)
            let storage = MigratedJobStorage(store, now: clock.now)
            return EmbeddedJobQueue(storage: storage, clock: clock, policy: JobPolicy(lease: Self.lease))
        case .rabbitmq:
            let logger = log.logger("queue")
            return RabbitJobQueue(try configuration.rabbit(), clock: clock) { text in logger.debug("\(text)") }
        }
    }
}

extension Configuration {
    /// The queue's server as its adapter takes it.
    func rabbit() throws -> RabbitSettings {
        do throws(JobError) { return try RabbitSettings(url: queue.url.reveal(), session: session) } catch {
            throw CommandFailure(.configuration, "queue.url: \(error.text)")
        }
    }
}

extension JobError {
    /// The error for a person; never a secret.
    var text: String {
        switch self {
        case .unavailable(let text), .refused(let text), .invalid(let text): text
        case .closed: "the queue is closed"
        case .cancelled: "it was cancelled"
        }
    }
}

/// Jobs in a store whose tables are made when they are first needed: the store may be away when the program starts.
actor MigratedJobStorage: JobStorage {
    private let store: Store
    private let storage: SQLJobStorage
    private let now: Timestamp
    private var isMigrated = false

    init(_ store: Store, now: Timestamp) {
        self.store = store
        self.now = now
        storage = SQLJobStorage(store)
    }

    private func ready() async throws(JobError) -> SQLJobStorage {
        if isMigrated { return storage }
        do throws(StoreError) { try await store.migrate(at: now) } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .closed: throw .closed
            case .refused, .mismatch: throw .refused(error.description)
            default: throw .unavailable(error.description)
            }
        }
        isMigrated = true
        return storage
    }

    func insert(_ job: Job, due: Timestamp) async throws(JobError) -> Bool {
        try await ready().insert(job, due: due)
    }
    func claim(_ claim: JobClaim) async throws(JobError) -> [LeasedJob] { try await ready().claim(claim) }
    func extend(_ lease: JobLease, until: Timestamp) async throws(JobError) -> Bool {
        try await ready().extend(lease, until: until)
    }
    func finish(_ lease: JobLease, at now: Timestamp) async throws(JobError) -> Bool {
        try await ready().finish(lease, at: now)
    }
    func retry(_ lease: JobLease, due: Timestamp, reason: String) async throws(JobError) -> Bool {
        try await ready().retry(lease, due: due, reason: reason)
    }
    func bury(_ lease: JobLease, at now: Timestamp, reason: String) async throws(JobError) -> Bool {
        try await ready().bury(lease, at: now, reason: reason)
    }
    func buryExpired(attempts: Int, now: Timestamp, reason: String) async throws(JobError) -> Int {
        try await ready().buryExpired(attempts: attempts, now: now, reason: reason)
    }
    func nextDue(kinds: [String]) async throws(JobError) -> Timestamp? { try await ready().nextDue(kinds: kinds) }
    func counts() async throws(JobError) -> JobCounts { try await ready().counts() }
    func dead(limit: Int) async throws(JobError) -> [DeadJob] { try await ready().dead(limit: limit) }
    func forget(finishedBefore time: Timestamp) async throws(JobError) -> Int {
        try await ready().forget(finishedBefore: time)
    }
}
