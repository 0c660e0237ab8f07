import SigmaEmulator
import SigmaModel
import Testing

/// What becomes of orders at the emulated Bybit.
@Suite struct BybitOrderTests {
    @Test func aLimitOrderIsAcknowledgedAndRests() throws {
        let scene = try BybitScene()
        try scene.book()
        let answer = scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "a-1")])
        #expect(answer.status == 200 && answer.code == 0, "\(answer.text)")
        #expect(answer.result?.members?.map(\.name) == ["orderId", "orderLinkId"])
        #expect(answer.result?["orderLinkId"]?.string == "a-1")
        let order = try #require(scene.find("category=spot&orderLinkId=a-1"))
        #expect(order["orderStatus"]?.string == "New" && order["timeInForce"]?.string == "GTC")
        #expect(order["price"]?.string == "90000" && order["qty"]?.string == "0.01")
        #expect(order["cumExecQty"]?.string == "0" && order["rejectReason"]?.string == "EC_NoError")
        let coin = scene.ask("account/wallet-balance", "accountType=UNIFIED&coin=USDT").result?["list"]?[0]?["coin"]?[0]
        #expect(coin?["walletBalance"]?.string == "50000" && coin?["locked"]?.string != "0")
    }

    @Test func aCancelIsAskedForAndHappens() throws {
        let scene = try BybitScene()
        try scene.book()
        let id = try #require(scene.order("Buy", "0.01", at: 90_000).result?["orderId"]?.string)
        let cancel = [("category", "spot"), ("symbol", "BTCUSDT"), ("orderId", id)]
        #expect(scene.post("order/cancel", cancel).code == 0)
        #expect(scene.find("category=spot&symbol=BTCUSDT") == nil)
        let order = try #require(scene.find("category=spot&symbol=BTCUSDT&openOnly=1"))
        #expect(order["orderStatus"]?.string == "Cancelled" && order["cancelType"]?.string == "CancelByUser")
        #expect(scene.post("order/cancel", cancel).code == 170_213)
        #expect(scene.truth.balance(of: "USDT")?.locked == 0)
    }

    @Test func aMarketBuyCountsTheQuoteCurrencyUnlessToldOtherwise() throws {
        let scene = try BybitScene()
        try scene.book()
        try scene.trade(100_000, "0.1")
        #expect(scene.order("Buy", "1000", [("orderLinkId", "value")]).code == 0)
        let byValue = try #require(scene.truth.order(clientID: "value"))
        let thousand = try Money("1000")
        #expect(byValue.isByTotal && byValue.state == .filled && byValue.spent <= thousand)
        #expect(scene.order("Buy", "0.01", [("marketUnit", "baseCoin"), ("orderLinkId", "base")]).code == 0)
        #expect(scene.truth.order(clientID: "base")?.filled == (try Quantity("0.01")))
        #expect(scene.order("Sell", "0.01", [("orderLinkId", "sale")]).code == 0)
        #expect(scene.truth.order(clientID: "sale")?.filled == (try Quantity("0.01")))
        #expect(scene.order("Sell", "1000", [("marketUnit", "quoteCoin"), ("orderLinkId", "worth")]).code == 0)
        let sold = try #require(scene.truth.order(clientID: "worth"))
        let least = try Money("990")
        #expect(sold.spent <= thousand && sold.spent > least)
        let fill = try #require(scene.ask("execution/list", "category=spot&orderLinkId=base").result?["list"]?[0])
        #expect(fill["execType"]?.string == "Trade" && fill["isMaker"]?.bool == false)
        #expect(fill["execPrice"]?.string == "100000" && fill["execQty"]?.string == "0.01")
    }

    @Test(arguments: [
        ("IOC", "0.02", "PartiallyFilledCanceled", "EC_NoImmediateQtyToFill"),
        ("FOK", "0.02", "Cancelled", "EC_CancelForNoFullFill"),
        ("PostOnly", "0.02", "Cancelled", "EC_PostOnlyWillTakeLiquidity"), ("IOC", "0.01", "Filled", "EC_NoError"),
    ])
    func timeInForceDecides(time: String, quantity: String, status: String, reason: String) throws {
        let scene = try BybitScene()
        try scene.book(asks: [(100_000, "0.01"), (100_500, "1")])
        #expect(scene.order("Buy", quantity, at: 100_000, [("timeInForce", time), ("orderLinkId", "x")]).code == 0)
        let order = try #require(scene.find("category=spot&orderLinkId=x"))
        #expect(order["orderStatus"]?.string == status && order["rejectReason"]?.string == reason)
    }

    @Test func contractsOpenAndCloseAPosition() throws {
        let scene = try BybitScene()
        try scene.book(of: BybitScene.linear)
        try scene.trade(100_000, "0.1", of: BybitScene.linear)
        #expect(
            scene.order("Sell", "0.1", category: "linear", [("orderLinkId", "in"), ("positionIdx", "0")]).code == 0)
        #expect(scene.truth.balance(of: "bybit:BTCUSDT")?.free == -10_000_000)
        #expect(scene.order("Sell", "0.1", category: "linear", [("reduceOnly", "true")]).code == 110_017)
        #expect(scene.order("Buy", "0.1", category: "linear", [("reduceOnly", "true")]).code == 0)
        #expect(scene.truth.balance(of: "bybit:BTCUSDT")?.free == 0)
        #expect(scene.order("Buy", "0.1", category: "linear", [("positionIdx", "1")]).code == 10_001)
        let order = try #require(scene.find("category=linear&orderLinkId=in"))
        #expect(order["orderStatus"]?.string == "Filled" && order["avgPrice"]?.string == "99999")
    }

    @Test func aWalletChangesWhenAContractsProfitIsRealized() throws {
        let scene = try BybitScene()
        func coin() -> JSONTree? {
            scene.ask("account/wallet-balance", "accountType=UNIFIED&coin=USDT").result?["list"]?[0]?["coin"]?[0]
        }
        func position() -> JSONTree? {
            scene.ask("position/list", "category=linear&symbol=BTCUSDT").result?["list"]?[0]
        }
        #expect(position()?["side"]?.string == "" && position()?["size"]?.string == "0")
        #expect(
            scene.ask("position/list", "category=linear&settleCoin=USDT").result?["list"]?.elements?.isEmpty == true)
        #expect(scene.ask("position/list", "category=linear").code == 10_001)
        try scene.book(of: BybitScene.linear)
        try scene.trade(100_000, "0.1", of: BybitScene.linear)
        #expect(scene.order("Sell", "0.1", category: "linear").code == 0)
        // 0.1 at 99,999, and a taker's fee of 5.5 basis points.
        #expect(coin()?["walletBalance"]?.string == "49994.500055")
        #expect(coin()?["unrealisedPnl"]?.string == "-0.1" && coin()?["equity"]?.string == "49994.400055")
        #expect(position()?["side"]?.string == "Sell" && position()?["size"]?.string == "0.1")
        #expect(position()?["avgPrice"]?.string == "99999" && position()?["positionValue"]?.string == "9999.9")
        let open = scene.ask("position/list", "category=linear&settleCoin=USDT").result?["list"]
        #expect(open?.elements?.count == 1)
        #expect(scene.order("Buy", "0.1", category: "linear").code == 0)
        // Bought at 100,000: a loss of 0.1, and another fee.
        #expect(coin()?["walletBalance"]?.string == "49988.900055")
        #expect(coin()?["cumRealisedPnl"]?.string == "-11.099945" && coin()?["unrealisedPnl"]?.string == "0")
        #expect(position()?["size"]?.string == "0")
    }

    @Test func anAmendmentChangesPriceAndQuantity() throws {
        let scene = try BybitScene()
        try scene.book()
        _ = scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "a")])
        let change = [
            ("category", "spot"), ("symbol", "BTCUSDT"), ("orderLinkId", "a"), ("price", "91000"), ("qty", "0.02"),
        ]
        #expect(scene.post("order/amend", change).code == 0)
        let order = try #require(scene.find("category=spot&orderLinkId=a"))
        #expect(order["price"]?.string == "91000" && order["qty"]?.string == "0.02")
    }

    @Test func allOrdersOfASymbolAreCancelled() throws {
        let scene = try BybitScene()
        try scene.book()
        for price in [90_000, 90_100, 90_200] as [Int64] { _ = scene.order("Buy", "0.01", at: price) }
        let answer = scene.post("order/cancel-all", [("category", "spot"), ("symbol", "BTCUSDT")])
        #expect(answer.result?["list"]?.elements?.count == 3 && answer.result?["success"]?.string == "1")
        #expect(scene.truth.orders.allSatisfy { $0.state == .canceled })
    }

    @Test func listsComeInPagesWhoseCursorsGoBackAsTheyCame() throws {
        let scene = try BybitScene()
        try scene.book()
        for index in 0..<5 { _ = scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "n\(index)")]) }
        let query = "category=spot&symbol=BTCUSDT&limit=2"
        var cursor = ""
        var names: [String] = []
        repeat {
            let page = scene.ask("order/realtime", query + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
            names += page.result?["list"]?.elements?.compactMap { $0["orderLinkId"]?.string } ?? []
            cursor = page.result?["nextPageCursor"]?.string ?? ""
        } while !cursor.isEmpty
        #expect(names == ["n4", "n3", "n2", "n1", "n0"])
        #expect(scene.ask("order/realtime", query + "&cursor=page_token%253D2%2526").code == 10_001)
    }

    @Test func whatEndedIsForgottenByARestartAndKeptByTheArchive() throws {
        let scene = try BybitScene()
        try scene.book()
        _ = scene.order("Buy", "0.01", at: 100_000, [("orderLinkId", "done")])
        _ = scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "open")])
        #expect(scene.find("category=spot&orderLinkId=done")?["orderStatus"]?.string == "Filled")
        scene.emulator.restart(.bybit, for: .zero)
        #expect(scene.find("category=spot&orderLinkId=done") == nil)
        #expect(scene.find("category=spot&orderLinkId=done", archive: true)?["orderStatus"]?.string == "Filled")
        #expect(scene.find("category=spot&orderLinkId=open")?["orderStatus"]?.string == "New")
        #expect(scene.ask("order/realtime", "category=linear").code == 10_001, "contracts want a symbol")
    }

    @Test func aCancelThatMeetsTheLastFillIsToldTwice() throws {
        let scene = try BybitScene()
        try scene.book()
        let (number, sink) = try scene.openAccount()
        scene.subscribe("order", on: number)
        _ = sink.take()
        let id = try #require(scene.order("Buy", "0.01", at: 100_000).result?["orderId"]?.string)
        #expect(scene.post("order/cancel", [("category", "spot"), ("symbol", "BTCUSDT"), ("orderId", id)]).code == 0)
        let told = sink.take().compactMap { $0["data"]?[0] }.filter { $0["orderStatus"]?.string == "Filled" }
        #expect(told.map { $0["rejectReason"]?.string } == ["EC_NoError", "EC_OrigClOrdIDDoesNotExist"])
        #expect(told.last?["cancelType"]?.string == "CancelByUser")
    }
}
