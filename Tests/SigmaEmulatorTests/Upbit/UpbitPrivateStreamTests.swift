import SigmaEmulator
import SigmaModel
import Testing

/// What an account hears of its orders and balances.
@Suite struct UpbitPrivateStreamTests {
    private func subscribe(_ scene: UpbitScene, _ types: String) throws -> RecordingSink {
        let (session, sink) = try scene.open("/websocket/v1/private")
        scene.send("[{\"ticket\":\"t\"},\(types)]", on: session)
        #expect(sink.take().isEmpty, "private streams have no snapshots")
        return sink
    }

    @Test func anOrdersLife() throws {
        let scene = try UpbitScene()
        try scene.book(asks: [(100_000, "0.1"), (100_001, "1")])
        let sink = try subscribe(scene, #"{"type":"myOrder"}"#)
        _ = scene.limit("bid", 100_000, "0.15", [("identifier", "life")])
        let first = sink.take()
        #expect(first.map { $0["state"]?.string } == ["wait", "trade"])
        #expect(first.allSatisfy { $0["identifier"]?.string == "life" && $0["stream_type"]?.string == "REALTIME" })
        #expect(first[0]["trade_uuid"] == .null && first[0]["is_maker"] == .null && first[0]["trade_fee"] == .null)
        #expect(first[0]["volume"]?.plain == "0.15" && first[0]["price"]?.plain == "100000000.0")
        // A trade stands in the places of the order's price and volume.
        #expect(first[1]["volume"]?.plain == "0.1" && first[1]["price"]?.plain == "100000000.0")
        #expect(first[1]["is_maker"]?.bool == false && first[1]["trade_fee"]?.plain == "5000.0")
        try scene.trade(99_999, "5", .sell)
        let second = sink.take()
        #expect(second.map { $0["state"]?.string } == ["trade", "done"])
        #expect(second[0]["is_maker"]?.bool == true && second[0]["executed_volume"]?.plain == "0.15")
        let fills = scene.truth.fills
        #expect(fills.count == 2 && first[1]["trade_uuid"] != second[0]["trade_uuid"])
        let trades = scene.ask("order", "identifier=life").tree?["trades"]?.elements
        #expect(trades?.map { $0["uuid"] } == [first[1]["trade_uuid"], second[0]["trade_uuid"]])
    }

    @Test func cancelsAndPreventedOrders() throws {
        let scene = try UpbitScene()
        try scene.book(bids: [(99_990, "1")], asks: [(100_010, "1")])
        let sink = try subscribe(scene, #"{"type":"myOrder","codes":["KRW-BTC"]}"#)
        _ = scene.limit("ask", 100_000, "0.1")
        _ = scene.limit("bid", 100_001, "0.1", [("identifier", "b")])
        #expect(sink.take().map { $0["state"]?.string } == ["wait", "prevented", "cancel", "wait"])
        _ = scene.ask("order", "identifier=b", method: "DELETE")
        let last = sink.take()
        #expect(last.map { $0["state"]?.string } == ["cancel"] && last[0]["locked"]?.plain == "0.0")
    }

    @Test func balancesOnChangeOnly() throws {
        let scene = try UpbitScene()
        try scene.book()
        let sink = try subscribe(scene, #"{"type":"myAsset"}"#)
        _ = scene.limit("bid", 99_000, "0.01")
        let locked = sink.take()
        #expect(locked.count == 1 && locked[0]["assets"]?.elements?.count == 1)
        #expect(locked[0]["assets"]?[0]?["balance"]?.plain == "49009505.0")
        #expect(locked[0]["assets"]?[0]?["locked"]?.plain == "990495.0")
        try scene.trade(99_000, "0.001", .buy)
        #expect(sink.take().isEmpty)
        try scene.trade(98_000, "5", .sell)
        let filled = sink.take()
        #expect(filled[0]["assets"]?.elements?.compactMap { $0["currency"]?.string }.sorted() == ["BTC", "KRW"])
    }

    @Test func codesAndFormats() throws {
        let scene = try UpbitScene(symbols: ["KRW-BTC", "KRW-ETH"])
        try scene.book()
        let other = try subscribe(scene, #"{"type":"myOrder","codes":["KRW-ETH"]}"#)
        let simple = try subscribe(scene, #"{"type":"myOrder","codes":[]},{"format":"SIMPLE_LIST"}"#)
        _ = scene.limit("bid", 99_000, "0.01", [("time_in_force", "post_only")])
        #expect(other.take().isEmpty)
        let order = try #require(simple.take().first?[0])
        #expect(order["ty"]?.string == "myOrder" && order["cd"]?.string == "KRW-BTC" && order["s"]?.string == "wait")
        #expect(
            order["tif"]?.string == "post_only" && order["smpt"]?.string == "none" && order["l"]?.plain == "990495.0")
    }

    @Test(arguments: [
        (#"{"type":"myAsset","codes":["KRW-BTC"]}"#, "WRONG_FORMAT"),
        (#"{"type":"trade","codes":["KRW-BTC"]}"#, "INVALID_PARAM"),
    ])
    func refuses(_ types: String, _ name: String) throws {
        let scene = try UpbitScene()
        let (session, sink) = try scene.open("/websocket/v1/private")
        scene.send("[{\"ticket\":\"t\"},\(types)]", on: session)
        #expect(sink.trees.map { $0["error"]?["name"]?.string } == [name])
    }
}
