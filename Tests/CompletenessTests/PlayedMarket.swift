import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import TestVenues

/// A venue of the emulator on a port of this machine, whose trades a test makes, and a feed that listens to it.
struct PlayedMarket {
    /// No trade came for too long.
    struct Stalled: Error {
        var text: String
    }

    /// When markets begin.
    static let start = Timestamp(seconds: 1_741_003_200)
    private static let patience = TimeSpan(seconds: 120)

    let emulator: Emulator
    let venue: Venue
    let record: TradeRecord
    let sink: ComparingSink
    /// How many trades of each instrument may be on their way: what a cut at the worst moment may lose.
    let windows: [Int]
    let clock = SystemClock()

    /// A market without trades.
    init(_ venue: Venue, _ listings: [VenueSettings.Listing], windows: [Int], seed: UInt64) throws {
        self.venue = venue
        self.windows = windows
        record = TradeRecord(instruments: listings.count, start: Self.start, seed: seed)
        sink = ComparingSink(record, instruments: listings.count)
        var settings = VenueSettings(venue, listings: listings)
        settings.enforcesLimits = false
        emulator = try Emulator(
            EmulatorSettings(
                venues: [settings], market: MarketSettings(origin: .script([]), speed: 0, start: Self.start),
                seed: seed), clock: SystemClock())
    }

    /// Serves the venue for the length of a body.
    func serve(_ body: (_ port: Int, _ exchange: HTTPTransport) async throws -> Void) async throws {
        try await ServedEmulator.run(emulator, isSecure: false) { port, exchange, _ in
            try await body(port, exchange)
        }
    }

    /// Lets a feed listen for the length of a body, from when it hears every instrument on.
    func listen(_ feed: some MarketFeed, _ body: () async throws -> Void) async throws {
        let sink = sink
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await feed.run(from: 0, into: sink) } catch is CancellationError {}
            }
            defer { group.cancelAll() }
            try await begin()
            try await body()
        }
    }

    /// Plays trades of all instruments by turns of chance, and disturbs the venue from time to time.
    func play(
        _ count: Int, seed: UInt64, every: Int = .max, _ disturb: (Int) async throws -> Void = { _ in }
    ) async throws {
        var random = SplitMix64(seed: seed)
        for index in 1...count {
            let place = Int(random.next() % UInt64(windows.count))
            try await wait("room for instrument \(place)") {
                record.count(of: place) < (sink.heard(of: place) ?? 0) + windows[place]
            }
            happen(place)
            if index % every == 0 { try await disturb(index / every) }
            if index % 64 == 0 { await Task.yield() }
        }
    }

    /// Lets trades happen whether anybody hears them or not.
    func happen(_ count: Int, of place: Int) {
        for _ in 0..<count { happen(place) }
    }

    /// Returns when everything that happened was heard, a few more trades of each instrument included.
    func settle() async throws {
        for place in windows.indices { happen(min(20, windows[place] / 2), of: place) }
        for place in windows.indices {
            try await wait("the last trade of instrument \(place)") { sink.heard(of: place) == record.count(of: place) }
        }
    }

    /// Returns when a condition holds, which is looked at with every trade that is heard and from time to time.
    func wait(_ what: String, _ condition: () -> Bool) async throws {
        if condition() { return }
        let deadline = clock.now + Self.patience
        while true {
            let rings = sink.bell.rings
            if condition() { return }
            guard clock.now < deadline else { throw Stalled(text: "\(what): \(windows.indices.map(progress))") }
            try Task.checkCancellation()
            await sink.bell.wait(after: rings, until: clock.now + TimeSpan(milliseconds: 50), by: clock)
        }
    }

    private func progress(_ place: Int) -> String { "\(sink.heard(of: place) ?? 0) of \(record.count(of: place))" }

    private func happen(_ place: Int) { emulator.happen(.trade(record.next(of: place))) }

    /// Lets trades happen until every instrument's are heard; from then on none may be missing.
    private func begin() async throws {
        for place in windows.indices {
            let deadline = clock.now + Self.patience
            while sink.heard(of: place) == nil {
                guard clock.now < deadline else { throw Stalled(text: "the first trade of instrument \(place)") }
                happen(place)
                let rings = sink.bell.rings
                await sink.bell.wait(after: rings, until: clock.now + TimeSpan(milliseconds: 20), by: clock)
            }
        }
        try await settle()
    }
}
