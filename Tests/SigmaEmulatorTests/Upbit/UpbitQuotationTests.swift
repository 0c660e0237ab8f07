import SigmaEmulator
import SigmaModel
import Testing

/// What everybody may ask.
@Suite struct UpbitQuotationTests {
    @Test func errorsOfQuotationsHaveNumbers() throws {
        let scene = try UpbitScene()
        for (path, query, status) in [
            ("ticker", "", 400), ("ticker", "markets=KRW-NOPE", 404), ("orderbook", "markets=KRW-BTC&count=31", 400),
            ("candles/minutes/7", "market=KRW-BTC", 404), ("candles/minutes/1", "market=KRW-BTC&to=now", 400),
            ("trades/ticks", "market=KRW-BTC&count=501", 400), ("trades/ticks", "market=KRW-BTC&days_ago=8", 400),
            ("nothing", "", 404),
        ] as [(String, String, Int)] {
            let answer = scene.get(path, query)
            #expect(
                answer.status == status && answer.tree?["error"]?["name"]?.integer == Int64(status), "\(path)?\(query)")
        }
    }

    @Test func listsMarkets() throws {
        let scene = try UpbitScene(symbols: ["KRW-BTC", "KRW-XRP"])
        let plain = try #require(scene.get("market/all").tree)
        #expect(plain.elements?.count == 2 && plain[0]?["market_event"] == nil)
        let detailed = try #require(scene.get("market/all", "is_details=true").tree)
        #expect(detailed[1]?["market"]?.string == "KRW-XRP" && detailed[1]?["english_name"]?.string == "XRP")
        #expect(detailed[0]?["market_event"]?["caution"]?["PRICE_FLUCTUATIONS"]?.bool == false)
    }

    @Test func tickerAgainstYesterdaysClose() throws {
        let scene = try UpbitScene()
        try scene.trade(90_000, "1", .buy)
        try scene.trade(100_000, "2", .sell, after: TimeSpan(seconds: 12 * 3_600))
        try scene.trade(99_000, "0.5", .buy, after: TimeSpan(seconds: 60))
        let ticker = try #require(scene.get("ticker", "markets=KRW-BTC").tree?[0])
        #expect(ticker["prev_closing_price"]?.plain == "90000000.00000000")
        #expect(ticker["change"]?.string == "RISE" && ticker["change_rate"]?.plain == "0.1")
        #expect(ticker["signed_change_price"]?.plain == "9000000.00000000")
        #expect(ticker["opening_price"]?.plain == "100000000.00000000" && ticker["acc_trade_volume"]?.plain == "2.5")
        #expect(ticker["acc_trade_volume_24h"]?.plain == "3.5" && ticker["acc_trade_price"]?.plain == "249500000.0")
        #expect(ticker["trade_date"]?.string == "20261121" && ticker["trade_time_kst"]?.string == "090100")
        #expect(scene.get("ticker/all", "quote_currencies=KRW").tree?.elements?.count == 1)
        #expect(scene.get("ticker/all", "quote_currencies=BTC").tree?.elements?.isEmpty == true)
    }

    @Test func booksAreGroupedByLevel() throws {
        let scene = try UpbitScene()
        try scene.trade(100_000, "1", .buy)
        try scene.book(
            bids: [(99_999, "1"), (99_995, "2"), (99_989, "4")], asks: [(100_001, "1"), (100_005, "2"), (100_011, "4")])
        let plain = try #require(scene.get("orderbook", "markets=KRW-BTC&count=2").tree?[0])
        #expect(plain["orderbook_units"]?.elements?.count == 2 && plain["total_ask_size"]?.plain == "3.0")
        let grouped = try #require(scene.get("orderbook", "markets=KRW-BTC&level=10000").tree?[0])
        let units = try #require(grouped["orderbook_units"]?.elements)
        #expect(units.map { $0["bid_price"]?.plain } == ["99990000.0", "99980000.0"])
        #expect(units.map { $0["bid_size"]?.plain } == ["3.0", "4.0"])
        #expect(units.map { $0["ask_price"]?.plain } == ["100010000.0", "100020000.0"])
        #expect(scene.get("orderbook", "markets=KRW-BTC&level=7").tree?.elements?.isEmpty == true)
        let instrument = try #require(scene.get("orderbook/instruments", "markets=KRW-BTC").tree?[0])
        #expect(instrument["tick_size"]?.string == "1000")
        #expect(instrument["supported_levels"]?.elements?.compactMap(\.string) == ["0", "10000", "100000", "1000000"])
    }

    @Test func tradesPageByCursor() throws {
        let scene = try UpbitScene()
        for index in 0..<6 { try scene.trade(100_000 + Int64(index), "0.1", .buy, after: .zero) }
        let first = try #require(scene.get("trades/ticks", "market=KRW-BTC&count=2").tree?.elements)
        #expect(first.map { $0["trade_price"]?.plain } == ["100005000.0", "100004000.0"])
        let cursor = try #require(first[1]["sequential_id"]?.plain)
        let next = try #require(scene.get("trades/ticks", "market=KRW-BTC&count=9&cursor=\(cursor)").tree?.elements)
        #expect(next.map { $0["trade_price"]?.plain } == ["100003000.0", "100002000.0", "100001000.0", "100000000.0"])
        #expect(scene.get("trades/ticks", "market=KRW-BTC&count=9&to=115959").tree?.elements?.isEmpty == true)
        try scene.trade(101_000, "1", .sell, after: .day)
        let yesterday = try #require(scene.get("trades/ticks", "market=KRW-BTC&count=9&days_ago=1").tree?.elements)
        #expect(yesterday.count == 6)
    }

    @Test func candlesLeaveGapsAndEndBeforeTo() throws {
        let scene = try UpbitScene()
        for (minutes, price) in [(0, 100_000), (1, 100_100), (4, 100_300), (5, 100_200)] as [(Int64, Int64)] {
            let time = UpbitScene.start + TimeSpan(seconds: 60 * minutes + 30)
            try scene.trade(price, "0.5", .buy, after: time - scene.emulator.marketTime)
        }
        let times = { (query: String) in
            scene.get("candles/minutes/1", "market=KRW-BTC&" + query).tree?.elements?
                .compactMap { $0["candle_date_time_utc"]?.string.map { String($0.suffix(8)) } }
        }
        #expect(times("count=200") == ["12:05:00", "12:04:00", "12:01:00", "12:00:00"])
        #expect(times("count=2&to=2026-11-20T12:04:00Z") == ["12:01:00", "12:00:00"])
        #expect(times("count=9&to=2026-11-20T21:04:00%2B09:00") == ["12:01:00", "12:00:00"])
        #expect(times("count=9&to=2026-11-20%2012:04:01") == ["12:04:00", "12:01:00", "12:00:00"])
        #expect(times("") == ["12:05:00"])
        #expect(times("count=500")?.count == 4)
        let three = try #require(scene.get("candles/minutes/3", "market=KRW-BTC&count=2").tree?.elements)
        #expect(three[0]["candle_acc_trade_volume"]?.plain == "1.0" && three[0]["unit"]?.integer == 3)
        #expect(three[0]["high_price"]?.plain == "100300000.00000000")
        #expect(three[0]["timestamp"]?.integer == (UpbitScene.start.nanoseconds / 1_000_000) + 330_000)
        let day = try #require(scene.get("candles/days", "market=KRW-BTC").tree?[0])
        #expect(day["candle_date_time_kst"]?.string == "2026-11-20T09:00:00" && day["change_rate"]?.plain != nil)
        let week = try #require(scene.get("candles/weeks", "market=KRW-BTC").tree?[0])
        #expect(week["first_day_of_period"]?.string == "2026-11-16")
        #expect(scene.get("candles/months", "market=KRW-BTC").tree?[0]?["first_day_of_period"]?.string == "2026-11-01")
        #expect(scene.get("candles/years", "market=KRW-BTC").tree?[0]?["first_day_of_period"]?.string == "2026-01-01")
        #expect(scene.get("candles/seconds", "market=KRW-BTC&count=9").tree?.elements?.count == 4)
    }
}
