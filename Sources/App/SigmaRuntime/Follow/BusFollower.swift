internal import Foundation
package import Logging
internal import ServiceLifecycle
internal import SigmaJournal
internal import SigmaModel
package import SigmaPorts
internal import Synchronization

/// What a bus's follower works with.
package struct BusFollowerSource: Sendable {
    /// The journal's folder.
    package var journal: String
    /// Where the follower keeps its place.
    package var cursor: String
    /// Whose journal it is.
    package var session: BusSession
    /// The newest record that the disk has.
    package var durable: @Sendable () -> UInt64

    package init(
        journal: String, cursor: String, session: BusSession, durable: @escaping @Sendable () -> UInt64
    ) {
        self.journal = journal
        self.cursor = cursor
        self.session = session
        self.durable = durable
    }
}

/// Publishes what a session's journal tells to the bus while the session runs, whatever becomes of the bus.
///
/// It reads what the disk has, so that nobody hears of a record that the journal lost with its machine. Messages are
/// numbered by the journal, and the cursor moves after the bus has them: a restart publishes some again, which the bus
/// passes over. The session never waits for it.
package struct BusFollower<Bus: EventBus, Clock: SessionClock>: Service {
    private enum Ending {
        case followed
        case outOfPatience
        case aside
    }

    /// How long a stop waits for a bus that does not answer.
    private static var patience: TimeSpan { TimeSpan(seconds: 10) }
    private static var pause: TimeSpan { TimeSpan(milliseconds: 20) }
    /// The most messages and the most records between two looks at the cursor.
    private static var batch: (messages: Int, records: UInt64) { (256, 65_536) }

    private let source: BusFollowerSource
    private let bus: Bus
    private let published: PublishedMessages
    private let maintain: @Sendable () async throws -> Void
    private let clock: Clock
    private let logger: Logger
    private let watch: ComponentWatch<Clock>
    /// What keeps messages from being published although the bus answers.
    private let trouble = Trouble()
    /// What keeps the place from being kept.
    private let placeTrouble = Trouble()

    /// A follower that owns its bus, and closes it at its end.
    ///
    /// - Parameter maintain: what the bus wants to run beside publishing, until it is cancelled.
    package init(
        _ source: BusFollowerSource, bus: Bus, published: PublishedMessages, health: HealthRegistry, clock: Clock,
        logger: Logger, maintain: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.source = source
        self.bus = bus
        self.published = published
        self.maintain = maintain
        self.clock = clock
        self.logger = logger
        watch = ComponentWatch("bus", health: health, clock: clock, logger: logger) { [trouble] in
            do throws(BusError) { _ = try await bus.groups() } catch { return "\(error)" }
            return trouble.current
        }
    }

    /// Follows until a graceful shutdown, then once more to the journal's end.
    package func run() async throws {
        let stop = StopFlag()
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Ending.self) { group in
                group.addTask {
                    await follow(until: stop)
                    return .followed
                }
                group.addTask {
                    do { try await gracefulShutdown() } catch { return .aside }
                    return (try? await clock.sleep(until: clock.now + Self.patience)) == nil ? .aside : .outOfPatience
                }
                group.addTask {
                    await watch.run()
                    return .aside
                }
                group.addTask {
                    try? await maintain()
                    return .aside
                }
                for await ending in group {
                    switch ending {
                    case .aside: continue
                    case .outOfPatience: noteLag()
                    case .followed: break
                    }
                    group.cancelAll()
                }
            }
        } onGracefulShutdown: {
            stop.set()
        }
        await bus.close()
    }

    /// Follows to the end; what fails is tried again with growing pauses.
    private func follow(until stop: StopFlag) async {
        var backoff = Backoff(first: TimeSpan(milliseconds: 100), limit: TimeSpan(seconds: 10), seed: 1)
        while !Task.isCancelled {
            do {
                return try await publish(until: stop, &backoff)
            } catch is CancellationError {
                return
            } catch BusError.cancelled {
                return
            } catch {
                if trouble.set("\(error)") { logger.warning("publishing failed", metadata: ["cause": "\(error)"]) }
            }
            try? await clock.sleep(until: clock.now + (stop.isSet ? Self.pause : backoff.next()))
        }
    }

    private func publish(until stop: StopFlag, _ backoff: inout Backoff) async throws {
        // A journal that was just opened tells how far the disk has it once its start is recorded.
        while source.durable() == 0 {
            if stop.isSet { return }
            try await clock.sleep(until: clock.now + Self.pause)
        }
        var cursor = place()
        published.post(record: cursor.record, cursor.counts)
        var saved = cursor
        var nextSave = clock.monotonic
        var translator = BusTranslator(source.session, counts: cursor.counts, orders: cursor.orders)
        var reader = try JournalReader(source.journal, from: cursor.record + 1)
        while true {
            let isLast = stop.isSet
            var messages: [BusMessage] = []
            let end = min(source.durable(), cursor.record + Self.batch.records)
            while reader.sequence < end, messages.count < Self.batch.messages, let record = try reader.next() {
                if let message = translator.take(record, sequence: reader.sequence) { messages.append(message) }
            }
            let hasMore = reader.sequence > cursor.record
            if !messages.isEmpty { try await bus.publish(messages) }
            cursor = BusCursor(
                session: source.session.id, record: reader.sequence, counts: translator.counts,
                orders: translator.orders)
            published.post(record: cursor.record, cursor.counts)
            trouble.set(nil)
            backoff.reset()
            // Without messages the place is worth little: it is found again by reading.
            if cursor != saved, !messages.isEmpty || (isLast && !hasMore) || clock.monotonic >= nextSave {
                keep(cursor)
                (saved, nextSave) = (cursor, clock.monotonic + TimeSpan(seconds: 1))
            }
            if hasMore { continue }
            if isLast { return }
            try await clock.sleep(until: clock.now + Self.pause)
        }
    }

    /// Where to go on: the saved place, or the journal's beginning where there is none or it is ahead of the journal.
    private func place() -> BusCursor {
        let start = BusCursor(
            session: source.session.id, record: 0, counts: TopicCounts(), orders: OpenOrders())
        guard FileManager.default.fileExists(atPath: source.cursor) else { return start }
        guard let cursor = BusCursor.read(source.cursor, of: source.session.id), cursor.record <= source.durable()
        else {
            logger.warning(
                "the bus follower's place is lost; everything is published again, which the bus passes over",
                metadata: ["file": "\(source.cursor)"])
            return start
        }
        return cursor
    }

    /// Keeps the place; without it the next start publishes again what the bus has, which the bus passes over.
    private func keep(_ cursor: BusCursor) {
        do {
            try cursor.write(source.cursor)
            placeTrouble.set(nil)
        } catch {
            let cause = "\(error)"
            if placeTrouble.set(cause) { logger.warning("the place is not kept", metadata: ["cause": "\(cause)"]) }
        }
    }

    private func lag() -> UInt64 {
        let durable = source.durable()
        return durable - min(durable, published.record)
    }

    private func noteLag() {
        logger.error(
            "the bus did not take everything; the next start publishes the rest", metadata: ["records": "\(lag())"])
    }
}

/// Why something does not work just now; nil when it does.
private final class Trouble: Sendable {
    private let cause = Mutex<String?>(nil)
    var current: String? { cause.withLock { $0 } }
    /// Returns whether it is another cause than before.
    @discardableResult
    func set(_ text: String?) -> Bool {
        cause.withLock { cause in
            defer { cause = text }
            return cause != text
        }
    }
}
