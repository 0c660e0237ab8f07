import SigmaEmulator
import SigmaModel
import Testing

/// Which orders are refused, and by which name.
@Suite struct UpbitOrderRuleTests {
    struct Case: Sendable {
        var name: String
        var status = 400
        var members: [(String, String)]
    }

    /// The parts of a good limit order, some of them replaced or left out.
    private static func order(_ changes: [String: String?]) -> [(String, String)] {
        var members: [(String, String)] = []
        for (name, value) in [
            ("market", "KRW-BTC"), ("side", "bid"), ("ord_type", "limit"), ("price", "99000000"), ("volume", "0.001"),
        ] {
            guard let change = changes[name] else {
                members.append((name, value))
                continue
            }
            if let change { members.append((name, change)) }
        }
        for name in ["time_in_force", "smp_type", "identifier"] {
            if let change = changes[name], let change { members.append((name, change)) }
        }
        return members
    }

    static let cases: [Case] = [
        Case(name: "notfoundmarket", members: order(["market": "KRW-NOPE"])),
        Case(name: "validation_error", members: order(["market": nil])),
        Case(name: "validation_error", members: order(["side": "buy"])),
        Case(name: "validation_error", members: order(["ord_type": "stop"])),
        Case(name: "validation_error", members: order(["price": nil])),
        Case(name: "validation_error", members: order(["volume": nil])),
        Case(name: "validation_error", members: order(["volume": "-1"])),
        Case(name: "validation_error", members: order(["volume": "0.000000001"])),
        Case(name: "validation_error", members: order(["identifier": String(repeating: "x", count: 65)])),
        Case(name: "invalid_price_bid", members: order(["price": "99000500"])),
        Case(name: "invalid_price_ask", members: order(["side": "ask", "price": "100000001"])),
        Case(name: "under_min_total_bid", members: order(["volume": "0.00005"])),
        Case(name: "under_min_total_ask", members: order(["side": "ask", "volume": "0.00005"])),
        Case(name: "over_krw_funds_bid", members: order(["volume": "11"])),
        Case(name: "insufficient_funds_bid", members: order(["volume": "0.6"])),
        Case(name: "insufficient_funds_ask", members: order(["side": "ask", "volume": "3"])),
        Case(name: "invalid_time_in_force", members: order(["time_in_force": "gtc"])),
        Case(name: "invalid_post_only", members: order(["time_in_force": "post_only", "smp_type": "reduce"])),
        Case(name: "invalid_parameter", members: order(["smp_type": "never"])),
        Case(name: "create_bid_error", members: order(["ord_type": "price"])),
        Case(name: "create_ask_error", members: order(["side": "ask", "ord_type": "market"])),
        Case(name: "create_bid_error", members: order(["ord_type": "market", "price": nil])),
        Case(name: "create_ask_error", members: order(["side": "ask", "ord_type": "price", "volume": nil])),
        Case(
            name: "invalid_time_in_force",
            members: order(["ord_type": "price", "volume": nil, "time_in_force": "ioc"])),
        Case(name: "invalid_time_in_force", members: order(["ord_type": "best", "volume": nil])),
        Case(
            name: "invalid_time_in_force",
            members: order(["ord_type": "best", "volume": nil, "time_in_force": "post_only"])),
        Case(
            name: "under_min_total_bid", members: order(["ord_type": "price", "volume": nil, "price": "4999"])),
        // More than the thirty levels that are visible hold.
        Case(
            name: "create_ask_error",
            members: order(["side": "ask", "ord_type": "market", "price": nil, "volume": "1.9"])),
    ]

    @Test(arguments: UpbitOrderRuleTests.cases.indices)
    func refuses(_ index: Int) throws {
        let test = Self.cases[index]
        let scene = try UpbitScene()
        try scene.book(bids: [(99_999, "0.9"), (99_998, "0.9")])
        for path in ["orders/test", "orders"] {
            let answer = scene.post(path, test.members)
            #expect(answer.status == test.status && answer.errorName == test.name, "\(test.members): \(answer.text)")
        }
        #expect(scene.truth.orders.isEmpty)
    }

    /// The table in force since July 2025, at and around every band's edge.
    @Test(arguments: [
        ("1000000", "1000000", true), ("1000500", "1000500", false), ("999500", "x", true), ("999900", "x", false),
        ("500500", "x", true), ("500100", "x", false), ("100100", "x", true), ("100050", "x", false),
        ("50050", "x", true), ("50010", "x", false), ("10010", "x", true), ("10005", "x", false),
        ("5005", "x", true), ("5001", "x", false), ("4999", "x", true), ("101", "x", true), ("100.5", "x", false),
        ("99.9", "x", true), ("99.95", "x", false), ("9.99", "x", true), ("9.995", "x", false),
        ("0.999", "x", true), ("0.9995", "x", false), ("0.0999", "x", true), ("0.00999", "x", true),
        ("0.000999", "x", true), ("0.0000999", "x", true), ("0.00000999", "x", true),
    ])
    func ticksByPrice(_ price: String, _ unused: String, _ isValid: Bool) throws {
        let scene = try UpbitScene()
        try scene.book()
        let unit = try Price(price)
        let volume = Quantity(buying: Money(raw: 6_000 * Int128(FixedPoint.one)), at: unit, rounding: .up)
        let answer = scene.post(
            "orders/test",
            [
                ("market", "KRW-BTC"), ("side", "bid"), ("ord_type", "limit"), ("price", price),
                ("volume", volume.description),
            ])
        #expect(answer.status == (isValid ? 201 : 400), "\(price): \(answer.text)")
        if !isValid { #expect(answer.errorName == "invalid_price_bid") }
    }

    @Test func identifiersAreBurntEvenByFailedOrders() throws {
        let scene = try UpbitScene()
        try scene.book()
        let identifier = [("identifier", "once")]
        #expect(scene.limit("bid", 99_000, "0.9", identifier).errorName == "insufficient_funds_bid")
        #expect(scene.limit("bid", 99_000, "0.001", identifier).errorName == "duplicated_identifier")
        // The test of an order uses nothing up.
        let members = [
            ("market", "KRW-BTC"), ("side", "bid"), ("ord_type", "limit"), ("price", "99000000"), ("volume", "0.001"),
            ("identifier", "twice"),
        ]
        #expect(scene.post("orders/test", members).status == 201)
        #expect(scene.post("orders", members).status == 201)
        #expect(scene.ask("order", "identifier=once").errorName == "order_not_found")
        #expect(scene.ask("order", "identifier=twice").tree?["identifier"]?.string == "twice")
    }

    @Test func formsAreNotTaken() throws {
        let scene = try UpbitScene()
        let text = "market=KRW-BTC&side=bid"
        let answer = scene.emulator.answer(
            WireRequest(
                method: "POST", path: "/v1/orders",
                headers: [
                    (name: "Authorization", value: "Bearer \(UpbitToken.make(parameters: text))"),
                    (name: "Content-Type", value: "application/x-www-form-urlencoded"),
                ], body: Array(text.utf8)), at: .upbit)
        #expect(answer.status == 400 && answer.errorName == "validation_error")
    }

    @Test func suspendedMarketsAreOffline() throws {
        let scene = try UpbitScene()
        try scene.book()
        #expect(scene.emulator.setSuspended(true, "KRW-BTC", at: .upbit))
        let answer = scene.limit("bid", 99_000, "0.001")
        #expect(answer.status == 403 && answer.errorName == "market_offline")
    }
}
