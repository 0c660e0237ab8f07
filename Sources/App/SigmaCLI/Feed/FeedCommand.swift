internal import ArgumentParser
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import SigmaConfiguration
internal import SigmaMessaging
internal import SigmaModel
internal import SigmaObservability
internal import SigmaPorts
internal import SigmaRuntime
internal import UnixSignals

/// Publishes a market to the bus, for sessions in other processes.
struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Publish the configured market on the bus, for `sigma run --bus redis` in another process.",
        discussion: """
            It speaks to sessions of the same name and bus.prefix. Starting again goes on where the last run ended; what a
            crash or an unreachable server kept from being published is lost, and sessions record how much. Ctrl-C or
            SIGTERM ends it.

            Examples:
              sigma feed --config my.yaml
              sigma feed --set feed.source=history --set feed.file=btc.sigma --set feed.speed=1
            """)

    @OptionGroup var options: ConfigOptions

    @Option(help: "End after so many market events, counted from the feed's first start.")
    var events: UInt64?

    func run() async throws {
        var options = options
        options.assignments.append("bus.kind=redis")
        let loaded = try options.load()
        ConfigWarnings.write(loaded)
        let clock = SystemClock()
        let begin = clock.now
        let plan = try SessionPlan(loaded, now: begin)
        let log = StructuredLog(plan.configuration.log, hiding: plan.secrets)
        let folder = URL(filePath: plan.configuration.dataDirectory).appending(path: "feeds")
            .appending(path: plan.configuration.session)
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw CommandFailure(.cannotWrite, "\(folder.path) cannot be created: \(error.localizedDescription)")
        }
        let file = folder.appending(path: "place.json")
        let place = FeedPlace.read(file) ?? FeedPlace(start: plan.manifest.start, position: 0)
        let source = try plan.source(startingAt: place.start, limit: events, checkpoints: folder)
        let logger = log.logger("feed")
        let settings = try plan.redis()
        let bus = RedisBus(settings, clock: clock) { text in logger.warning("\(text)") }
        // A market that keeps real time went on while nobody published it.
        let isLive = plan.configuration.feed.source == .generated && plan.pace(startingAt: place.start) == .realTime
        print("Publishing '\(source.name)' from event \(place.position) to \(settings).")
        fflush(nil)
        try await FeedCommand.serve(
            source, bus, names: plan.manifest.instruments.map(\.busName), place, file, isLive ? begin : nil, log)
    }

    private static func serve(
        _ source: some MarketFeed, _ bus: RedisBus, names: [String], _ place: FeedPlace, _ file: URL,
        _ oldest: Timestamp?, _ log: StructuredLog
    ) async throws {
        let service = FeedService(
            source, to: bus, names: names, from: place, keptIn: file, oldest: oldest, clock: SystemClock(),
            logger: log.logger("feed"))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log.logger("services")))
        try await group.run()
        let (ticks, messages) = service.published
        let unsent = bus.counters.ticksUnsent
        print(
            "Published \(ticks) ticks in \(messages) messages"
                + (unsent > 0 ? "; \(unsent) messages were lost while the bus was away." : "."))
    }
}
