import SigmaEmulator
import SigmaModel
import Testing

/// The public calls of the emulated Bybit.
@Suite struct BybitMarketTests {
    @Test func timeInstrumentsAndTickers() throws {
        let scene = try BybitScene()
        try scene.book()
        try scene.trade(100_000, "0.5")
        let time = try #require(scene.get("market/time").result)
        #expect(time["timeSecond"]?.string == "1780000000" && time["timeNano"]?.string == "1780000000000000000")
        let spot = try #require(scene.get("market/instruments-info", "category=spot").result?["list"]?[0])
        #expect(spot["lotSizeFilter"]?["basePrecision"]?.string == "0.000001")
        #expect(spot["priceFilter"]?["tickSize"]?.string == "0.1" && spot["status"]?.string == "Trading")
        let linear = try #require(
            scene.get("market/instruments-info", "category=linear&symbol=BTCUSDT").result?["list"]?[0])
        #expect(linear["contractType"]?.string == "LinearPerpetual" && linear["settleCoin"]?.string == "USDT")
        #expect(linear["lotSizeFilter"]?["qtyStep"]?.string == "0.001")
        #expect(scene.get("market/instruments-info", "category=linear&symbol=NOUSDT").code == 10_001)
        #expect(
            scene.get("market/instruments-info", "category=linear&status=PreLaunch").result?["list"]?.elements?.isEmpty
                == true)
        let ticker = try #require(scene.get("market/tickers", "category=spot&symbol=BTCUSDT").result?["list"]?[0])
        #expect(ticker["lastPrice"]?.string == "100000" && ticker["bid1Price"]?.string == "99999")
        #expect(ticker["volume24h"]?.string == "0.5" && ticker["turnover24h"]?.string == "50000")
        #expect(scene.get("market/nothing").status == 404)
    }

    @Test func theBookAsItIs() throws {
        let scene = try BybitScene()
        try scene.book()
        let book = try #require(scene.get("market/orderbook", "category=spot&symbol=BTCUSDT&limit=2").result)
        #expect(book["b"]?.elements?.map { $0[0]?.string } == ["99999", "99998"])
        #expect(book["a"]?.elements?.map { $0[1]?.string } == ["1", "1"])
        #expect(scene.get("market/orderbook", "category=spot&symbol=BTCUSDT").result?["b"]?.elements?.count == 1)
    }

    @Test func tradesComeNewestFirst() throws {
        let scene = try BybitScene()
        for price in 1...70 as ClosedRange<Int64> { try scene.trade(100_000 + price, "0.1") }
        let list = try #require(
            scene.get("market/recent-trade", "category=spot&symbol=BTCUSDT").result?["list"]?.elements)
        #expect(list.count == 60)
        #expect(list.first?["price"]?.string == "100070" && list.last?["price"]?.string == "100011")
        #expect(Set(list.compactMap { $0["execId"]?.string }).count == 60)
        try scene.trade(5, "1", of: BybitScene.linear)
        let linear = scene.get("market/recent-trade", "category=linear&symbol=BTCUSDT&limit=1000").result?["list"]
        #expect(linear?[0]?["execId"]?.string?.count == 36)
    }

    @Test func candlesComeNewestFirstWithoutHoles() throws {
        let scene = try BybitScene()
        try scene.trade(100_000, "1")
        try scene.trade(100_500, "1", after: TimeSpan(seconds: 180))
        let list = { (query: String) in
            scene.get("market/kline", "category=spot&symbol=BTCUSDT&interval=1&\(query)").result?["list"]?.elements
                ?? []
        }
        let all = list("limit=10")
        #expect(all.map { $0[4]?.string } == ["100500", "100000", "100000", "100000"])
        #expect(all.map { $0[5]?.string } == ["1", "0", "0", "1"])
        let first = try #require(all.last?[0]?.string)
        #expect(list("start=\(first)&limit=2").map { $0[0]?.string }.last == first)
        #expect(list("start=\(first)&end=\(first)").count == 1)
        #expect(list("end=\(first)").count == 1)
        #expect(scene.get("market/kline", "category=spot&symbol=BTCUSDT&interval=7").code == 10_001)
    }
}
