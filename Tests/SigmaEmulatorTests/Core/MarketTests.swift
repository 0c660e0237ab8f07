import Foundation
import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaServing
import Testing

/// Markets from each source: in order, consistent, and the same again from the same seed.
@Suite struct MarketTests {
    private static let symbols = ["KRW-BTC", "KRW-ETH"]

    private func emulator(
        _ origin: MarketSettings.Origin, seed: UInt64 = 3, symbols: [String] = MarketTests.symbols,
        history: TimeSpan = TimeSpan(seconds: 3_600), speed: Double = 0,
        clock: ManualClock = ManualClock(UpbitScene.start)
    ) throws -> Emulator {
        var venue = VenueSettings(.upbit, listings: symbols.map { .init($0) })
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue], market: MarketSettings(origin: origin, speed: speed, history: history), seed: seed),
            clock: clock)
    }

    private func get(_ emulator: Emulator, _ path: String, _ query: String) -> JSONTree? {
        JSONTree(emulator.answer(WireRequest(path: "/v1/\(path)", query: query), at: .upbit).body)
    }

    /// Follows events with a book of its own; fails where they contradict each other.
    private func follow(_ emulator: Emulator, events: Int, tradesMeetTheBook: Bool = true) throws -> [MarketEvent] {
        var books: [InstrumentID: [Side: [Price: Quantity]]] = [:]
        var seen: [MarketEvent] = []
        var last = Timestamp.epoch
        while seen.count < events, let event = try emulator.match() {
            emulator.publish()
            #expect(event.time >= last, "event \(seen.count) is early")
            last = event.time
            seen.append(event)
            switch event {
            case .trade(let trade):
                guard tradesMeetTheBook else { continue }
                let levels = books[trade.instrument]?[trade.aggressor.opposite] ?? [:]
                let best = trade.aggressor == .buy ? levels.keys.min() : levels.keys.max()
                #expect(best == trade.price, "event \(seen.count): the best is \(best?.description ?? "nothing")")
                #expect(levels[trade.price].map { $0 >= trade.quantity } == true, "event \(seen.count)")
            case .book(let update):
                if update.flags.contains(.snapshot) { books[update.instrument] = [:] }
                let kept = update.quantity.raw == 0 ? nil : update.quantity
                books[update.instrument, default: [:]][update.side, default: [:]][update.price] = kept
                guard update.flags.contains(.last) else { continue }
                let book = books[update.instrument] ?? [:]
                if let bid = book[.buy]?.keys.max(), let ask = book[.sell]?.keys.min() {
                    #expect(bid < ask, "event \(seen.count) crosses the book")
                }
            }
        }
        return seen
    }

    @Test func generatedMarketsComeAgain() throws {
        let first = try follow(try emulator(.generated(eventsPerSecond: 20)), events: 2_000)
        let second = try follow(try emulator(.generated(eventsPerSecond: 20)), events: 2_000)
        #expect(first == second && first.count == 2_000)
        #expect(Set(first.map { $0.time >= UpbitScene.start }) == [true])
        let other = try follow(try emulator(.generated(eventsPerSecond: 20), seed: 4), events: 2_000)
        #expect(other != first)
    }

    @Test func generatedMarketsHaveAPast() throws {
        let emulator = try emulator(.generated(eventsPerSecond: 20), history: TimeSpan(seconds: 6 * 3_600))
        let candles = try #require(get(emulator, "candles/minutes/60", "market=KRW-BTC&count=200")?.elements)
        #expect(candles.count == 6 && candles[0]["candle_date_time_utc"]?.string == "2026-11-20T11:00:00")
        #expect(get(emulator, "ticker", "markets=KRW-BTC,KRW-ETH")?.elements?.count == 2)
        let close = try Price(try #require(candles[0]["trade_price"]?.plain))
        while try emulator.step(), get(emulator, "trades/ticks", "market=KRW-BTC&count=1")?.elements?.isEmpty == true {}
        let trade = try #require(get(emulator, "trades/ticks", "market=KRW-BTC&count=1")?[0]?["trade_price"]?.plain)
        let move = Double(try Price(trade).raw - close.raw) / Double(close.raw)
        #expect(abs(move) < 0.01, "the past ends elsewhere than the present begins: \(move)")
    }

    /// A file of trades, half of them within one millisecond of the one before.
    private func tradeFile(_ folder: ScratchFolder, count: Int) throws -> (HistoryFile, [Trade]) {
        let path = folder.path + "/trades.sigma"
        var writer = try HistoryWriter(
            path: path,
            description: HistoryDescription(
                kind: .trades, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", timeframe: .tick,
                hasReceiveTimes: false))
        var random = SplitMix64(seed: 11)
        var price: Int64 = 100_000
        var trades: [Trade] = []
        for index in 0..<count {
            price += Int64(random.next() % 9) - 4
            let trade = Trade(
                instrument: InstrumentID(0), time: UpbitScene.start + TimeSpan(milliseconds: Int64(index / 2) * 40),
                price: Price(raw: price * 1_000 * FixedPoint.one),
                quantity: Quantity(raw: Int128(random.next() % 90_000_000) + 1_000),
                aggressor: random.next() % 2 == 0 ? .buy : .sell, id: UInt64(index) + 1)
            trades.append(trade)
            try writer.append(trade)
        }
        _ = try writer.finish()
        return (try HistoryFile(path), trades)
    }

    @Test func tradesGetABookThatAgrees() throws {
        let folder = try ScratchFolder()
        let (file, trades) = try tradeFile(folder, count: 400)
        let recorded = RecordedMarket(venue: .upbit, symbol: "KRW-BTC", file: file)
        let emulator = try emulator(.files([recorded]), symbols: ["KRW-BTC"], history: .zero)
        let events = try follow(emulator, events: .max)
        let seen = events.compactMap { event -> Trade? in if case .trade(let trade) = event { trade } else { nil } }
        #expect(seen == trades)
        #expect(events.count > 2 * trades.count)
        #expect(get(emulator, "orderbook", "markets=KRW-BTC")?[0]?["orderbook_units"]?.elements?.count == 30)
    }

    @Test func candlesBecomeTradesThatMakeThemAgain() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/candles.sigma"
        var writer = try HistoryWriter(
            path: path,
            description: HistoryDescription(
                kind: .candles, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", timeframe: .oneMinute,
                hasReceiveTimes: false))
        var generator = MarketGenerator(.bitcoinInWon, seed: 5)
        let candles = generator.candles(200).filter { $0.volume.raw >= 4 }
        for candle in candles { try writer.append(candle) }
        _ = try writer.finish()
        let recorded = RecordedMarket(venue: .upbit, symbol: "KRW-BTC", file: try HistoryFile(path))
        // The first hour passes unseen.
        let emulator = try emulator(.files([recorded]), symbols: ["KRW-BTC"])
        #expect(get(emulator, "candles/minutes/1", "market=KRW-BTC&count=200")?.elements?.count == 60)
        _ = try follow(emulator, events: .max, tradesMeetTheBook: false)
        let again = try #require(get(emulator, "candles/minutes/1", "market=KRW-BTC&count=200")?.elements)
        let expected = candles.reversed().map {
            [$0.open, $0.high, $0.low, $0.close].map(\.description) + [$0.volume.description]
        }
        let found = try again.map { entry -> [String] in
            let prices = try ["opening_price", "high_price", "low_price", "trade_price"].map {
                try Price(try #require(entry[$0]?.plain)).description
            }
            return prices + [try Quantity(try #require(entry["candle_acc_trade_volume"]?.plain)).description]
        }
        #expect(found == expected)
    }

    @Test func wrongFilesAreNamed() throws {
        let folder = try ScratchFolder()
        let (file, _) = try tradeFile(folder, count: 4)
        let recorded = RecordedMarket(venue: .upbit, symbol: "KRW-XRP", file: file)
        #expect(throws: EmulatorError.unknownSymbol("KRW-XRP", at: .upbit)) { try emulator(.files([recorded])) }
    }

    @Test func timePassesAtItsSpeed() throws {
        let clock = ManualClock(UpbitScene.start)
        let emulator = try emulator(.generated(eventsPerSecond: 5), symbols: ["KRW-BTC"], speed: 60, clock: clock)
        for _ in 0..<10 {
            clock.advance(by: TimeSpan(milliseconds: 500))
            for _ in 0..<20 { try emulator.tick() }
        }
        let passed = emulator.marketTime - UpbitScene.start
        #expect(passed.seconds >= 299 && passed.seconds <= 300, "\(passed.seconds)")
        emulator.setSpeed(0)
        clock.advance(by: TimeSpan(seconds: 60))
        try emulator.tick()
        #expect(emulator.marketTime - UpbitScene.start == passed)
    }

    /// In lock-step an account hears of its fill before anybody hears of the trade that made it.
    @Test func accountsAreMatchedBeforeTheWorldIsTold() throws {
        let trade = { (price: Int64, second: Int64) in
            MarketEvent.trade(
                Trade(
                    instrument: InstrumentID(0), time: UpbitScene.start + TimeSpan(seconds: second),
                    price: Price(raw: price * 1_000 * FixedPoint.one), quantity: Quantity(raw: 500_000_000),
                    aggressor: .sell))
        }
        let key = EmulatedKey(id: "key", proof: .secret("secret"))
        let account = AccountSettings(name: "main", keys: [key], balances: ["KRW": try Quantity("50000000")])
        let emulator = try Emulator(
            EmulatorSettings(
                venues: [VenueSettings(.upbit, listings: [.init("KRW-BTC")], accounts: [account])],
                market: MarketSettings(origin: .script([trade(100_000, 1), trade(90_000, 2)]), speed: 0)),
            clock: ManualClock(UpbitScene.start))
        let (open, hidden) = (RecordingSink(), RecordingSink())
        let number = try #require(emulator.open(WireRequest(path: "/websocket/v1"), at: .upbit, sink: open))
        emulator.received(.text(Array(#"[{"ticket":"t"},{"type":"trade","codes":["KRW-BTC"]}]"#.utf8)), on: number)
        let bearer = [(name: "Authorization", value: "Bearer \(UpbitToken.make())")]
        let own = WireRequest(path: "/websocket/v1/private", headers: bearer)
        let second = try #require(emulator.open(own, at: .upbit, sink: hidden))
        emulator.received(.text(Array(#"[{"ticket":"t"},{"type":"myOrder"}]"#.utf8)), on: second)
        #expect(try emulator.step())
        let members = "market=KRW-BTC&side=bid&ord_type=limit&price=95000000&volume=0.1"
        let body =
            "{"
            + members.split(separator: "&").map { pair in
                "\"" + pair.replacingOccurrences(of: "=", with: "\":\"") + "\""
            }.joined(separator: ",") + "}"
        let headers = [
            (name: "Authorization", value: "Bearer \(UpbitToken.make(parameters: members))"),
            (name: "Content-Type", value: "application/json"),
        ]
        let placed = emulator.answer(
            WireRequest(method: "POST", path: "/v1/orders", headers: headers, body: Array(body.utf8)), at: .upbit)
        #expect(placed.status == 201, "\(placed.text)")
        _ = (open.take(), hidden.take())
        #expect(try emulator.match() != nil)
        #expect(hidden.take().map { $0["state"]?.string } == ["trade", "done"] && open.take().isEmpty)
        emulator.publish()
        #expect(open.take().map { $0["trade_price"]?.plain } == ["90000000.0"] && hidden.take().isEmpty)
        #expect(try emulator.match() == nil)
    }
}

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sigma-emulator-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
