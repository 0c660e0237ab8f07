import SigmaEngine
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("A live session at a venue within the test")
struct LiveSessionTests {
    @Test("decides as a backtest of the same trades, hash for hash, and owns the same", arguments: 1...6)
    func parity(seed: UInt64) async throws {
        let scene = try LiveScene(seed: seed, count: 300, .turning(), .resting())
        let expected = try scene.backtest()
        let (status, notices) = try await scene.run()
        #expect(expected.orders > 20, "a market that nobody trades shows nothing")
        #expect(status.effectHash == expected.hash, "seed \(seed)")
        #expect(status.owned == expected.owned, "seed \(seed)")
        #expect(status.marketEvents == 300)
        let halts = notices.filter { if case .halt = $0 { true } else { false } }
        #expect(halts.isEmpty, "seed \(seed): \(halts)")
        let certificate = try scene.scene.certificate()
        #expect(certificate.isGreen, "seed \(seed): \(String(describing: certificate.divergence))")
        #expect(certificate.effectHash == expected.hash)
    }

    @Test("lives on and asks for a halt when the venue refuses the key of its stream")
    func deaf() async throws {
        var scene = try LiveScene(seed: 8, count: 5, .turning())
        scene.refusal = GatewayError(.forbidden, at: .binance, "the key has run out", mend: "make a new one")
        let (status, notices) = try await scene.run()
        let halts = notices.compactMap { if case .halt(let text) = $0 { text } else { nil } }
        #expect(halts.count == 1, "\(halts)")
        #expect(halts.allSatisfy { $0.contains("the key has run out; make a new one") })
        #expect(status.marketEvents == 5 && status.phase == .stopped)
    }

    @Test("compares its account with the venue before it hears the market")
    func reconciles() async throws {
        var scene = try LiveScene(seed: 7, count: 5, .turning())
        scene.scene.manifest.opening = SessionManifest.VenueOpening(balances: ["USDT": "99999", "BTC": "0"])
        let (status, notices) = try await scene.run()
        let halts = notices.compactMap { if case .halt(let text) = $0 { text } else { nil } }
        #expect(halts.contains { $0.contains("the account has 100000 USDT, and should have 99999") })
        #expect(status.marketEvents == 5)
    }
}
