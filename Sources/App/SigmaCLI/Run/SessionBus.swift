internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaConfiguration
internal import SigmaMessaging
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime

/// A session's bus as configured, and the service that publishes the session's journal to it.
struct SessionBus {
    /// What other parts of this process subscribe to.
    let bus: any EventBus
    /// Publishes until the session ends, then closes the bus.
    let follower: any Service

    /// A bus that connects when the service runs.
    init(
        _ plan: SessionPlan, _ manifest: SessionManifest, board: HostBoard, health: HealthRegistry,
        registry: PrometheusRegistry, clock: SystemClock, log: StructuredLog
    ) throws {
        let session = BusSession(manifest)
        let source = BusFollowerSource(
            journal: plan.directory.journal.path, cursor: plan.directory.busCursor.path, session: session,
            durable: { board.durableSequence })
        let published = PublishedMessages()
        let logger = log.logger("bus")
        switch plan.configuration.bus.kind {
        case .inProcess:
            // Nobody outside this process can be behind: a few messages are enough, and memory stays as it begins.
            let embedded = EmbeddedBus(capacity: 1_024)
            bus = embedded
            follower = BusFollower(
                source, bus: embedded, published: published, health: health, clock: clock, logger: logger)
        case .redis:
            let journal = JournalBusSource(journal: source.journal, session: session, published: published)
            let redis = RedisBus(try plan.redis(of: manifest), clock: clock, source: journal) { text in
                logger.debug("\(text)")
            }
            bus = redis
            follower = BusFollower(
                source, bus: redis, published: published, health: health, clock: clock, logger: logger
            ) { try await redis.run() }
        }
        SessionBus.register(bus, published, board, in: registry)
    }

    private static func register(
        _ bus: any EventBus, _ published: PublishedMessages, _ board: HostBoard, in registry: PrometheusRegistry
    ) {
        registry.observe("sigma_bus_messages_total", "Messages of the session that the bus keeps.", .counter) {
            Double(published.count)
        }
        registry.observe("sigma_bus_lag_records", "Journal records whose messages the bus does not have yet.") {
            Double(board.committedSequence - min(board.committedSequence, published.record))
        }
        registry.observe("sigma_bus_reconnects_total", "Connections to the bus made after the first.", .counter) {
            Double(bus.counters.reconnects)
        }
        registry.observe("sigma_bus_republished_total", "Messages that the bus's server had lost.", .counter) {
            Double(bus.counters.republished)
        }
    }
}

extension SessionPlan {
    /// Where a session's durable topics are: under its name and the beginning of its id.
    ///
    /// Another session of the same name would number its messages anew, which the server would take for old ones.
    func redis(of manifest: SessionManifest) throws -> RedisSettings {
        var settings = try redis()
        settings.prefix += "\(manifest.id.prefix(8)):"
        return settings
    }

    /// Where the ticks of the session's feed process are.
    func redis() throws -> RedisSettings { try configuration.redis() }
}

extension Configuration {
    /// The bus's server as its adapter takes it.
    func redis() throws -> RedisSettings {
        do throws(BusError) {
            var settings = try RedisSettings(url: bus.url.reveal(), session: session)
            settings.prefix = "\(bus.prefix):\(session):"
            return settings
        } catch { throw CommandFailure(.configuration, "bus.url: \(error.text)") }
    }
}

extension BusError {
    /// The error for a person; never a secret.
    var text: String {
        switch self {
        case .refused(let text), .invalid(let text): text
        case .closed: "the bus is closed"
        case .cancelled: "it was cancelled"
        case .gap(let topic, let expected, let found):
            "\(topic.rawValue) goes on with message \(found), but \(expected) must come before"
        }
    }
}
