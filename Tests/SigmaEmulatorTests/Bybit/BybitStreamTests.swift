import SigmaEmulator
import SigmaModel
import SigmaPorts
import Testing

/// The streams of the emulated Bybit.
@Suite struct BybitStreamTests {
    @Test func booksBeginWholeAndChangeStepByStep() throws {
        let scene = try BybitScene()
        try scene.book()
        let (number, sink) = try scene.open("public/spot")
        scene.subscribe("orderbook.50.BTCUSDT", "publicTrade.BTCUSDT", on: number)
        let begin = sink.take()
        #expect(begin.first?["success"]?.bool == true && begin.first?["req_id"]?.string == "1")
        let snapshot = try #require(begin.last)
        #expect(snapshot["type"]?.string == "snapshot" && snapshot["data"]?["b"]?.elements?.count == 2)
        let update = try #require(snapshot["data"]?["u"]?.integer)
        try scene.book(bids: [(99_999, "0.5"), (99_997, "1")])
        let delta = try #require(sink.take().last)
        #expect(delta["type"]?.string == "delta" && delta["data"]?["u"]?.integer == update + 1)
        let bids = delta["data"]?["b"]?.elements?.map { "\($0[0]?.string ?? "") \($0[1]?.string ?? "")" }
        #expect(bids == ["99999 0.5", "99997 1", "99998 0"])
        #expect(delta["data"]?["a"]?.elements?.isEmpty == true)
        try scene.trade(99_999, "0.1", .sell)
        let trade = try #require(sink.take().first { $0["topic"]?.string == "publicTrade.BTCUSDT" }?["data"]?[0])
        #expect(trade["S"]?.string == "Sell" && trade["p"]?.string == "99999" && trade["v"]?.string == "0.1")
        #expect(trade["BT"]?.bool == false)
    }

    @Test func throttledBooksWaitForTheirTurn() throws {
        let scene = try BybitScene(throttles: true)
        try scene.book()
        let (number, sink) = try scene.open("public/spot")
        scene.subscribe("orderbook.200.BTCUSDT", on: number)
        _ = sink.take()
        func best(_ told: [JSONTree]) -> String? { told.last?["data"]?["b"]?.elements?.first?[0]?.string }
        for index in 1...3 as ClosedRange<Int64> {
            try scene.book(bids: [(99_999 - index, "1")], after: TimeSpan(milliseconds: 30))
        }
        #expect(sink.take().isEmpty, "within 100 ms of market time nothing is told")
        try scene.book(bids: [(99_990, "1")], after: TimeSpan(milliseconds: 30))
        try scene.emulator.tick()
        let told = sink.take()
        #expect(told.count == 1)
        #expect(best(told) == "99996", "the book as it was when its turn came")
        try scene.trade(100_000, "1", after: TimeSpan(milliseconds: 99))
        #expect(sink.take().isEmpty, "the next change waits for its turn, too")
        try scene.trade(100_000, "1", after: TimeSpan(milliseconds: 1))
        let next = sink.take()
        #expect(next.count == 1)
        #expect(best(next) == "99990")
    }

    @Test func quotesAreWholeAndRepeated() throws {
        let scene = try BybitScene(throttles: true)
        try scene.book()
        let (number, sink) = try scene.open("public/linear")
        try scene.book(of: BybitScene.linear)
        scene.subscribe("orderbook.1.BTCUSDT", on: number)
        let first = try #require(sink.take().last)
        #expect(first["type"]?.string == "snapshot" && first["data"]?["b"]?.elements?.count == 1)
        try scene.trade(100_000, "1", after: TimeSpan(seconds: 4))
        try scene.emulator.tick()
        let again = try #require(sink.take().last)
        #expect(again["type"]?.string == "snapshot" && again["data"]?["u"]?.integer == first["data"]?["u"]?.integer)
    }

    @Test func candlesGrowAndClose() throws {
        let scene = try BybitScene()
        let (number, sink) = try scene.open("public/spot")
        scene.subscribe("kline.1.BTCUSDT", on: number)
        _ = sink.take()
        try scene.trade(100_000, "1")
        try scene.trade(100_100, "1", after: TimeSpan(seconds: 60))
        let candles = sink.take().compactMap { $0["data"]?[0] }
        #expect(candles.map { $0["confirm"]?.bool } == [false, true, false])
        #expect(candles.map { $0["close"]?.string } == ["100000", "100000", "100100"])
    }

    @Test func tickersOfContractsTellWhatChanged() throws {
        let scene = try BybitScene()
        try scene.book(of: BybitScene.linear)
        try scene.trade(100_000, "1", of: BybitScene.linear)
        let (number, sink) = try scene.open("public/linear")
        scene.subscribe("tickers.BTCUSDT", on: number)
        let whole = try #require(sink.take().last)
        #expect(whole["type"]?.string == "snapshot" && whole["data"]?["bid1Price"]?.string == "99999")
        try scene.trade(100_001, "1", of: BybitScene.linear)
        let change = try #require(sink.take().last)
        #expect(change["type"]?.string == "delta" && change["data"]?["lastPrice"]?.string == "100001")
        #expect(change["data"]?["bid1Price"] == nil)
    }

