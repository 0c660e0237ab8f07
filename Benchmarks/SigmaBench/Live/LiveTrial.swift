import Foundation
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaSimulation
import SigmaTransport

/// One live session as `sigma run --live` composes it, with its journal on the disk, against a venue's process.
struct LiveTrial {
    private let venue: Venue
    private let directory: String
    private let clock = SystemClock()

    /// A trial whose session and venue keep their files in a directory.
    init(_ venue: Venue, in directory: String) {
        self.venue = venue
        self.directory = directory
    }

    /// Trades until the venue's process has measured what it wanted; prints what the session itself measured.
    func run(seconds: Int, durability: EngineSettings.Durability) async throws {
        let server = try LiveProcess(venue, in: directory, seconds: seconds)
        defer { server.end() }
        let port = try await server.port()
        let adapters = try LiveAdapters(venue, port: port, certificate: directory + "/socket-certificate.pem")
        let outcome: Result<Void, any Error>
        do {
            try await trade(adapters, durability, until: server)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await adapters.exchange.shutdown()
        try outcome.get()
    }

    private func trade(
        _ adapters: LiveAdapters, _ durability: EngineSettings.Durability, until server: LiveProcess
    ) async throws {
        let folder = URL(fileURLWithPath: directory + "/live.bench")
        try? FileManager.default.removeItem(at: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = try await LiveOpening.complete(
            try manifest, gateway: adapters.gateway, catalog: adapters.catalog)
        let opened = try SessionOpening.open(SessionDirectory(folder), wanted: manifest, journal: JournalSettings())
        let requests = VenueRequests()
        let (timeline, venueClock) = (SessionTimeline(), VenueClock())
        let executor = try opened.makeExecutor(
            adapters.gateway, requests: requests, timeline: timeline, venueClock: venueClock, clock: clock,
            horizon: TimeSpan(seconds: 60)
        ) { notice in
            switch notice {
            case .halt(let text), .remark(let text), .refused(_, let text):
                FileHandle.standardError.write(Data("session: \(text)\n".utf8))
            case .connected, .disconnected, .external, .reconciled: break
            }
        }
        var settings = EngineSettings()
        settings.durability = durability
        let inputs = EngineInputs(queueCapacity: 65_536, requests: requests, registry: PrometheusRegistry())
        let host = EngineHost(opened, inputs: inputs, settings: settings, clock: clock)
        let board = host.board
        // Fees and the rounding of the last digit are not what is tried here.
        let belief = try AccountBelief(manifest, tolerance: 10_000_000_000_000)
        let feed = LiveFeed(
            adapters.feed, executor: executor,
            settings: LiveSettings(symbols: manifest.instruments.map(\.symbol), belief: belief), timeline: timeline,
            venueClock: venueClock, clock: clock
        ) { BookedAccount(owned: board.current.owned, fills: board.current.fills) }
        let service = TradingService(host, feed: feed, from: 0, onStop: .keep)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask {
                try await server.wait()
                inputs.requestStop(.keep)
            }
            try await group.next()
            server.end()
            try await group.waitForAll()
        }
        let name = "\(venue.rawValue), \(durability.rawValue)"
        print(LatencyRow("\(name): of it, tick to decision", inputs.meters.tickToDecision.take()))
        print(LatencyRow("\(name): of it, tick to effect", inputs.meters.tickToEffect.take()))
    }

    private var manifest: SessionManifest {
        get throws {
            SessionManifest(
                id: "0123456789abcdef0123456789abcdef", name: "bench", program: "bench", start: clock.now,
                cash: try Money("1"),
                instruments: [
                    SessionManifest.InstrumentEntry(venue: venue, symbol: LiveVenue.symbol(of: venue), kind: .spot)
                ],
                strategies: [
                    SessionManifest.StrategyEntry(
                        id: "turning", name: "ema-cross", instrument: 0, timeframe: .tick,
                        sizing: .total(try Money(venue == .upbit ? "100000" : "100")),
                        parameters: ["fast": "1", "slow": "2", "seeding": "first"])
                ], limits: .venueOnly, simulation: SimulationSettings())
        }
    }
}
