import SigmaEmulator
import SigmaModel
import Testing

/// What becomes of orders, as the answers tell it and as the venue has it.
@Suite struct UpbitOrderTests {
    private func number(_ tree: JSONTree?, _ name: String) -> Int128? {
        tree?[name]?.plain.flatMap { try? DecimalText.parse($0) }
    }

    @Test func aRestingOrderLocksFundsAndFee() throws {
        let scene = try UpbitScene()
        try scene.book()
        let answer = scene.limit("bid", 99_000, "0.01", [("identifier", "rest")])
        let order = try #require(answer.tree)
        #expect(answer.status == 201)
        #expect(order["state"]?.string == "wait" && order["ord_type"]?.string == "limit")
        #expect(order["price"]?.string == "99000000" && order["volume"]?.string == "0.01")
        #expect(order["locked"]?.string == "990495" && order["reserved_fee"]?.string == "495")
        #expect(order["smp_type"]?.string == "cancel_maker")
        #expect(order["created_at"]?.string == "2026-11-20T21:00:00+09:00")
        let accounts = try #require(scene.ask("accounts").tree?.elements)
        let won = accounts.first { $0["currency"]?.string == "KRW" }
        #expect(won?["balance"]?.string == "49009505" && won?["locked"]?.string == "990495")
        let uuid = try #require(order["uuid"]?.string)
        let cancel = scene.ask("order", "uuid=\(uuid)", method: "DELETE")
        // The answer acknowledges; the order is shown as it was.
        #expect(cancel.status == 200 && cancel.tree?["state"]?.string == "wait")
        #expect(scene.ask("order", "uuid=\(uuid)").tree?["state"]?.string == "cancel")
        #expect(scene.truth.balance(of: "KRW")?.locked == 0)
        #expect(scene.ask("order", "uuid=\(uuid)", method: "DELETE").errorName == "order_not_found")
    }

    @Test func aLimitOrderWalksTheBookAndRestsWithTheRest() throws {
        let scene = try UpbitScene()
        try scene.book(asks: [(100_000, "0.1"), (100_001, "0.1")])
        let answer = scene.limit("bid", 100_000, "0.25")
        #expect(answer.tree?["executed_volume"]?.string == "0")
        let uuid = try #require(answer.tree?["uuid"]?.string)
        let order = try #require(scene.ask("order", "uuid=\(uuid)").tree)
        #expect(order["state"]?.string == "wait" && order["executed_volume"]?.string == "0.1")
        #expect(order["remaining_volume"]?.string == "0.15" && order["trades_count"]?.integer == 1)
        #expect(order["trades"]?[0]?["funds"]?.string == "10000000" && order["paid_fee"]?.string == "5000")
        try scene.trade(99_999, "5", .sell)
        let done = try #require(scene.ask("order", "uuid=\(uuid)").tree)
        #expect(done["state"]?.string == "done" && done["executed_funds"]?.string == "25000000")
        #expect(done["trades"]?.elements?.count == 2 && done["remaining_fee"]?.string == "0")
        #expect(number(scene.ask("accounts").tree?[0], "avg_buy_price") == 100_000_000 * Int128(FixedPoint.one))
    }

    @Test func aMarketBuyLeavesDustAndEndsAsCancel() throws {
        let scene = try UpbitScene()
        try scene.book(asks: [(99_999, "1"), (100_001, "1")])
        let members = [("market", "KRW-BTC"), ("side", "bid"), ("ord_type", "price"), ("price", "100000")]
        let answer = scene.post("orders", members)
        #expect(answer.tree?["volume"] == .null && answer.tree?["price"]?.string == "100000")
        let uuid = try #require(answer.tree?["uuid"]?.string)
        let order = try #require(scene.ask("order", "uuid=\(uuid)").tree)
        #expect(order["state"]?.string == "cancel" && order["executed_volume"]?.string == "0.00100001")
        #expect(order["locked"]?.string == "0")
        try scene.book(asks: [(100_000, "1"), (100_001, "1")])
        let exact = try #require(scene.post("orders", members).tree?["uuid"]?.string)
        #expect(scene.ask("order", "uuid=\(exact)").tree?["state"]?.string == "done")
    }