    @Test func requestsAreAnswered() throws {
        let scene = try BybitScene()
        let (number, sink) = try scene.open("public/spot")
        scene.send(#"{"op":"ping"}"#, on: number)
        #expect(sink.take().last?["ret_msg"]?.string == "pong")
        scene.subscribe("publicTrade.NOUSDT", on: number)
        #expect(sink.take().last?["ret_msg"]?.string == "error:handler not found,topic:publicTrade.NOUSDT")
        scene.subscribe("publicTrade.BTCUSDT", on: number)
        scene.subscribe("publicTrade.BTCUSDT", on: number)
        #expect(sink.take().last?["ret_msg"]?.string == "error:already subscribed,topic:publicTrade.BTCUSDT")
        scene.send(#"{"op":"unsubscribe","args":["publicTrade.BTCUSDT"]}"#, on: number)
        try scene.trade(100_000, "1")
        #expect(sink.take().map { $0["op"]?.string } == ["unsubscribe"])
        let many = (0..<11).map { "\"kline.1.BTCUSDT\($0)\"" }.joined(separator: ",")
        scene.send(#"{"op":"subscribe","args":[\#(many)]}"#, on: number)
        #expect(sink.take().last?["ret_msg"]?.string == "args size >10")
        #expect(throws: BybitScene.Refused.self) { try scene.open("public/option") }
    }

    @Test func theAccountsStreamWantsProof() throws {
        let scene = try BybitScene()
        let (number, sink) = try scene.open("private")
        scene.subscribe("order", on: number)
        #expect(sink.take().last?["ret_msg"]?.string == "Request not authorized")
        scene.send(scene.proof(), on: number)
        #expect(sink.take().last?["success"]?.bool == true)
        scene.subscribe("order", "order.spot", on: number)
        #expect(sink.take().last?["success"]?.bool == false, "all-in-one and categorised topics do not mix")
        scene.send(#"{"req_id":"9","op":"ping"}"#, on: number)
        let pong = sink.take().last
        #expect(pong?["op"]?.string == "pong" && pong?["req_id"]?.string == "9" && pong?["args"]?[0]?.integer != nil)
        for proof in [scene.proof(secret: "x"), scene.proof(expires: TimeSpan(seconds: -1))] {
            let (wrong, other) = try scene.open("private")
            scene.send(proof, on: wrong)
            #expect(other.take().last?["success"]?.bool == false)
            #expect(other.ending == "close 1008")
        }
    }

    @Test func theAccountsStreamTellsOrdersExecutionsAndBalances() throws {
        let scene = try BybitScene()
        try scene.book()
        let (number, sink) = try scene.openAccount()
        scene.subscribe("order", "execution", "wallet", on: number)
        _ = sink.take()
        _ = scene.order("Buy", "0.01", at: 100_000, [("orderLinkId", "a")])
        let told = sink.take()
        #expect(told.contains { $0["topic"]?.string == "wallet" })
        let orders = told.filter { $0["topic"]?.string == "order" }.compactMap { $0["data"]?[0] }
        #expect(orders.map { $0["orderStatus"]?.string } == ["New", "Filled"])
        #expect(orders.allSatisfy { $0["category"]?.string == "spot" && $0["orderLinkId"]?.string == "a" })
        let fills = told.filter { $0["topic"]?.string == "execution" }.compactMap { $0["data"]?[0] }
        #expect(fills.map { $0["execQty"]?.string } == ["0.01"])
        #expect(fills.first?["feeCurrency"]?.string?.isEmpty == false)
    }

    @Test func ordersAreEnteredOverTheirOwnStream() throws {
        let scene = try BybitScene()
        try scene.book()
        let (number, sink) = try scene.open("trade")
        let order =
            #""op":"order.create","args":[{"category":"spot","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","#
            + #""qty":"0.01","price":"90000","orderLinkId":"w"}]}"#
        let header = #""header":{"X-BAPI-TIMESTAMP":"1780000000000","X-BAPI-RECV-WINDOW":"5000"},"#
        scene.send(#"{"reqId":"1",\#(header)\#(order)"#, on: number)
        #expect(sink.take().last?["retCode"]?.integer == 10_005, "no proof yet")
        scene.send(scene.proof(), on: number)
        #expect(sink.take().last?["retCode"]?.integer == 0)
        scene.send(#"{"reqId":"2",\#(header)\#(order)"#, on: number)
        let answer = try #require(sink.take().last)
        #expect(answer["retCode"]?.integer == 0 && answer["reqId"]?.string == "2")
        #expect(answer["data"]?["orderLinkId"]?.string == "w" && answer["header"]?["X-Bapi-Limit"]?.string == "20")
        scene.send(#"{"reqId":"2",\#(header)\#(order)"#, on: number)
        #expect(sink.take().last?["retCode"]?.integer == 20_006)
        scene.send(#"{"reqId":"3","header":{"X-BAPI-TIMESTAMP":"1"},\#(order)"#, on: number)
        #expect(sink.take().last?["retCode"]?.integer == 10_002)
        let cancel = #""op":"order.cancel","args":[{"category":"spot","symbol":"BTCUSDT","orderLinkId":"w"}]}"#
        scene.send(#"{"reqId":"4",\#(header)\#(cancel)"#, on: number)
        #expect(sink.take().last?["retCode"]?.integer == 0)
        #expect(scene.truth.order(clientID: "w")?.state == .canceled)
        scene.send(#"{"op":"ping"}"#, on: number)
        #expect(sink.take().last?["op"]?.string == "pong")
    }

    @Test func silentConnectionsAreClosed() throws {
        let scene = try BybitScene()
        let (_, long) = try scene.open("private")
        let (_, short) = try scene.open("private?max_active_time=30s")
        scene.clock.advance(by: TimeSpan(seconds: 31))
        try scene.emulator.tick()
        #expect(short.ending == "close 1001" && long.ending == nil)
        scene.clock.advance(by: TimeSpan(seconds: 570))
        try scene.emulator.tick()
        #expect(long.ending == "close 1001")
    }
}
