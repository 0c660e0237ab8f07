import SigmaEmulator
import SigmaModel
import SigmaPorts
import Synchronization
import TestServers
import Testing

@testable import SigmaUpbit

@Suite("Markets over sockets", .serialized)
struct EmulatedMarketTests {
    private final class Notices: Sendable {
        private let list = Mutex<[UpbitFeedNotice]>([])
        func take(_ notice: UpbitFeedNotice) { list.withLock { $0.append(notice) } }
        var all: [UpbitFeedNotice] { list.withLock { $0 } }
    }

    /// Runs a feed beside a body.
    private func feeding(
        _ venue: EmulatedUpbit, books: UpbitSubscription.Depth = .levels(15), notices: Notices = Notices(),
        _ body: (CountedSink) async throws -> Void
    ) async throws {
        let sink = CountedSink()
        let markets = EmulatedUpbit.symbols.enumerated().map {
            (symbol: $0.element, instrument: InstrumentID($0.offset))
        }
        let feed = UpbitMarketFeed(venue.rest, markets: markets, books: books, seed: 3) { notices.take($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await feed.run(from: 0, into: sink) }
            defer { group.cancelAll() }
            try await body(sink)
        }
    }

    private func check(_ sink: CountedSink, against venue: EmulatedUpbit) async throws {
        #expect(sink.items.allSatisfy { $0.gap == nil }, "nothing was lost")
        for (index, symbol) in EmulatedUpbit.symbols.enumerated() {
            let heard = sink.trades.filter { $0.instrument == InstrumentID(index) }.map(\.id)
            let first = try #require(heard.first)
            let listed = try await venue.listedTrades(of: symbol, from: first)
            #expect(heard.count > 20 && listed.count >= heard.count)
            #expect(heard == Array(listed.prefix(heard.count)), "\(symbol)")
        }
    }

    /// Trades come from before a time that was told only if they took longer than the feed allows for.
    private func expectTold(_ items: [FeedItem]) throws {
        func delay(_ item: FeedItem) -> TimeSpan? {
            switch item.event {
            case .trade(let trade): item.receivedAt.map { $0 - trade.time }
            case .book(let level): item.receivedAt.map { $0 - level.time }
            default: nil
            }
        }
        let allowed = try #require(items.compactMap(delay).min()) + UpbitMarketFeed.lag
        var told = Timestamp.epoch
        for item in items {
            if case .timer(let time) = item.event { told = time }
            if case .trade(let trade) = item.event, trade.time < told { #expect(try #require(delay(item)) > allowed) }
        }
    }

    @Test("trades come once each and in the venue's order, however often the connection is cut")
    func cuts() async throws {
        try await EmulatedUpbit.run { venue in
            let notices = Notices()
            try await feeding(venue, notices: notices) { sink in
                for round in 0..<6 {
                    let before = sink.trades.count
                    try await eventually("trades of round \(round)") { sink.trades.count >= before + 25 }
                    if round == 2 {
                        // The first questions for past trades fail in two ways.
                        _ = venue.emulator.add(FaultRule(.html, venue: .upbit, path: "/v1/trades", count: 1))
                        _ = venue.emulator.add(
                            FaultRule(.status, venue: .upbit, path: "/v1/trades", skip: 1, count: 1, status: 429))
                    }
                    venue.emulator.endStreams(at: .upbit, round % 2 == 0 ? .cut : .close)
                    try await eventually("the cut of round \(round)") {
                        notices.all.count { if case .cut = $0 { true } else { false } } == round + 1
                    }
                }
                let before = sink.trades.count
                try await eventually("trades after the cuts") { sink.trades.count >= before + 50 }
                try await check(sink, against: venue)
                #expect(notices.all.contains { if case .backfilled(_, let count) = $0 { count > 0 } else { false } })
            }
        }
    }

    @Test("a connection that says nothing any more is found out and replaced")
    func silence() async throws {
        let quick: (inout UpbitSettings) -> Void = { $0.silence = TimeSpan(seconds: 2) }
        try await EmulatedUpbit.run(change: quick) { venue in
            try await feeding(venue, books: .nothing) { sink in
                try await eventually("trades") { sink.trades.count >= 50 }
                venue.emulator.endStreams(at: .upbit, .silence)
                let before = sink.trades.count
                try await eventually("trades after the silence") { sink.trades.count >= before + 100 }
                try await check(sink, against: venue)
            }
        }
    }

    @Test("a planned replacement loses nothing and is told to nobody")
    func replacement() async throws {
        let quick: (inout UpbitSettings) -> Void = { $0.lifetime = TimeSpan(seconds: 1) }
        try await EmulatedUpbit.run(change: quick) { venue in
            let notices = Notices()
            try await feeding(venue, books: .nothing, notices: notices) { sink in
                try await eventually("trades over several connections") { sink.trades.count >= 600 }
                try await check(sink, against: venue)
                #expect(!notices.all.contains { if case .cut = $0 { true } else { false } })
            }
        }
    }

    @Test("repeated messages are taken once, books are whole and in order, and time is told in between")
    func books() async throws {
        try await EmulatedUpbit.run { venue in
            _ = venue.emulator.add(FaultRule(.duplicate, venue: .upbit, probability: 0.3))
            try await feeding(venue) { sink in
                try await eventually("trades") { sink.trades.count >= 100 }
                try await eventually("the time") { sink.items.count { $0.isHeartbeat } >= 2 }
                try await check(sink, against: venue)
                var times = [Timestamp.epoch, .epoch]
                var isOpen = false
                var levels = 0
                for case .book(let update) in sink.items.map(\.event) {
                    #expect(update.time >= times[Int(update.instrument.index)])
                    times[Int(update.instrument.index)] = update.time
                    #expect(update.flags.contains(.snapshot) != isOpen, "a book begins where the last one ended")
                    isOpen = !update.flags.contains(.last)
                    levels += 1
                }
                #expect(levels > 500)
                try expectTold(sink.items)
            }
        }
    }
}
