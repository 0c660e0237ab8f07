import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import Testing

@Suite("Changes of orders at the emulator")
struct AmendmentEmulationTests {
    private func scene() async throws -> BinanceScene {
        let scene = try BinanceScene()
        try scene.book()
        _ = await scene.gateway.place(try scene.limit(.buy, 50_000, "0.02", id: "s1-1"))
        return scene
    }

    private func change(
        _ scene: BinanceScene, _ quantity: String?, _ price: String? = nil, id: String = "s1-1"
    ) async throws -> AmendmentOutcome {
        await scene.gateway.amend(
            GatewayAmendment(
                handle: scene.handle(id), quantity: try quantity.map { try Quantity($0) },
                limitPrice: try price.map { try Price($0) }))
    }

    @Test("less of an order keeps the order and its name; nothing else is offered")
    func reduces() async throws {
        let scene = try await scene()
        let old = try #require(try await scene.gateway.find(scene.handle("s1-1")))
        guard case .done(let report) = try await change(scene, "0.01") else {
            Issue.record("it was not changed")
            return
        }
        #expect(try report.quantity == Quantity("0.01") && report.limitPrice == Price("50000"))
        #expect(report.venueID == old.venueID && report.clientID == "s1-1" && report.status == .open)
        let found = try #require(try await scene.gateway.find(scene.handle("s1-1")))
        #expect(try found.quantity == Quantity("0.01") && found.clientID == "s1-1")
        let locked = try await scene.gateway.balances().first { $0.asset == "USDT" }
        #expect(locked?.locked == 500 * Int128(FixedPoint.one))
        #expect(try await change(scene, "0.01", "51000").refusal == .unsupportedType)
        #expect(try await change(scene, nil, "51000").refusal == .unsupportedType)
        #expect(try await change(scene, "0.02").refusal == .invalidQuantity)
        #expect(try await change(scene, "0.0000001").refusal == .invalidQuantity)
        guard case .notWorking = try await change(scene, "0.01", id: "nobody") else {
            Issue.record("there is nothing to change")
            return
        }
        #expect(scene.emulator.truth(of: "main", at: .binance)?.orders.count == 1)
    }

    @Test("an order is changed ten times and no more")
    func limit() async throws {
        let scene = try await scene()
        for number in 1...10 {
            guard case .done = try await change(scene, "0.0\(200 - number)") else {
                Issue.record("change \(number)")
                return
            }
        }
        guard case .refused(.other, let text) = try await change(scene, "0.001") else {
            Issue.record("an eleventh was taken")
            return
        }
        #expect(text.contains("MAX_NUM_ORDER_AMENDS"))
    }

    @Test("a cut leaves the outcome unknown, and the look-up tells it")
    func cuts() async throws {
        for (kind, isTaken) in [(FaultRule.Kind.cutAfter, true), (.cut, false)] {
            let scene = try await scene()
            _ = scene.emulator.add(FaultRule(kind, venue: .binance, method: "PUT", count: 1))
            guard case .unknown(_, let until?) = try await change(scene, "0.01") else {
                Issue.record("\(kind)")
                continue
            }
            #expect(until == BinanceScene.start + TimeSpan(milliseconds: 5_000))
            let found = try await scene.gateway.find(scene.handle("s1-1"))
            #expect(try found?.quantity == Quantity(isTaken ? "0.01" : "0.02"))
        }
    }
}

extension AmendmentOutcome {
    fileprivate var refusal: RejectReason? { if case .refused(let reason, _) = self { reason } else { nil } }
}
