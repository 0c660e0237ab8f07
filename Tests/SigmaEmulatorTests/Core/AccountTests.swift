import SigmaEmulator
import SigmaModel
import Testing

/// Balances are always what the executions and working orders make of the first ones.
@Suite struct AccountTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func nothingIsLostOrMade(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let scene = try UpbitScene(liquidity: seed % 2 == 0 ? .one : try Rate("0.05"))
        try scene.book()
        for step in 0..<120 {
            try act(scene, &random, step)
            try check(scene, "seed \(seed), step \(step)")
        }
        #expect(
            scene.truth.orders.count > 20 && scene.truth.fills.count > 5, "seed \(seed): too quiet to prove anything")
    }

    private func act(_ scene: UpbitScene, _ random: inout SplitMix64, _ step: Int) throws {
        let price = 99_990 + Int64(random.next() % 20)
        let side = random.next() % 2 == 0 ? "bid" : "ask"
        let volume = "0.0\(1 + random.next() % 9)"
        switch random.next() % 8 {
        case 0, 1:
            let smp = ["cancel_maker", "cancel_taker", "reduce", "none"][Int(random.next() % 4)]
            _ = scene.limit(side, price, volume, [("identifier", "n\(step)"), ("smp_type", smp)])
        case 2:
            let tif = ["ioc", "fok", "post_only"][Int(random.next() % 3)]
            _ = scene.limit(side, price, volume, [("time_in_force", tif)])
        case 3:
            let cost = [("ord_type", "price"), ("side", "bid"), ("price", "\(10_000 + random.next() % 900_000)")]
            _ = scene.post("orders", [("market", "KRW-BTC")] + cost)
        case 4:
            _ = scene.post(
                "orders", [("market", "KRW-BTC"), ("side", "ask"), ("ord_type", "market"), ("volume", volume)])
        case 5: _ = scene.ask("order", "identifier=n\(random.next() % UInt64(step + 1))", method: "DELETE")
        case 6: try scene.trade(price, "0.\(1 + random.next() % 9)", side == "bid" ? .buy : .sell)
        default:
            let middle = 99_995 + Int64(random.next() % 10)
            try scene.book(
                bids: [(middle - 1, "0.3"), (middle - 2, "0.5")], asks: [(middle, "0.3"), (middle + 1, "0.5")])
        }
    }

    private func check(_ scene: UpbitScene, _ place: String) throws {
        let truth = scene.truth
        var won = try Quantity("50000000").raw
        var bitcoin = try Quantity("2").raw
        for fill in truth.fills {
            won += fill.isBuy ? -fill.notional.raw - fill.fee.raw : fill.notional.raw - fill.fee.raw
            bitcoin += fill.isBuy ? fill.quantity.raw : -fill.quantity.raw
        }
        for (asset, expected, side) in [("KRW", won, Side.buy), ("BTC", bitcoin, .sell)] {
            let balance = try #require(truth.balance(of: asset))
            let locked = truth.orders.filter { $0.request.side == side }.reduce(0) { $0 + $1.locked }
            #expect(balance.free + balance.locked == expected, "\(place): \(asset)")
            #expect(balance.locked == locked && balance.free >= 0 && locked >= 0, "\(place): \(asset) locked")
        }
        for order in truth.orders {
            let fills = truth.fills(of: order.number)
            #expect(order.filled.raw == fills.reduce(0) { $0 + $1.quantity.raw }, "\(place): order \(order.number)")
            #expect(order.spent.raw == fills.reduce(0) { $0 + $1.notional.raw }, "\(place): order \(order.number)")
            if order.state.isTerminal { #expect(order.locked == 0, "\(place): order \(order.number)") }
            if order.state == .open { #expect(order.remaining.raw > 0, "\(place): order \(order.number)") }
        }
    }

    @Test func whatARestingOrderReservesIsWhatTheVenueSays() throws {
        let scene = try UpbitScene()
        try scene.book()
        for (side, price) in [("bid", 99_000), ("ask", 101_000)] as [(String, Int64)] {
            _ = scene.limit(side, price, "0.01234567")
        }
        for order in scene.truth.orders {
            let asset = order.request.side == .buy ? "KRW" : "BTC"
            #expect(order.lockedAtFirst == scene.truth.balance(of: asset)?.locked)
        }
    }

    @Test func setUpErrorsNameTheMend() throws {
        let key = EmulatedKey(id: "k", proof: .secret("s"))
        let account = { (name: String, balances: [String: Quantity]) in
            AccountSettings(name: name, keys: name == "b" ? [] : [key], balances: balances)
        }
        let cases: [(VenueSettings, EmulatorError)] = [
            (VenueSettings(.upbit, listings: []), .noSymbols(.upbit)),
            (VenueSettings(.generic, listings: [.init("BTC/USD")]), .unservedVenue(.generic)),
            (
                VenueSettings(.upbit, listings: [.init("KRW-BTC")], accounts: [account("a", [:]), account("a", [:])]),
                .duplicate("a", at: .upbit)
            ),
            (
                VenueSettings(.upbit, listings: [.init("KRW-BTC")], accounts: [account("a", [:]), account("c", [:])]),
                .duplicate("k", at: .upbit)
            ),
            (
                VenueSettings(
                    .upbit, listings: [.init("KRW-BTC")], accounts: [account("a", ["EUR": try Quantity("1")])]),
                .unknownAsset("EUR", at: .upbit)
            ),
        ]
        for (venue, expected) in cases {
            let settings = EmulatorSettings(venues: [venue], market: MarketSettings(origin: .script([]), speed: 0))
            #expect(throws: expected) { try Emulator(settings, clock: UpbitScene().clock) }
        }
    }

    @Test func secretsAreNotShown() {
        let key = EmulatedKey(id: "public", proof: .secret("hidden"))
        #expect("\(key)" == "key public" && String(describing: [key]).contains("hidden") == false)
    }
}
