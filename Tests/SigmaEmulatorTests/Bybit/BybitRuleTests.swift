import SigmaEmulator
import SigmaModel
import Testing

/// What the emulated Bybit refuses, with which code, always in an answer of status 200.
@Suite struct BybitRuleTests {
    struct Row: CustomTestStringConvertible {
        let name: String
        let category: String
        let side: String
        let quantity: String
        let price: Int64?
        let more: [(String, String)]
        let code: Int64
        var testDescription: String { "\(category) \(name): \(code)" }

        init(
            _ name: String, _ category: String, _ side: String, _ quantity: String, _ price: Int64?, _ code: Int64,
            _ more: [(String, String)] = []
        ) {
            self.name = name
            self.category = category
            self.side = side
            self.quantity = quantity
            self.price = price
            self.more = more
            self.code = code
        }
    }

    static let rows = [
        Row("decimals of the quantity", "spot", "Buy", "0.0000001", 90_000, 170_137),
        Row("worth too little", "spot", "Buy", "0.00001", 90_000, 170_140),
        Row("no money", "spot", "Buy", "1", 90_000, 170_131), Row("no coins", "spot", "Sell", "3", 100_000, 170_131),
        Row("above the band", "spot", "Buy", "0.01", 120_000, 170_193),
        Row("below the band", "spot", "Sell", "0.01", 80_000, 170_194),
        Row("side", "spot", "buy", "0.01", 90_000, 170_117),
        Row("time in force", "spot", "Buy", "0.01", 90_000, 170_115, [("timeInForce", "GTD")]),
        Row("decimals of the quantity", "linear", "Buy", "0.0001", 90_000, 10_001),
        Row("beyond the band", "linear", "Buy", "0.01", 120_000, 110_003),
        Row("nothing to reduce", "linear", "Sell", "0.01", 110_000, 110_017, [("reduceOnly", "true")]),
        Row("no margin", "linear", "Buy", "50", 90_000, 110_007),
        Row("quantity", "spot", "Buy", "0", 90_000, 10_001), Row("quantity", "spot", "Buy", "x", 90_000, 10_001),
        Row("category", "inverse", "Buy", "1", 90_000, 10_001),
        Row("name", "spot", "Buy", "0.01", 90_000, 10_001, [("orderLinkId", "a b")]),
        Row("name", "spot", "Buy", "0.01", 90_000, 10_001, [("orderLinkId", String(repeating: "a", count: 37))]),
        Row("trigger", "spot", "Buy", "0.01", 90_000, 10_001, [("triggerPrice", "1")]),
    ]

    @Test(arguments: rows) func refuses(_ row: Row) throws {
        let scene = try BybitScene()
        for market in [BybitScene.spot, BybitScene.linear] {
            try scene.book(of: market)
            try scene.trade(100_000, "0.1", of: market)
        }
        let answer = scene.order(row.side, row.quantity, at: row.price, category: row.category, row.more)
        #expect(answer.status == 200)
        #expect(answer.code == row.code, "\(answer.text)")
        #expect(scene.truth.orders.isEmpty)
    }

    @Test func pricesHaveTicks() throws {
        let scene = try BybitScene()
        try scene.book()
        let body = [
            ("category", "spot"), ("symbol", "BTCUSDT"), ("side", "Buy"), ("orderType", "Limit"), ("qty", "0.01"),
        ]
        #expect(scene.post("order/create", body + [("price", "90000.01")]).code == 170_134)
        #expect(scene.post("order/create", body + [("price", "90000.123456789")]).code == 170_134)
        #expect(scene.post("order/create", body).code == 10_001)
        #expect(
            scene.post("order/create", body.map { $0.0 == "symbol" ? ("symbol", "NOUSDT") : $0 } + [("price", "1")])
                .code
                == 170_121)
    }

    @Test func aClientNameIsUsedOnce() throws {
        let scene = try BybitScene()
        try scene.book()
        try scene.book(of: BybitScene.linear)
        #expect(scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "once")]).code == 0)
        #expect(scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "once")]).code == 170_141)
        #expect(scene.order("Buy", "0.01", at: 90_000, category: "linear", [("orderLinkId", "once")]).code == 110_072)
        _ = scene.post("order/cancel", [("category", "spot"), ("symbol", "BTCUSDT"), ("orderLinkId", "once")])
        #expect(scene.order("Buy", "0.01", at: 90_000, [("orderLinkId", "once")]).code == 170_141, "also afterwards")
    }

    @Test func aSuspendedMarketTakesNoOrders() throws {
        let scene = try BybitScene()
        try scene.book()
        #expect(scene.emulator.setSuspended(true, "BTCUSDT", at: .bybit))
        #expect(scene.order("Buy", "0.01", at: 90_000).code == 170_151)
    }
}
