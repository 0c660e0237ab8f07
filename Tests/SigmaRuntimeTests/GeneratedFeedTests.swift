import Foundation
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

private let start = Timestamp(seconds: 1_770_000_000)

@Suite("Generated feed")
struct GeneratedFeedTests {
    private static func settings(
        seed: UInt64 = 1, rate: Double = 50, markets: Int = 2,
        content: GeneratedMarketSettings.Content = .tradesAndBook, start: Timestamp = start,
        hasReceiveTimes: Bool = false
    ) -> GeneratedMarketSettings {
        GeneratedMarketSettings(
            markets: (0..<markets).map { index in
                var parameters = index % 2 == 0 ? GeneratorParameters.bitcoinInWon : .bitcoinInDollars
                parameters.instrument = InstrumentID(index)
                return parameters
            }, seed: seed, start: start, eventsPerSecond: rate, content: content, hasReceiveTimes: hasReceiveTimes)
    }

    private static func feed(
        _ settings: GeneratedMarketSettings, clock: ManualClock, pace: Pace = .unpaced, checkpoints: String? = nil,
        report: @escaping @Sendable (FeedNotice) -> Void = { _ in }
    ) -> GeneratedFeed<ManualClock> {
        GeneratedFeed(settings, pace: pace, clock: clock, checkpoints: checkpoints, interval: 1_000, report: report)
    }

    /// The first events of a market, unpaced.
    private func events(
        _ count: Int, _ settings: GeneratedMarketSettings, from position: UInt64 = 0, checkpoints: String? = nil
    ) async throws -> [Event] {
        let clock = ManualClock(start)
        let feed = Self.feed(settings, clock: clock, checkpoints: checkpoints)
        return try await feed.collect(count, from: position, clock: clock).events
    }

    private func time(_ event: Event) -> Timestamp {
        switch event {
        case .trade(let trade): trade.time
        case .book(let update): update.time
        case .timer(let time): time
        default: .never
        }
    }

    @Test("starts after its start, in the order of time, with every instrument", arguments: 0..<5 as Range<UInt64>)
    func merged(seed: UInt64) async throws {
        let events = try await events(5_000, Self.settings(seed: seed, markets: 3))
        #expect(events.count == 5_000)
        let times = events.map(time)
        #expect(times.first.map { $0 >= start && $0 < start + TimeSpan(seconds: 60) } == true)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        var instruments: [InstrumentID: Int] = [:]
        for event in events {
            if case .trade(let trade) = event { instruments[trade.instrument, default: 0] += 1 }
        }
        #expect(instruments.keys.sorted() == [InstrumentID(0), InstrumentID(1), InstrumentID(2)])
        #expect(instruments.values.allSatisfy { $0 > 50 })
    }

    @Test("trades alone are the trades of nobody's book")
    func tradesOnly() async throws {
        let events = try await events(500, Self.settings(content: .trades))
        #expect(events.allSatisfy { if case .trade = $0 { true } else { false } })
    }

    @Test("comes at the rate that was asked for, as lively hours go", arguments: [0.05, 1_000, 10_000])
    func rate(perSecond: Double) async throws {
        for content in [GeneratedMarketSettings.Content.trades, .tradesAndBook] {
            var rates = 0.0
            for seed in 0..<3 as Range<UInt64> {
                // Afternoon in UTC is as lively as the average of months, on a day that starts calm.
                let afternoon = start.floored(to: .day) + TimeSpan(seconds: 54_000)
                let settings = Self.settings(seed: seed, rate: perSecond, content: content, start: afternoon)
                let times = try await events(10_000, settings).map(time)
                rates += 10_000 / ((times.last ?? .never) - settings.start).seconds / 3
            }
            #expect((0.5...1.8).contains(rates / perSecond), "\(rates) a second")
        }
    }

    @Test(
        "every pace hands over the same events, none before its time nor a grain after it",
        arguments: [(0.0, 1), (1.0, 2), (7.3, 3), (0.25, 4), (86_400.0, 5)])
    func pacing(speed: Double, seed: UInt64) async throws {
        let settings = Self.settings(seed: seed)
        let clock = ManualClock(start + TimeSpan(seconds: 5))
        let wall = clock.now
        let pace = Pace(speed: speed, anchor: .fixed(market: start, wall: wall))
        let collector = try await Self.feed(settings, clock: clock, pace: pace).collect(2_000, clock: clock)
        #expect(collector.events == (try await events(2_000, settings)))
        guard speed > 0 else { return }
        for received in collector.received {
            let due = (time(received.item.event) - start).seconds / speed
            let lag = (received.at - wall).seconds - due
            #expect(lag > -1e-6 && lag < 0.001_001, "\(received)")
        }
        #expect(clock.monotonic.seconds > 0)
    }

    @Test("what fell due while nobody ran comes at once, then the pace is kept")
    func catchUp() async throws {
        let settings = Self.settings()
        let clock = ManualClock(start + TimeSpan(seconds: 30))
        let collector = try await Self.feed(settings, clock: clock, pace: .realTime)
            .collect(3_000, from: 100, clock: clock)
        let late = collector.received.filter { time($0.item.event) <= start + TimeSpan(seconds: 30) }
        #expect(late.count > 300 && late.allSatisfy { $0.at == start + TimeSpan(seconds: 30) })
        let rest = collector.received.dropFirst(late.count)
        #expect(rest.allSatisfy { $0.at >= time($0.item.event) })
    }

