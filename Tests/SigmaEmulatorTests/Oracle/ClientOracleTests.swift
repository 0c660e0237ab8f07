import SigmaEmulator
import SigmaModel
import TestVenues
import Testing

/// Independent clients trade at the emulator and must not be able to tell; what they saw is compared with the venue's books.
@Suite(.enabled(if: OracleProcess.python != nil, "SIGMA_PYTHON names no interpreter"), .timeLimit(.minutes(10)))
struct ClientOracleTests {
    @Test func ccxtTradesAtUpbit() async throws {
        let emulator = try RunningEmulator.upbit()
        try await ServedEmulator.run(emulator) { port in
            let seen = try await OracleProcess.run(
                "emulator_client.py",
                [
                    "upbit", "http://127.0.0.1:\(port)/upbit", "ws://127.0.0.1:\(port)/upbit", "key", "secret",
                ])
            #expect(seen["ccxt"]?.string == "4.5.90" && seen["wrong_secret"]?.string == "AuthenticationError")
            let truth = try #require(emulator.truth(of: "main", at: .upbit))
            let order = { (name: String) in truth.orders.first { $0.venueID == seen[name]?.string } }
            #expect(order("canceled")?.state == .canceled && order("sold")?.state == .filled)
            let bought = try Quantity(try #require(seen["bought_amount"]?.plain))
            #expect(order("bought")?.filled == bought)
            #expect(order("watched")?.state == .canceled)
            // Nothing was traded after the totals were asked for.
            for (asset, amount) in [("BTC", seen["total"]?["BTC"]), ("KRW", seen["total"]?["KRW"])] {
                let balance = try #require(truth.balance(of: asset))
                let owned = FixedPoint.double(balance.free + balance.locked) / 1e8
                let told = try #require(amount?.plain.flatMap { Double($0) })
                #expect(abs(owned - told) <= 1e-9 * owned, "\(asset): \(owned), told \(told)")
            }
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
