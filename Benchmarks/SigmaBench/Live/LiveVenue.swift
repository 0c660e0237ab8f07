import Foundation
import Logging
import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaRuntime
import SigmaServing

/// A venue of the emulator in a process of its own, over TLS: a market that turns often, and an account that trades it.
struct LiveVenue {
    /// Market messages a second.
    static let rate = 1_000
    private static let warmUp = TimeSpan(seconds: 3)
    private static let patience = TimeSpan(seconds: 60)

    private let emulator: Emulator
    private let venue: Venue
    private let watch = TurnStopwatch()
    private let clock = SystemClock()
    private let base, step: Price
    /// Messages from turn to turn, one order each: fewer orders a second than at which the venue tells a client to wait.
    private let leg: Int

    /// A venue whose book takes every order.
    init(_ venue: Venue) throws {
        self.venue = venue
        let isWon = venue == .upbit
        leg = venue == .binance ? 250 : 100
        base = try Price(isWon ? "150000000" : "60000")
        step = try Price(isWon ? "1000" : "0.1")
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: [isWon ? "KRW" : "USDT": try Quantity("100000000000")])
        var settings = VenueSettings(venue, listings: [.init(LiveVenue.symbol(of: venue))], accounts: [account])
        settings.enforcesLimits = false
        emulator = try Emulator(
            EmulatorSettings(
                venues: [settings], market: MarketSettings(origin: .script([]), speed: 0, start: clock.now)),
            clock: clock)
    }

    /// The venue's name of what is traded.
    static func symbol(of venue: Venue) -> String { venue == .upbit ? "KRW-BTC" : "BTCUSDT" }

    /// Where the venue's process writes its port.
    static func portFile(in directory: String) -> String { directory + "/live-port" }

    /// Serves, plays, and prints how long orders took once a session trades; returns when that is measured.
    func serve(in directory: String, seconds: Int) async throws {
        let files = try SocketTrial.makeCertificate(in: directory)
        let door = LiveDoor(emulator: emulator, venue: venue, watch: watch)
        let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let server = UpgradableServer(
            port: 0, tls: ServingTLS(certificates: files.certificate, key: files.key), acceptor: door, logger: quiet,
            onListening: { port in
                try? "\(port)".write(toFile: LiveVenue.portFile(in: directory), atomically: true, encoding: .utf8)
            }, respond: { door.answer($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await emulator.run() }
            group.addTask { try await play() }
            try await measure(seconds)
            // The server has nothing to finish: the process ends with what was asked of it.
            fflush(nil)
            exit(0)
        }
    }

    private func measure(_ seconds: Int) async throws {
        let deadline = clock.now + LiveVenue.patience
        while watch.orders < 10 {
            guard clock.now < deadline else {
                throw BenchmarkError(description: "\(venue.rawValue): \(watch.orders) orders came within a minute")
            }
            try await clock.sleep(until: clock.now + TimeSpan(milliseconds: 20))
        }
        try await clock.sleep(until: clock.now + LiveVenue.warmUp)
        _ = watch.take()
        let before = watch.orders
        try await clock.sleep(until: clock.now + TimeSpan(seconds: Int64(seconds)))
        let (latency, missed) = watch.take()
        let orders = watch.orders - before
        print(LatencyRow("\(venue.rawValue), \(LiveVenue.rate) messages/s: message to order", latency))
        print("<!-- \(orders) orders in \(seconds) s; \(missed) turns had none -->")
    }

    /// Plays a price that rises and falls without a pause: a strategy of the trend trades at every turn.
    private func play() async throws {
        try showBook()
        let begin = clock.monotonic
        var number = 0
        while !Task.isCancelled {
            let due = begin + TimeSpan(nanoseconds: Int64(number) * 1_000_000_000 / Int64(LiveVenue.rate))
            let wait = due - clock.monotonic
            if wait > TimeSpan(nanoseconds: 200_000) {
                try await Task.sleep(for: .nanoseconds(wait.nanoseconds - 100_000), tolerance: .zero)
            }
            while clock.monotonic < due {}
            play(number)
            number += 1
        }
    }

    private func play(_ number: Int) {
        let phase = number % (2 * leg)
        let height = phase <= leg ? phase : 2 * leg - phase
        let trade = Trade(
            instrument: InstrumentID(0), time: max(clock.now, emulator.marketTime),
            price: Price(raw: base.raw + Int64(height) * step.raw), quantity: Quantity(raw: 1_000_000),
            aggressor: phase % 2 == 0 ? .buy : .sell)
        watch.arm(phase == 1 ? .buy : phase == leg + 1 ? .sell : nil)
        emulator.happen(.trade(trade))
        watch.arm(nil)
    }

    /// Shows a book that is deep enough for every order, far from where trades happen.
    private func showBook() throws {
        let time = max(clock.now, emulator.marketTime)
        for (side, factor, flags) in [(Side.buy, Int64(99), BookUpdate.Flags.snapshot), (.sell, 101, .last)] {
            emulator.happen(
                .book(
                    BookUpdate(
                        instrument: InstrumentID(0), time: time, side: side, price: Price(raw: base.raw / 100 * factor),
                        quantity: try Quantity("1000000"), flags: flags)))
        }
    }
}
