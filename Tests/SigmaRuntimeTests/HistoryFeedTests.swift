import Foundation
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

private let start = Timestamp(seconds: 1_770_000_000)

@Suite("History feed")
struct HistoryFeedTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A file of trades whose times fall together often.
    private func trades(_ name: String, count: Int, seed: UInt64) throws -> HistoryFile {
        let description = HistoryDescription(
            kind: .trades, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", hasReceiveTimes: seed % 2 == 0)
        var writer = try HistoryWriter(path: "\(scratch.path)/\(name)", description: description)
        var random = SplitMix64(seed: seed)
        var time = start
        for number in 0..<count {
            time = time + TimeSpan(milliseconds: Int64(random.next() % 3))
            try writer.append(
                Trade(
                    instrument: InstrumentID(0), time: time, price: Price(raw: Int64(number + 1)),
                    quantity: Quantity(raw: 5), aggressor: .sell, id: UInt64(number)),
                receivedAt: time + TimeSpan(milliseconds: 4))
        }
        _ = try writer.finish()
        return try HistoryFile("\(scratch.path)/\(name)")
    }

    /// A file of a generated market.
    private func market(_ name: String, seconds: Int64) throws -> HistoryFile {
        let description = HistoryDescription(
            kind: .market, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", hasReceiveTimes: true)
        var writer = try HistoryWriter(path: "\(scratch.path)/\(name)", description: description)
        var parameters = GeneratorParameters.bitcoinInWon
        parameters.start = start
        var stream = MarketStream(parameters, seed: 3)
        _ = try stream.write(until: start + TimeSpan(seconds: seconds), into: &writer)
        _ = try writer.finish()
        return try HistoryFile("\(scratch.path)/\(name)")
    }

    private func collect(
        _ files: [(file: HistoryFile, instrument: InstrumentID)], from position: UInt64 = 0, pace: Pace = .unpaced,
        clock: ManualClock = ManualClock(start)
    ) async throws -> Collector {
        let feed = try HistoryFeed(files: files, pace: pace, clock: clock)
        return try await feed.collect(.max, from: position, clock: clock)
    }

    /// The events of all files in the order of time and then of files, sorted anew.
    private func expected(_ files: [(file: HistoryFile, instrument: InstrumentID)]) throws -> [Event] {
        var events: [(time: Timestamp, file: Int, index: Int, event: Event)] = []
        for (place, (file, instrument)) in files.enumerated() {
            if file.description.kind == .trades {
                for (index, trade) in try file.trades(as: instrument).enumerated() {
                    events.append((trade.time, place, index, .trade(trade)))
                }
            } else {
                for (index, event) in try file.market(as: instrument).enumerated() {
                    switch event {
                    case .trade(let trade): events.append((trade.time, place, index, .trade(trade)))
                    case .book(let update): events.append((update.time, place, index, .book(update)))
                    }
                }
            }
        }
        return events.sorted { ($0.time, $0.file, $0.index) < ($1.time, $1.file, $1.index) }.map(\.event)
    }

    @Test("replays merged files in the order of time, to the end, from any position")
    func replay() async throws {
        let files = [
            (file: try trades("a", count: 700, seed: 1), instrument: InstrumentID(0)),
            (file: try market("b", seconds: 20), instrument: InstrumentID(4)),
            (file: try trades("c", count: 400, seed: 2), instrument: InstrumentID(1)),
        ]
        let whole = try expected(files)
        #expect(try await collect(files).events == whole)
        #expect(try HistoryFeed(files: files, pace: .unpaced, clock: ManualClock(start)).count == UInt64(whole.count))
        var random = SplitMix64(seed: 1)
        for position in [0, 1, whole.count - 1, whole.count] + (0..<60).map({ _ in Int(random.next() % 1_000) }) {
            let rest = try await collect(files, from: UInt64(position)).events
            #expect(rest == Array(whole[position...]), "from \(position)")
        }
        await #expect(throws: FeedError.beyondEnd(position: UInt64(whole.count) + 1, count: UInt64(whole.count))) {
            try await collect(files, from: UInt64(whole.count) + 1)
        }
    }

    @Test("a single file, an empty list, and files with one time throughout")
    func edges() async throws {
        let one = [(file: try trades("a", count: 1, seed: 1), instrument: InstrumentID(0))]
        #expect(try await collect(one).events.count == 1)
        #expect(try await collect(one, from: 1).events.isEmpty)
        #expect(try await collect([]).received.isEmpty)
    }

    @Test("at twice the speed it takes half the time, and goes on at its place after a pause")
    func pacing() async throws {
        let files = [(file: try trades("a", count: 2_000, seed: 2), instrument: InstrumentID(0))]
        let pace = Pace(speed: 2, anchor: .whenRunBegins)
        let clock = ManualClock(start + TimeSpan(seconds: 1_000_000))
        let first = try await collect(files, pace: pace, clock: clock)
        let span = (files[0].file.lastTime - files[0].file.firstTime).seconds
        #expect(abs(clock.monotonic.seconds - span / 2) < 0.002)
        #expect(first.events == (try expected(files)))
        let later = ManualClock(start + TimeSpan(seconds: 9_000_000))
        let rest = try await collect(files, from: 1_000, pace: pace, clock: later)
        #expect(rest.events == Array(first.events[1_000...]))
        #expect(rest.received.first?.at == start + TimeSpan(seconds: 9_000_000))
        #expect(later.monotonic.seconds < span / 2)
    }

    @Test("receive times come from files that have them")
    func receiveTimes() async throws {
        for seed in [1, 2] as [UInt64] {
            let file = try trades("r\(seed)", count: 10, seed: seed)
            for received in try await collect([(file: file, instrument: InstrumentID(0))]).received {
                guard case .trade(let trade) = received.item.event else { continue }
                #expect(received.item.receivedAt == (seed == 2 ? trade.time + TimeSpan(milliseconds: 4) : nil))
            }
        }
    }

    @Test("candles are refused, damaged blocks end the feed where they begin")
    func refusals() async throws {
        let path = "\(scratch.path)/candles"
        let description = HistoryDescription(
            kind: .candles, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", timeframe: .oneMinute)
        var writer = try HistoryWriter(path: path, description: description)
        var generator = MarketGenerator(.bitcoinInWon, seed: 1)
        try writer.append(generator.next())
        _ = try writer.finish()
        let candles = try HistoryFile(path)
        #expect(throws: HistoryError.wrongKind(path: path, expected: .market, found: .candles)) {
            try HistoryFeed(files: [(candles, InstrumentID(0))], pace: .unpaced, clock: ManualClock(start))
        }
        let whole = try trades("t", count: 10_000, seed: 1)
        let block = whole.recordsPerBlock
        #expect(whole.blockCount > 1)
        var bytes = try Data(contentsOf: URL(filePath: whole.path))
        bytes[bytes.count - 8 * whole.blockCount - 40] ^= 1
        try bytes.write(to: URL(filePath: "\(scratch.path)/bad"))
        let bad = try HistoryFile("\(scratch.path)/bad")
        let clock = ManualClock(start)
        let feed = try HistoryFeed(files: [(bad, InstrumentID(0))], pace: .unpaced, clock: clock)
        let collector = Collector(.max, clock: clock)
        await #expect(throws: HistoryError.self) { try await feed.run(from: 0, into: collector) }
        #expect(collector.events.count >= block && collector.events.count % block == 0)
    }
}
