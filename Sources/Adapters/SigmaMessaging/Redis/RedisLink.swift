import SigmaModel
import SigmaPorts

/// A connection that is made again when it breaks, not before the back-off says so.
final class RedisLink {
    private let environment: RedisEnvironment
    private var backoff: Backoff
    private var nextAttempt = TimeSpan.zero
    private var wasConnected = false
    private(set) var connection: RedisConnection?

    init(_ environment: RedisEnvironment) {
        self.environment = environment
        let settings = environment.settings
        backoff = Backoff(first: settings.backoff.first, limit: settings.backoff.limit, seed: environment.nextSeed())
    }

    /// The connection, made if it is time; the flag tells whether it is new.
    func connected() throws(RedisFailure) -> (RedisConnection, isNew: Bool) {
        if let connection { return (connection, false) }
        guard wait == .zero else { throw .unavailable("waiting before connecting again") }
        do throws(RedisFailure) {
            let made = try RedisConnection(environment.settings)
            connection = made
            if wasConnected { environment.tally.add(to: \.reconnects) }
            wasConnected = true
            return (made, true)
        } catch {
            drop(error)
            throw error
        }
    }

    /// The server has answered as it should: the next failure waits shortly again.
    func works() { backoff.reset() }

    /// Gives the connection up and sets when to try again.
    func drop(_ failure: RedisFailure) {
        connection = nil
        nextAttempt = environment.clock.monotonic + backoff.next()
        environment.report("Redis at \(environment.settings.host): \(failure.text)")
    }

    /// How long until the next attempt.
    var wait: TimeSpan { max(.zero, TimeSpan(nanoseconds: nextAttempt.nanoseconds - now.nanoseconds)) }

    private var now: TimeSpan { environment.clock.monotonic }

    func close() { connection = nil }
}

extension RedisFailure {
    var text: String {
        switch self {
        case .unavailable(let text), .refused(let text): text
        }
    }
}

extension TimeSpan {
    /// Whole milliseconds, rounded up, so that waiting for them is waiting long enough.
    var milliseconds: Int { Int((nanoseconds + 999_999) / 1_000_000) }
}
