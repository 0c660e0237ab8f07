import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Balances compared with the books")
struct AccountBeliefTests {
    /// An account of 1,000 KRW and 2 BTC of somebody else's; the session began with 600 KRW.
    private let belief = AccountBelief(
        assets: ["BTC", "KRW", "bybit:BTCUSDT"], baseline: [200_000_000, 100_000_000_000, 0],
        opening: [0, 60_000_000_000, 0],
        tolerance: 5)

    private func balances(_ btc: Int128, _ krw: Int128, locked: Int128 = 0) -> [BalanceReport] {
        [
            BalanceReport(asset: "KRW", free: krw - locked, locked: locked),
            BalanceReport(asset: "BTC", free: btc, locked: 0), BalanceReport(asset: "XRP", free: 7, locked: 7),
        ]
    }

    @Test("what trading made is expected, whoever else holds what")
    func agrees() {
        #expect(belief.differences(owned: [0, 60_000_000_000, 0], at: balances(200_000_000, 100_000_000_000)).isEmpty)
        #expect(
            belief.differences(
                owned: [50_000_000, 10_000_000_000, -9],
                at: balances(250_000_000, 50_000_000_000, locked: 3)
                    + [BalanceReport(asset: "bybit:BTCUSDT", free: -9, locked: 0)]
            ).isEmpty)
    }

    @Test("a difference beyond the tolerance names the asset and both amounts")
    func differs() {
        let within = belief.differences(owned: [0, 60_000_000_000, 0], at: balances(200_000_005, 99_999_999_995))
        #expect(within.isEmpty)
        let found = belief.differences(owned: [0, 60_000_000_000, 0], at: balances(200_000_006, 100_000_000_000))
        #expect(found == ["the account has 2.00000006 BTC, and should have 2"])
        let gone = belief.differences(owned: [0, 60_000_000_000, 0], at: [])
        #expect(gone.count == 2)
        let short = belief.differences(
            owned: [0, 60_000_000_000, -100_000_000], at: balances(200_000_000, 100_000_000_000))
        #expect(short == ["the account has 0 bybit:BTCUSDT, and should have -1"])
    }
}
