internal import Foundation
package import Logging
internal import ServiceLifecycle
internal import SigmaJournal
internal import SigmaModel
package import SigmaPorts
package import SigmaStorage
internal import Synchronization

/// Keeps a store in step with a session's journal while the session runs, whatever becomes of the store.
///
/// It reads what the disk has, so that a store never knows of a record that a journal lost with its machine. A store
/// that fails is tried again with growing pauses; the session does not notice.
package struct StoreFollower<Clock: SessionClock>: Service {
    /// What one follower works with.
    package struct Source: Sendable {
        /// The journal's folder.
        package var journal: String
        /// Whose journal it is.
        package var session: ProjectedSession
        /// The newest record that the disk has.
        package var durable: @Sendable () -> UInt64

        package init(journal: String, session: ProjectedSession, durable: @escaping @Sendable () -> UInt64) {
            self.journal = journal
            self.session = session
            self.durable = durable
        }
    }

    /// How far the store is, for metrics.
    package final class Progress: Sendable {
        private let sequence = Atomic<UInt64>(0)

        package init() {}

        /// The newest record whose rows are in the store.
        package var watermark: UInt64 { sequence.load(ordering: .relaxed) }

        func post(_ value: UInt64) { sequence.store(value, ordering: .relaxed) }
    }

    /// How long a stop waits for a store that does not answer.
    private static var patience: TimeSpan { TimeSpan(seconds: 10) }
    private static var pause: TimeSpan { TimeSpan(milliseconds: 50) }

    private let source: Source
    private let open: @Sendable () async throws -> Store
    private let progress: Progress
    private let health: HealthRegistry
    private let clock: Clock
    private let logger: Logger

    /// - Parameter open: connects to the store and brings its schema up to date.
    package init(
        _ source: Source, progress: Progress, health: HealthRegistry, clock: Clock, logger: Logger,
        open: @escaping @Sendable () async throws -> Store
    ) {
        self.source = source
        self.open = open
        self.progress = progress
        self.health = health
        self.clock = clock
        self.logger = logger
        health.register("store", isEssential: false, at: clock.now)
    }

    /// Follows until a graceful shutdown, then once more to the journal's end.
    package func run() async throws {
        let stop = StopFlag()
        try await withGracefulShutdownHandler {
            var backoff = Backoff(first: TimeSpan(milliseconds: 100), limit: TimeSpan(seconds: 30), seed: 1)
            var giveUp: TimeSpan?
            while true {
                do {
                    return try await follow(until: stop, &backoff)
                } catch is CancellationError {
                    return
                } catch {
                    health.report("store", .down, cause: "\(error)", at: clock.now)
                    logger.warning("the store falls behind", metadata: ["cause": "\(error)"])
                }
                if stop.isSet {
                    let end = giveUp ?? clock.monotonic + Self.patience
                    giveUp = end
                    guard clock.monotonic < end else { return noteLag() }
                }
                try await clock.sleep(until: clock.now + (stop.isSet ? Self.pause : backoff.next()))
            }
        } onGracefulShutdown: {
            stop.set()
        }
    }

    private func follow(until stop: StopFlag, _ backoff: inout Backoff) async throws {
        let store = try await open()
        var projection = try await StoreProjection(source.session, in: store)
        var reader = try JournalReader(source.journal, from: projection.next)
        while true {
            let isLast = stop.isSet
            let end = source.durable()
            while projection.sequence < end, let record = try reader.next() { try await projection.take(record) }
            try await projection.flush(isAtEnd: true)
            progress.post(projection.watermark)
            if backoff.failures > 0 { logger.info("the store has caught up") }
            health.report("store", .up, at: clock.now)
            backoff.reset()
            if isLast { return }
            try await clock.sleep(until: clock.now + Self.pause)
        }
    }

    private func noteLag() {
        logger.error(
            "the store could not be brought to the journal's end; the next start does it, or `sigma store rebuild`",
            metadata: ["records": "\(source.durable() - min(source.durable(), progress.watermark))"])
    }
}
