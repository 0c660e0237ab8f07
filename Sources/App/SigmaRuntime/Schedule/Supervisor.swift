import ServiceLifecycle
package import SigmaModel
package import SigmaPorts

/// Keeps a service running: starts it again when it fails, each time after a longer wait, until it fails too often.
package struct Supervisor<Clock: SessionClock>: Service {
    /// How a failing service is treated.
    package struct Policy: Hashable, Sendable {
        /// The wait after a first failure, half of it by chance.
        package var firstWait = TimeSpan(milliseconds: 500)
        /// The longest wait.
        package var longestWait = TimeSpan(seconds: 60)
        /// So many failures within ``window`` are too many.
        package var failures = 10
        /// The span of the monotonic clock in which failures are counted; without one for so long, waits start anew.
        package var window = TimeSpan(seconds: 600)

        package init() {}
    }

    /// Where a service stands.
    package enum State: Hashable, Sendable {
        /// It runs; attempts count from one.
        case running(attempt: Int)
        /// It failed and is started again after the wait.
        case waiting(reason: String, TimeSpan)
        /// It ended by itself, or a shutdown was asked for.
        case ended
        /// It failed too often and is left alone.
        case gaveUp(reason: String)
    }

    private let name: String
    private let policy: Policy
    private let clock: Clock
    private let seed: UInt64
    private let report: @Sendable (State) -> Void
    private let body: @Sendable () async throws -> Void

    /// A supervisor of a closure that returns when its work is done for good.
    ///
    /// - Parameters:
    ///   - seed: of the chance in the waits.
    ///   - report: hears every change of state.
    package init(
        _ name: String, policy: Policy = Policy(), clock: Clock, seed: UInt64,
        report: @escaping @Sendable (State) -> Void, body: @escaping @Sendable () async throws -> Void
    ) {
        precondition(policy.failures > 0, "a service may be started once")
        self.name = name
        self.policy = policy
        self.clock = clock
        self.seed = seed
        self.report = report
        self.body = body
    }

    /// Runs the service until it ends, the task is cancelled, or it failed too often, which throws ``SupervisorError``.
    package func run() async throws {
        var backoff = Backoff(first: policy.firstWait, limit: policy.longestWait, seed: seed)
        var failures: [TimeSpan] = []
        var attempt = 0
        while true {
            attempt += 1
            report(.running(attempt: attempt))
            do {
                try await body()
                return report(.ended)
            } catch {
                try Task.checkCancellation()
                let now = clock.monotonic
                failures.removeAll { now.nanoseconds - $0.nanoseconds > policy.window.nanoseconds }
                if failures.isEmpty { backoff.reset() }
                failures.append(now)
                guard failures.count < policy.failures else {
                    report(.gaveUp(reason: "\(error)"))
                    throw SupervisorError(
                        service: name, failures: failures.count, window: policy.window, reason: "\(error)")
                }
                let wait = backoff.next()
                report(.waiting(reason: "\(error)", wait))
                guard try await sleeps(wait) else { return report(.ended) }
            }
        }
    }

    /// Sleeps; whether the wait passed before a graceful shutdown.
    private func sleeps(_ wait: TimeSpan) async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await clock.sleep(until: clock.now + wait) }
            return true
        } catch is CancellationError {
            try Task.checkCancellation()
            return false
        }
    }
}

/// A service failed too often.
package struct SupervisorError: Error, Hashable, CustomStringConvertible {
    /// The service's name.
    package let service: String
    /// How often it failed within the window.
    package let failures: Int
    /// The span in which failures were counted.
    package let window: TimeSpan
    /// The last failure.
    package let reason: String

    package init(service: String, failures: Int, window: TimeSpan, reason: String) {
        self.service = service
        self.failures = failures
        self.window = window
        self.reason = reason
    }

    package var description: String {
        "\(service) failed \(failures) times within \(Int(window.seconds)) seconds and is left alone; "
            + "mend the cause and start it again. The last failure: \(reason)"
    }
}
