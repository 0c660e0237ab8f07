import SigmaModel
import SigmaPorts
import Synchronization

/// What all connections of one queue share.
final class RabbitEnvironment: Sendable {
    let settings: RabbitSettings
    let clock: any SessionClock
    /// Takes texts for the log.
    let report: @Sendable (String) -> Void
    private let seeds: Mutex<SplitMix64>

    init(_ settings: RabbitSettings, clock: any SessionClock, report: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        self.clock = clock
        self.report = report
        seeds = Mutex(SplitMix64(seed: settings.seed))
    }

    /// Another seed for each connection's back-off.
    func nextSeed() -> UInt64 { seeds.withLock { $0.next() } }

    /// Waits before the next attempt, less where the queue closes.
    func pause(_ wait: TimeSpan, unless closing: Doorbell) async throws(JobError) {
        await closing.wait(after: 0, until: clock.now + wait, by: clock)
        if Task.isCancelled { throw .cancelled }
    }
}

/// A connection that is made again when it breaks, not before the back-off says so.
final class RabbitLink {
    private let environment: RabbitEnvironment
    private var backoff: Backoff
    private var nextAttempt = TimeSpan.zero
    private(set) var connection: RabbitConnection?

    init(_ environment: RabbitEnvironment) {
        self.environment = environment
        let settings = environment.settings
        backoff = Backoff(first: settings.backoff.first, limit: settings.backoff.limit, seed: environment.nextSeed())
    }

    /// The connection, made and set up if it is time.
    func connected(
        _ setUp: (RabbitConnection) throws(RabbitFailure) -> Void
    ) throws(RabbitFailure) -> RabbitConnection {
        if let connection { return connection }
        guard wait == .zero else { throw .unavailable("waiting before connecting again") }
        do throws(RabbitFailure) {
            let made = try RabbitConnection(environment.settings)
            try setUp(made)
            connection = made
            backoff.reset()
            return made
        } catch {
            drop(error)
            throw error
        }
    }

    /// Gives the connection up and sets when to try again.
    func drop(_ failure: RabbitFailure) {
        connection = nil
        nextAttempt = environment.clock.monotonic + backoff.next()
        environment.report("RabbitMQ at \(environment.settings.host): \(failure.text)")
    }

    /// How long until the next attempt.
    var wait: TimeSpan {
        max(.zero, TimeSpan(nanoseconds: nextAttempt.nanoseconds - environment.clock.monotonic.nanoseconds))
    }

    func close() {
        connection?.close()
        connection = nil
    }
}
