import SigmaEmulator
import SigmaModel
import Testing

/// Lists of orders and cancels of many.
@Suite struct UpbitListTests {
    /// Four open orders `o0`…`o3`, one done and one cancelled.
    private func scene() throws -> UpbitScene {
        let scene = try UpbitScene(symbols: ["KRW-BTC", "KRW-ETH"])
        try scene.book()
        for index in 0..<4 {
            _ = scene.limit(
                index < 2 ? "bid" : "ask", index < 2 ? 99_000 : 101_000, "0.001", [("identifier", "o\(index)")])
        }
        _ = scene.limit("bid", 100_000, "0.001", [("identifier", "done")])
        _ = scene.limit("bid", 99_000, "0.001", [("identifier", "gone")])
        _ = scene.ask("order", "identifier=gone", method: "DELETE")
        return scene
    }

    private func identifiers(_ answer: WireAnswer) -> [String] {
        answer.tree?.elements?.compactMap { $0["identifier"]?.string } ?? [answer.text]
    }

    @Test(arguments: [
        ("", ["o3", "o2", "o1", "o0"]), ("order_by=asc", ["o0", "o1", "o2", "o3"]), ("limit=3&page=2", ["o0"]),
        ("states[]=wait&states[]=watch", ["o3", "o2", "o1", "o0"]), ("state=watch", []), ("market=KRW-ETH", []),
    ])
    func open(_ query: String, _ expected: [String]) throws {
        #expect(identifiers(try scene().ask("orders/open", query)) == expected)
    }

    @Test(arguments: [
        ("", ["gone", "done"]), ("state=done", ["done"]), ("states[]=cancel", ["gone"]), ("limit=1", ["gone"]),
        ("start_time=2026-11-20T00:00:00Z&end_time=2026-11-21T00:00:00Z&order_by=asc", ["done", "gone"]),
        ("end_time=2026-11-19T00:00:00%2B09:00", []), ("start_time=1795176000000", ["gone", "done"]),
    ])
    func closed(_ query: String, _ expected: [String]) throws {
        #expect(identifiers(try scene().ask("orders/closed", query)) == expected)
    }

    @Test(arguments: [
        ("orders/open", "state=done"), ("orders/open", "limit=101"), ("orders/open", "page=0"),
        ("orders/closed", "state=wait"), ("orders/closed", "limit=1001"),
        ("orders/closed", "start_time=2026-11-01T00:00:00Z&end_time=2026-11-20T00:00:00Z"),
        ("orders/closed", "start_time=yesterday"), ("orders/open", "order_by=up"),
    ])
    func refuses(_ path: String, _ query: String) throws {
        let answer = try scene().ask(path, query)
        #expect(answer.status == 400 && answer.errorName == "invalid_parameter", "\(answer.text)")
    }

    @Test func byNames() throws {
        let scene = try scene()
        #expect(identifiers(scene.ask("orders/uuids", "identifiers[]=o1&identifiers[]=done")) == ["done", "o1"])
        let uuid = try #require(scene.truth.order(clientID: "o2")?.venueID)
        #expect(identifiers(scene.ask("orders/uuids", "uuids[]=\(uuid)&order_by=asc")) == ["o2"])
        #expect(scene.ask("orders/uuids", "uuids[]=\(uuid)&identifiers[]=o1").errorName == "validation_error")
        #expect(scene.ask("orders/uuids").errorName == "validation_error")
    }

    @Test func cancelsMany() throws {
        let scene = try scene()
        let some = try #require(
            scene.ask("orders/uuids", "identifiers[]=o0&identifiers[]=done", method: "DELETE").tree)
        #expect(some["success"]?["count"]?.integer == 1 && some["failed"]?["count"]?.integer == 1)
        #expect(some["failed"]?["orders"]?[0]?["identifier"]?.string == "done")
        let asks = try #require(scene.ask("orders/open", "cancel_side=ask&count=1", method: "DELETE").tree)
        #expect(asks["success"]?["orders"]?[0]?["identifier"]?.string == "o3")
        #expect(
            scene.ask("orders/open", "excluded_pairs=KRW-BTC", method: "DELETE").tree?["success"]?["count"]?.integer
                == 0)
        #expect(
            scene.ask("orders/open", "quote_currencies=KRW", method: "DELETE").tree?["success"]?["count"]?.integer == 2)
        #expect(scene.truth.orders.allSatisfy { $0.state != .open })
        #expect(scene.ask("orders/open", "count=301", method: "DELETE").errorName == "invalid_parameter")
    }

    @Test func theChanceTellsFeesAndLimits() throws {
        let chance = try #require(try scene().ask("orders/chance", "market=KRW-BTC").tree)
        #expect(chance["bid_fee"]?.string == "0.0005" && chance["maker_ask_fee"]?.string == "0.0005")
        #expect(chance["market"]?["bid"]?["min_total"]?.string == "5000")
        #expect(chance["market"]?["max_total"]?.string == "1000000000")
        #expect(chance["bid_account"]?["currency"]?.string == "KRW")
        #expect(chance["ask_account"]?["locked"]?.string == "0.002")
    }
}
