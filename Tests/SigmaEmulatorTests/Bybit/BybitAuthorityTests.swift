import SigmaEmulator
import SigmaModel
import SigmaPorts
import Testing

/// Signatures, times, permissions and limits at the emulated Bybit.
@Suite struct BybitAuthorityTests {
    private func code(
        _ scene: BybitScene, _ headers: [(name: String, value: String)], query: String = "accountType=UNIFIED",
        address: String = "127.0.0.1"
    ) -> Int64? {
        scene.emulator.answer(
            WireRequest(path: "/v5/account/wallet-balance", query: query, headers: headers, address: address),
            at: .bybit
        ).code
    }

    @Test func signaturesCoverTheQueryExactly() throws {
        let scene = try BybitScene()
        let query = "accountType=UNIFIED"
        #expect(code(scene, scene.signed(query)) == 0)
        #expect(code(scene, scene.signed(query, secret: "other")) == 10_004)
        #expect(code(scene, scene.signed(query), query: query + "&coin=BTC") == 10_004)
        #expect(code(scene, scene.signed(query, key: "nobody")) == 10_003)
        #expect(scene.get("account/wallet-balance", query).status == 401, "no key at all")
        #expect(code(scene, scene.signed(query, window: "7000")) == 0)
    }

    @Test func requestsAreTakenFromASecondBeforeTheirTimeToTheirWindowsEnd() throws {
        let scene = try BybitScene()
        let query = "accountType=UNIFIED"
        for (offset, expected) in [(999, 0), (1_000, 10_002), (-5_000, 0), (-5_001, 10_002)] as [(Int64, Int64)] {
            let time = scene.clock.now + TimeSpan(milliseconds: offset)
            #expect(code(scene, scene.signed(query, at: time)) == expected, "\(offset) ms")
        }
        scene.emulator.setClockJump(TimeSpan(seconds: 30), at: .bybit)
        #expect(code(scene, scene.signed(query)) == 10_002)
    }

    @Test func keysAreBoundToAddressesPermissionsAndTime() throws {
        let query = "accountType=UNIFIED"
        let bound = try BybitScene(addresses: ["10.0.0.1"])
        #expect(code(bound, bound.signed(query)) == 10_010)
        #expect(code(bound, bound.signed(query), address: "10.0.0.1") == 0)
        let reader = try BybitScene(permissions: [.read])
        try reader.book()
        #expect(reader.order("Buy", "0.01", at: 90_000).code == 10_005)
        let key = try #require(reader.ask("user/query-api").result)
        #expect(key["readOnly"]?.integer == 1 && key["permissions"]?["Spot"]?.elements?.isEmpty == true)
        #expect(key["uta"]?.integer == 1 && key["unified"]?.integer == 0 && key["ips"]?[0]?.string == "*")
        let expired = try BybitScene(expires: BybitScene.start)
        #expect(code(expired, expired.signed(query)) == 33_004)
        #expect(reader.ask("account/info").result?["unifiedMarginStatus"]?.integer == 6)
    }

    @Test func limitsAreToldAndKept() throws {
        let scene = try BybitScene(enforcesLimits: true)
        try scene.book()
        var codes: [Int64?] = []
        for _ in 0..<12 { codes.append(scene.order("Buy", "0.01", at: 90_000, category: "linear").code) }
        #expect(codes.prefix(10).allSatisfy { $0 == 0 || $0 == 10_001 || $0 == 110_003 })
        #expect(codes.suffix(2) == [10_006, 10_006])
        let answer = scene.order("Buy", "0.01", at: 90_000)
        #expect(answer.header("X-Bapi-Limit") == "20" && answer.header("X-Bapi-Limit-Status") == "19")
        #expect(answer.header("X-Bapi-Limit-Reset-Timestamp") == "1780000000000")
        scene.clock.advance(by: TimeSpan(seconds: 1))
        #expect(scene.order("Buy", "0.01", at: 90_000, category: "linear").code != 10_006)
    }

    @Test func anAddressThatAsksTooOftenIsKeptOut() throws {
        let scene = try BybitScene(enforcesLimits: true)
        for _ in 0..<600 { #expect(scene.get("market/time").status == 200) }
        let refused = scene.get("market/time")
        #expect(refused.status == 403 && refused.text.contains("access too frequent"))
        scene.clock.advance(by: TimeSpan(seconds: 599))
        #expect(scene.get("market/time").status == 403)
        #expect(scene.get("market/time", address: "10.0.0.9").status == 200)
        scene.clock.advance(by: TimeSpan(seconds: 1))
        #expect(scene.get("market/time").status == 200)
    }
}
