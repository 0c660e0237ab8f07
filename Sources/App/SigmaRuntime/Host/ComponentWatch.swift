package import Logging
internal import SigmaModel
package import SigmaPorts

/// Asks a server every second whether it answers, and says so where people look: health and log.
package struct ComponentWatch<Clock: SessionClock>: Sendable {
    /// An answer that takes longer is none.
    private static var patience: TimeSpan { TimeSpan(seconds: 3) }
    private static var interval: TimeSpan { TimeSpan(seconds: 1) }

    private let name: String
    private let health: HealthRegistry
    private let clock: Clock
    private let logger: Logger
    private let ask: @Sendable () async -> String?

    /// A watch over a part that the program can do without.
    ///
    /// - Parameter ask: returns why the part is of no use, nil when it is of use, however long that takes.
    package init(
        _ name: String, health: HealthRegistry, clock: Clock, logger: Logger,
        ask: @escaping @Sendable () async -> String?
    ) {
        self.name = name
        self.health = health
        self.clock = clock
        self.logger = logger
        self.ask = ask
        health.register(name, isEssential: false, at: clock.now)
    }

    /// Watches until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    guard (try? await clock.sleep(until: clock.now + Self.patience)) != nil else { return }
                    report(.down, "it does not answer")
                }
                let cause = await ask()
                group.cancelAll()
                await group.waitForAll()
                if !Task.isCancelled { report(cause == nil ? .up : .down, cause ?? "") }
            }
            try? await clock.sleep(until: clock.now + Self.interval)
        }
    }

    private func report(_ state: HealthState, _ cause: String) {
        let before = health.all.first { $0.name == name }?.state
        health.report(name, state, cause: cause, at: clock.now)
        guard state != before else { return }
        if state == .up {
            logger.info("the \(name) is up")
        } else {
            logger.warning("the \(name) is down; trading goes on", metadata: ["cause": "\(cause)"])
        }
    }
}
