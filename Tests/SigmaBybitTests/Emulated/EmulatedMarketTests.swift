import SigmaBybit
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaTransport
import Testing

@testable import SigmaEmulator

/// The market feed against the emulator, over TLS: what it hands on is what the venue has in its books.
@Suite("Emulated market", .timeLimit(.minutes(10)))
struct EmulatedMarketTests {
    private static let markets = [
        BybitMarket("BTCUSDT", kind: .spot, instrument: InstrumentID(0)),
        BybitMarket("ETHUSDT", kind: .spot, instrument: InstrumentID(1)),
        BybitMarket("BTCUSDT", kind: .linear, instrument: InstrumentID(2)),
    ]

    /// Runs a feed beside a body.
    private func feed(
        _ venue: EmulatedBybit, markets: [BybitMarket] = markets, _ body: (CollectingSink) async throws -> Void
    ) async throws {
        let sink = CollectingSink()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await BybitMarketFeed(venue.rest, markets: markets) { _ in }.run(from: 0, into: sink)
                } catch is CancellationError {}
            }
            defer { group.cancelAll() }
            try await body(sink)
        }
    }

    /// What was heard of every market is, from its first trade on, what the venue has.
    private func expectComplete(_ venue: EmulatedBybit, _ sink: CollectingSink) async throws {
        venue.emulator.setSpeed(0)
        for market in Self.markets {
            let last = try #require(venue.trades(market.symbol, market.kind).last)
            try await sink.wait { $0.lastTrade(market.instrument).map { Self.matches($0, last) } == true }
            let heard = sink.trades(market.instrument)
            let first = try #require(heard.first)
            let known = venue.trades(market.symbol, market.kind)
            let start = try #require(known.firstIndex { Self.matches(first, $0) })
            #expect(heard.map(\.time) == known[start...].map { Self.told($0.time) }, "\(market.symbol) \(market.kind)")
            #expect(heard.map(\.price) == known[start...].map(\.price))
            #expect(heard.map(\.quantity) == known[start...].map(\.quantity))
            #expect(heard.map(\.aggressor) == known[start...].map(\.aggressor))
        }
        #expect(sink.items.allSatisfy { $0.gap == nil })
    }

    /// An instant as Bybit tells it, in milliseconds.
    private static func told(_ time: Timestamp) -> Timestamp { time.floored(to: TimeSpan(milliseconds: 1)) }

    /// Whether a trade that was heard is one of the venue's.
    private static func matches(_ heard: Trade, _ known: BoardTrade) -> Bool {
        heard.time == told(known.time) && heard.price == known.price && heard.quantity == known.quantity
            && heard.aggressor == known.aggressor
    }

    @Test("Cut, closed and cut again: every trade once, in order, none missing")
    func cuts() async throws {
        let emulator = try EmulatedBybit.emulator(MarketSettings(origin: .generated(eventsPerSecond: 120)))
        try await EmulatedBybit.run(emulator) { venue in
            try await feed(venue) { sink in
                for round in 0..<4 {
                    let counts = Self.markets.map { sink.tradeCount($0.instrument) }
                    try await sink.wait { sink in
                        zip(Self.markets, counts).allSatisfy { sink.tradeCount($0.instrument) > $1 + 3 }
                    }
                    let ended = emulator.endStreams(at: .bybit, path: "/v5/public", round % 2 == 0 ? .cut : .close)
                    #expect(ended > 0)
                }
                try await expectComplete(venue, sink)
            }
        }
    }

    @Test("Replaced again and again, nothing is missed")
    func replacements() async throws {
        let emulator = try EmulatedBybit.emulator(MarketSettings(origin: .generated(eventsPerSecond: 120)), seed: 12)
        try await EmulatedBybit.run(emulator) { settings in
            settings.lifetime = TimeSpan(seconds: 2)
        } _: { venue in
            try await feed(venue) { sink in
                try await sink.wait { sink in Self.markets.allSatisfy { sink.tradeCount($0.instrument) > 20 } }
                try await expectComplete(venue, sink)
            }
        }
    }

    @Test("What the venue's memory does not reach is a gap, before the first trade that it reaches")
    func gap() async throws {
        let emulator = try EmulatedBybit.emulator(MarketSettings(origin: .script([]), speed: 0))
        try await EmulatedBybit.run(emulator) { venue in
            try await feed(venue, markets: [Self.markets[0]]) { sink in
                func trade(_ number: Int) throws {
                    emulator.happen(
                        .trade(
                            Trade(
                                instrument: InstrumentID(0), time: emulator.marketTime + TimeSpan(milliseconds: 1),
                                price: try Price("100"), quantity: Quantity(raw: Int128(number)), aggressor: .buy)))
                }
                // Trades until the subscription stands; from then on all are heard.
                var number = 0
                while sink.trades(InstrumentID(0)).isEmpty {
                    number += 1
                    try trade(number)
                    await Task.yield()
                }
                let before = number
                try await sink.wait { $0.trades(InstrumentID(0)).last?.quantity.raw == Int128(before) }
                emulator.endStreams(at: .bybit, path: "/v5/public", .cut)
                for number in before + 1...before + 200 { try trade(number) }
                try await sink.wait { $0.trades(InstrumentID(0)).last?.quantity.raw == Int128(before + 200) }
                let items = sink.items.filter { if case .trade = $0.event { true } else { false } }
                let gaps = items.filter { $0.gap != nil }
                #expect(gaps.count == 1)
                guard case .trade(let first)? = gaps.first?.event else { return }
                #expect(first.quantity.raw == Int128(before + 141), "sixty trades are remembered")
                let quantities = sink.trades(InstrumentID(0)).map(\.quantity.raw)
                #expect(quantities == quantities.sorted() && Set(quantities).count == quantities.count)
            }
        }
    }

    @Test("Books are the venue's, after lost messages too")
    func books() async throws {
        let emulator = try EmulatedBybit.emulator(MarketSettings(origin: .generated(eventsPerSecond: 300)), seed: 13)
        var drop = FaultRule(.drop)
        drop.stream = .book
        drop.probability = 0.05
        _ = emulator.add(drop)
        try await EmulatedBybit.run(emulator) { venue in
            try await feed(venue) { sink in
                try await sink.wait { $0.count > 1_000 }
                emulator.clearFaults()
                let count = sink.count
                try await sink.wait { $0.count > count + 300 }
                emulator.setSpeed(0)
                // Changes that wait for their turn are told once the market's time passes it.
                emulator.happen(
                    .trade(
                        Trade(
                            instrument: InstrumentID(0), time: emulator.marketTime + TimeSpan(seconds: 1),
                            price: try Price("100"), quantity: try Quantity("1"), aggressor: .buy)))
                for market in Self.markets {
                    try await sink.wait { sink in
                        let book = Self.book(of: market.instrument, sink.items)
                        return [Side.buy, .sell].allSatisfy { side in
                            Self.levels(book, side, 50) == venue.levels(market.symbol, market.kind, side, 50)
                        }
                    }
                }
            }
        }
    }

    /// The book that the items make.
    private static func book(of instrument: InstrumentID, _ items: [FeedItem]) -> [Side: [Price: Quantity]] {
        var book: [Side: [Price: Quantity]] = [:]
        for item in items {
            guard case .book(let update) = item.event, update.instrument == instrument else { continue }
            if update.flags.contains(.snapshot) { book = [:] }
            book[update.side, default: [:]][update.price] = update.quantity.raw == 0 ? nil : update.quantity
        }
        return book
    }

    private static func levels(_ book: [Side: [Price: Quantity]], _ side: Side, _ limit: Int) -> [String] {
        let sorted = (book[side] ?? [:]).sorted { side == .buy ? $0.key > $1.key : $0.key < $1.key }
        return sorted.prefix(limit).map { "\($0.key) \($0.value)" }
    }
}