    @Test func aMarketSellTakesTheBids() throws {
        let scene = try UpbitScene()
        try scene.book()
        let members = [("market", "KRW-BTC"), ("side", "ask"), ("ord_type", "market"), ("volume", "0.5")]
        let answer = scene.post("orders", members)
        #expect(answer.tree?["price"] == .null && answer.tree?["reserved_fee"]?.string == "0")
        let fill = try #require(scene.truth.fills.first)
        #expect(fill.price == Price(raw: 99_999_000 * FixedPoint.one) && !fill.isMaker)
        #expect(scene.truth.orders[0].state == .filled)
    }

    @Test func timeInForceDecides() throws {
        let scene = try UpbitScene()
        try scene.book(asks: [(100_000, "0.01"), (100_001, "1")])
        let state = { (answer: WireAnswer) -> String in
            let uuid = answer.tree?["uuid"]?.string ?? ""
            let order = scene.ask("order", "uuid=\(uuid)").tree
            return "\(order?["state"]?.string ?? answer.text) \(order?["executed_volume"]?.string ?? "")"
        }
        #expect(state(scene.limit("bid", 100_000, "0.02", [("time_in_force", "fok")])) == "cancel 0")
        #expect(state(scene.limit("bid", 100_000, "0.02", [("time_in_force", "ioc")])) == "cancel 0.01")
        #expect(state(scene.limit("bid", 100_000, "0.001", [("time_in_force", "post_only")])) == "cancel 0")
        #expect(state(scene.limit("bid", 99_000, "0.001", [("time_in_force", "post_only")])) == "wait 0")
        let best = [("market", "KRW-BTC"), ("side", "bid"), ("ord_type", "best"), ("time_in_force", "ioc")]
        #expect(state(scene.post("orders", best + [("price", "500000")])) == "done 0.005")
    }

    @Test func ordersOfOneAccountDoNotMeet() throws {
        let scene = try UpbitScene()
        try scene.book(bids: [(99_998, "1"), (99_997, "1")], asks: [(100_002, "1"), (100_003, "1")])
        _ = scene.limit("ask", 100_000, "0.1", [("identifier", "maker")])
        _ = scene.limit("bid", 100_001, "0.04", [("smp_type", "reduce"), ("identifier", "reducer")])
        #expect(scene.ask("order", "identifier=reducer").tree?["state"]?.string == "cancel")
        #expect(scene.truth.order(clientID: "maker")?.remaining.description == "0.06")
        _ = scene.limit("bid", 100_001, "0.01", [("smp_type", "cancel_taker"), ("identifier", "taker")])
        let taker = try #require(scene.ask("order", "identifier=taker").tree)
        #expect(taker["state"]?.string == "cancel" && taker["prevented_volume"]?.string == "0.01")
        _ = scene.limit("bid", 100_001, "0.01", [("smp_type", "none"), ("identifier", "both")])
        #expect(scene.truth.order(clientID: "maker")?.state == .open)
        // Without a word the maker goes, since November 2026.
        _ = scene.limit("bid", 100_001, "0.01", [("identifier", "default")])
        let maker = try #require(scene.ask("order", "identifier=maker").tree)
        #expect(maker["state"]?.string == "cancel" && maker["prevented_locked"]?.string == "0.06")
        #expect(scene.truth.order(clientID: "default")?.state == .open)
    }

    @Test func replacesAnOrder() throws {
        let scene = try UpbitScene()
        try scene.book()
        let first = try #require(scene.limit("bid", 99_000, "0.5", [("identifier", "a")]).tree?["uuid"]?.string)
        // The old order's funds pay for the new one.
        let answer = scene.post(
            "orders/cancel_and_new",
            [
                ("prev_order_uuid", first), ("new_ord_type", "limit"), ("new_price", "99500000"),
                ("new_volume", "remain_only"), ("new_identifier", "b"),
            ])
        #expect(answer.status == 201 && answer.tree?["uuid"]?.string == first, "\(answer.text)")
        #expect(answer.tree?["new_order_identifier"]?.string == "b")
        let new = try #require(scene.truth.order(clientID: "b"))
        #expect(new.venueID == answer.tree?["new_order_uuid"]?.string && new.state == .open)
        #expect(new.request.quantity.description == "0.5")
        #expect(scene.truth.order(clientID: "a")?.state == .canceled)
        let again = scene.post(
            "orders/cancel_and_new",
            [("prev_order_identifier", "b"), ("new_ord_type", "limit"), ("new_identifier", "b")])
        #expect(again.errorName == "duplicated_identifier")
    }
}
