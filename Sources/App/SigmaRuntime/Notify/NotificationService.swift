package import Logging
internal import ServiceLifecycle
internal import SigmaModel
package import SigmaPorts
package import SigmaStorage

/// Delivers the messages to people that a store keeps, oldest first, each until it is delivered or given up.
///
/// A message may come twice: when the program dies after it was sent and before that was noted.
package struct NotificationService<Sender: Notifier, Clock: SessionClock>: Service {
    /// After so many attempts a message is given up; it stays in the store.
    package static var attemptsMax: Int { 5 }
    private static var interval: TimeSpan { TimeSpan(seconds: 2) }

    private let store: Store
    private let notifier: Sender
    private let clock: Clock
    private let logger: Logger

    /// A service that owns its store, whose schema is brought up to date, and closes it at its end.
    package init(_ store: Store, by notifier: Sender, clock: Clock, logger: Logger) {
        self.store = store
        self.notifier = notifier
        self.clock = clock
        self.logger = logger
    }

    /// Delivers until a graceful shutdown.
    package func run() async throws {
        let works = await cancelWhenGracefulShutdown {
            var backoff = Backoff(first: Self.interval, limit: TimeSpan(seconds: 60), seed: 1)
            var isMigrated = false
            while !Task.isCancelled {
                var wait = Self.interval
                do {
                    if !isMigrated { try await store.migrate(at: clock.now) }
                    isMigrated = true
                    try await deliver()
                    backoff.reset()
                } catch {
                    logger.debug("messages to people wait", metadata: ["cause": "\(error)"])
                    wait = backoff.next()
                }
                try? await clock.sleep(until: clock.now + wait)
            }
            return isMigrated && backoff.failures == 0
        }
        // What was raised last is told now; where that fails, after the next start.
        if works { try? await deliver() }
        await store.close()
    }

    /// Delivers what waits now; throws where the store fails, or the first message cannot be sent for now.
    package func deliver() async throws {
        for message in try await store.notifications.pending() {
            do { try await notifier.send(message.notification) } catch {
                let isLast = message.attempts + 1 >= Self.attemptsMax
                try await store.notifications.note(isLast ? .failed : .pending, of: message.id, at: clock.now)
                guard isLast else { throw error }
                logger.error(
                    "a message to people was given up",
                    metadata: ["title": "\(message.notification.title)", "cause": "\(error)"])
                continue
            }
            try await store.notifications.note(.sent, of: message.id, at: clock.now)
        }
    }
}
