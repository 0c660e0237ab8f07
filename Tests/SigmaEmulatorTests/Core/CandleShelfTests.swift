import SigmaEmulator
import SigmaModel
import Testing

/// Candles of every length against candles made the long way.
@Suite struct CandleShelfTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func agreesWithTheLongWay(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let scene = try UpbitScene()
        var trades: [BoardTrade] = []
        for number in 1...400 as ClosedRange<UInt64> {
            let gap = TimeSpan(milliseconds: Int64(random.next() % (number % 50 == 0 ? 40_000_000 : 90_000)))
            let price = 90_000 + Int64(random.next() % 20_000)
            let side: Side = random.next() % 2 == 0 ? .buy : .sell
            try scene.trade(price, "0.\(1 + random.next() % 9)", side, after: gap)
            let last = scene.emulator.marketTime
            trades.append(
                BoardTrade(
                    number: number, time: last, price: Price(raw: price * 1_000 * FixedPoint.one),
                    quantity: try Quantity("0.1"), aggressor: side))
        }
        for (path, interval) in [
            ("minutes/1", .minutes(1)), ("minutes/15", .minutes(15)), ("minutes/240", .minutes(240)),
            ("days", .day), ("weeks", .week), ("months", .month),
        ] as [(String, CandleInterval)] {
            let groups = Dictionary(grouping: trades) { interval.start(of: $0.time) }
            let expected = groups.keys.sorted(by: >).prefix(200).map { start -> String in
                let part = groups[start] ?? []
                let prices = part.map(\.price)
                return
                    "\(start.date) \(part[0].price) \(prices.max() ?? .zero) \(prices.min() ?? .zero) \(prices[part.count - 1])"
            }
            let answer = scene.get("candles/\(path)", "market=KRW-BTC&count=200").tree?.elements ?? []
            let found = try answer.map { entry -> String in
                let price = { (name: String) in try Price(try #require(entry[name]?.plain)).description }
                let day = try #require(entry["candle_date_time_utc"]?.string).prefix(10)
                return try
                    "\(day) \(price("opening_price")) \(price("high_price")) \(price("low_price")) \(price("trade_price"))"
            }
            #expect(found == Array(expected), "seed \(seed), \(path)")
        }
    }

    @Test(arguments: [
        (CandleInterval.week, "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
        (.week, "1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z", "1970-01-05T00:00:00Z"),
        (.month, "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        (.month, "2024-12-31T12:00:00Z", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        (.year, "2025-07-01T00:00:00Z", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        (.minutes(240), "2025-07-01T07:59:59Z", "2025-07-01T04:00:00Z", "2025-07-01T08:00:00Z"),
    ])
    func intervals(_ interval: CandleInterval, _ time: String, _ start: String, _ next: String) throws {
        let begin = interval.start(of: try Timestamp(time))
        #expect(begin.description == start && interval.next(after: begin).description == next)
    }

    @Test func quietIntervalsAreFlatWhereVenuesHaveThem() throws {
        let minute = { (index: Int64, price: Int64) -> ShelfCandle in
            ShelfCandle(flatAt: Price(raw: price), openTime: Timestamp(seconds: 600 + 60 * index))
        }
        var shelf = CandleShelf(history: [])
        #expect(shelf.filled(.minutes(1), from: .epoch, before: .never, count: 5).isEmpty)
        for (index, price) in [(0, 10), (1, 11), (4, 14)] as [(Int64, Int64)] {
            shelf.add(
                BoardTrade(
                    number: UInt64(index) + 1, time: minute(index, price).openTime, price: Price(raw: price),
                    quantity: Quantity(raw: 1), aggressor: .buy))
        }
        let end = Timestamp(seconds: 600 + 360)
        let closes = shelf.filled(.minutes(1), from: .epoch, before: end, count: 10).map(\.close.raw)
        #expect(closes == [10, 11, 11, 11, 14, 14])
        let middle = shelf.filled(.minutes(1), from: Timestamp(seconds: 725), before: end, count: 2).map(\.close.raw)
        #expect(middle == [11, 14])
        #expect(shelf.newest(.minutes(1), before: end, count: 9).map(\.close.raw) == [14, 11, 10])
        #expect(shelf.current(.minutes(5), at: Timestamp(seconds: 860))?.count == 3)
    }
}
