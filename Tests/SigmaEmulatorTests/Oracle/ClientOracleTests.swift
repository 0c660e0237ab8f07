import SigmaEmulator
import SigmaModel
import TestVenues
import Testing

/// Independent clients trade at the emulator and must not be able to tell; what they saw is compared with the venue's books.
@Suite(.enabled(if: OracleProcess.python != nil, "SIGMA_PYTHON names no interpreter"), .timeLimit(.minutes(10)))
struct ClientOracleTests {
    @Test func ccxtTradesAtUpbit() async throws {
        try await ccxtTrades(at: .upbit, try RunningEmulator.upbit(), ending: [:])
    }

    @Test func ccxtTradesAtBinance() async throws {
        try await ccxtTrades(
            at: .binance, try RunningEmulator.binance(), ending: ["streamed": .canceled], takesPostOnly: false)
    }

    @Test func ccxtTradesAtBybit() async throws {
        let seen = try await ccxtTrades(
            at: .bybit, try RunningEmulator.bybit(),
            ending: [
                "streamed": .canceled, "contract_canceled": .canceled, "contract_opened": .filled,
                "contract_closed": .filled,
            ])
        #expect(seen["nothing_to_reduce"]?.string == "InvalidOrder")
    }

    /// Lets ccxt trade, and compares what it saw with the venue's own books, to the last decimal.
    ///
    /// - Parameters:
    ///   - ending: how the orders end that it makes at this venue only.
    ///   - takesPostOnly: whether a post-only order that would take is taken in before it ends.
    @discardableResult private func ccxtTrades(
        at venue: Venue, _ emulator: Emulator, ending: [String: EmulatedOrder.State], takesPostOnly: Bool = true
    ) async throws -> JSONTree {
        var seen = JSONTree.null
        try await ServedEmulator.run(emulator) { port in
            let base = "127.0.0.1:\(port)/\(venue)"
            seen = try await OracleProcess.run(
                "emulator_client.py", ["\(venue)", "http://\(base)", "ws://\(base)", "key", "secret"])
        }
        #expect(seen["ccxt"]?.string == "4.5.90")
        #expect(seen["wrong_secret"]?.string == "AuthenticationError")
        #expect(seen["wrong_key"]?.string == "AuthenticationError")
        #expect(seen["no_funds"]?.string == "InsufficientFunds" && seen["no_order"]?.string == "OrderNotFound")
        let truth = try #require(emulator.truth(of: "main", at: venue))
        let states: [String: EmulatedOrder.State] = [
            "canceled": .canceled, "bought": .filled, "sold": .filled, "watched": .canceled, "watched_sold": .filled,
        ].merging(ending) { $1 }
        let orders = try #require(seen["orders"]?.members)
        #expect(Set(orders.map(\.name)) == Set(states.keys))
        for (name, told) in orders.map({ ($0.name, $0.value) }) {
            let order = try #require(truth.orders.first { $0.venueID == told["id"]?.string }, "\(name)")
            #expect(order.state == states[name], "\(name)")
            #expect(order.filled == (try Quantity(try #require(told["filled"]?.plain))), "\(name)")
        }
        // Nothing else was traded, and nothing works any more.
        let count = { (state: EmulatedOrder.State) in truth.orders.count { $0.state == state } }
        #expect(count(.open) == 0 && count(.rejected) == (takesPostOnly ? 1 : 0))
        #expect(count(.filled) == states.values.count { $0 == .filled })
        try compare(try #require(seen["balances"]?.members), with: truth)
        return seen
    }

    private func compare(_ balances: [JSONTree.Member], with truth: AccountTruth) throws {
        #expect(balances.count == 2)
        for (asset, told) in balances.map({ ($0.name, $0.value) }) {
            let owned = try #require(truth.balance(of: asset))
            let (free, used) = (try #require(told["free"]?.plain), try #require(told["used"]?.plain))
            #expect(owned.free == (try DecimalText.parse(free.utf8)), "\(asset)")
            #expect(owned.locked == (try DecimalText.parse(used.utf8)), "\(asset)")
        }
    }

    /// Upbit's own SDK, strict about its schemas.
    @Test func upbitsOwnKitTradesAtUpbit() async throws {
        let emulator = try RunningEmulator.upbit(seed: 6)
        try await ServedEmulator.run(emulator) { port in
            let seen = try await OracleProcess.run(
                "emulator_upbit_sdk.py",
                ["http://127.0.0.1:\(port)/upbit", "ws://127.0.0.1:\(port)/upbit", "key", "secret"])
            let truth = try #require(emulator.truth(of: "main", at: .upbit))
            #expect(truth.orders.allSatisfy { $0.state == .canceled } && truth.fills.isEmpty)
            #expect(seen["states"]?.elements?.compactMap(\.string) == ["wait", "cancel"])
            for format in ["DEFAULT", "SIMPLE", "JSON_LIST", "SIMPLE_LIST"] {
                #expect(seen["subscriptions"]?[format]?.integer == 4)
            }
        }
    }
}