    @Test("a quiet market is told every whole second, never past its next event")
    func heartbeats() async throws {
        let settings = Self.settings(rate: 0.2, markets: 1, content: .trades)
        let clock = ManualClock(start)
        let collector = try await Self.feed(settings, clock: clock, pace: .realTime).collect(40, clock: clock)
        let times = collector.received.map { time($0.item.event) }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        let beats = collector.received.filter(\.item.isHeartbeat)
        #expect(beats.count > 60)
        let first = times.first ?? .never
        var second = first.floored(to: TimeSpan(seconds: 1)) + TimeSpan(seconds: 1)
        while second < times.last ?? .never {
            #expect(
                collector.received.contains { time($0.item.event) >= second && $0.at <= second + TimeSpan(seconds: 1) })
            second = second + TimeSpan(seconds: 1)
        }
    }

    @Test("receive times are the generator's, a few milliseconds after the venue's")
    func receiveTimes() async throws {
        let settings = Self.settings(hasReceiveTimes: true)
        let clock = ManualClock(start)
        let collector = try await Self.feed(settings, clock: clock).collect(500, clock: clock)
        for received in collector.received {
            let delay = received.item.receivedAt.map { ($0 - time(received.item.event)).seconds } ?? -1
            #expect(delay >= 0.003 && delay < 0.1)
        }
    }
}

extension GeneratedFeedTests {
    @Test(
        "taken up anywhere it goes on as if never interrupted, with and without saved states",
        arguments: 0..<6 as Range<UInt64>)
    func resumption(seed: UInt64) async throws {
        let settings = Self.settings(seed: seed, markets: 1 + Int(seed % 3))
        let scratch = try Scratch()
        let whole = try await events(6_000, settings)
        var random = SplitMix64(seed: seed)
        for _ in 0..<12 {
            let position = Int(random.next() % 5_500)
            let length = Int(random.next() % 500) + 1
            let expected = Array(whole[position..<position + length])
            #expect(try await events(length, settings, from: UInt64(position)) == expected)
            let resumed = try await events(length, settings, from: UInt64(position), checkpoints: scratch.path)
            #expect(resumed == expected, "from \(position)")
        }
    }

    @Test("a saved state spares the way there, and the one before the newest is kept for a journal that lags")
    func savedStates() async throws {
        let settings = Self.settings()
        let scratch = try Scratch()
        _ = try await events(3_500, settings, checkpoints: scratch.path)
        let whole = try await events(4_000, settings)
        for position in [2_000, 2_999, 3_000, 3_400] {
            let resumed = try await events(100, settings, from: UInt64(position), checkpoints: scratch.path)
            #expect(resumed == Array(whole[position..<position + 100]))
        }
    }

    @Test("a saved state that is damaged, cut off or of another market costs time only, and is reported")
    func damage() async throws {
        let settings = Self.settings()
        let scratch = try Scratch()
        let expected = Array(try await events(3_600, settings)[3_500...])
        let file = "\(scratch.path)/generated.feedstate"
        func resume(_ settings: GeneratedMarketSettings) async throws -> (events: [Event], notices: [FeedNotice]) {
            let notices = Notices()
            let clock = ManualClock(start)
            let feed = Self.feed(settings, clock: clock, checkpoints: scratch.path) { notices.append($0) }
            return (try await feed.collect(100, from: 3_500, clock: clock).events, notices.list)
        }
        _ = try await events(3_500, settings, checkpoints: scratch.path)
        let good = try Data(contentsOf: URL(filePath: file))
        var random = SplitMix64(seed: 9)
        for _ in 0..<20 {
            var bad = good
            bad[Int(random.next() % UInt64(bad.count))] ^= 1 << UInt8(random.next() % 8)
            try bad.write(to: URL(filePath: file))
            let resumed = try await resume(settings)
            #expect(resumed.events == expected)
            #expect(resumed.notices.count == 1)
        }
        for length in [0, 7, 8, 40, good.count - 1] {
            try good.prefix(length).write(to: URL(filePath: file))
            let resumed = try await resume(settings)
            #expect(resumed.events == expected && resumed.notices.count == 1)
        }
        try good.write(to: URL(filePath: file))
        let other = try await resume(Self.settings(seed: 2))
        #expect(other.events == Array(try await events(3_600, Self.settings(seed: 2))[3_500...]))
        #expect(other.notices.count == 1)
    }

    @Test("a directory that is not there is reported, and the market goes on")
    func noDirectory() async throws {
        let notices = Notices()
        let clock = ManualClock(start)
        let feed = Self.feed(Self.settings(), clock: clock, checkpoints: "/nowhere/at/all") { notices.append($0) }
        #expect(try await feed.collect(2_500, clock: clock).events == (try await events(2_500, Self.settings())))
        #expect(notices.list.count == 2)
    }

    @Test("cancellation ends it, asleep or at full speed")
    func cancellation() async throws {
        let clock = ManualClock(start)
        let paced = Task {
            try await Self.feed(Self.settings(), clock: clock, pace: .realTime)
                .run(from: 0, into: Collector(.max, clock: clock))
        }
        await clock.untilAsleep()
        paced.cancel()
        await #expect(throws: CancellationError.self) { try await paced.value }
        let ring = EventRing(capacity: 64, signal: WakeSignal())
        let unpaced = Task { try await Self.feed(Self.settings(), clock: clock).run(from: 0, into: ring) }
        while ring.count < 64 { await Task.yield() }
        unpaced.cancel()
        await #expect(throws: CancellationError.self) { try await unpaced.value }
    }
}

private final class Notices: Sendable {
    private let state = Mutex<[FeedNotice]>([])

    var list: [FeedNotice] { state.withLock { $0 } }

    func append(_ notice: FeedNotice) { state.withLock { $0.append(notice) } }
}
