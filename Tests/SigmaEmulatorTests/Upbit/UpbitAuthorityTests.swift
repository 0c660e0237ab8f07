import Foundation
import SigmaEmulator
import SigmaModel
import Testing

/// Who is let in, and by which name the others are turned away.
@Suite struct UpbitAuthorityTests {
    @Test(arguments: ["HS256", "HS512"])
    func takesBothAlgorithms(_ algorithm: String) throws {
        let scene = try UpbitScene()
        #expect(scene.ask("accounts", token: UpbitToken.make(algorithm: algorithm)).status == 200)
    }

    @Test func refusesByName() throws {
        let scene = try UpbitScene()
        let good = UpbitToken.make()
        #expect(scene.ask("accounts", token: good).status == 200)
        let cases: [(token: String, name: String)] = [
            (good, "nonce_used"),
            (UpbitToken.make(key: "other"), "invalid_access_key"),
            (UpbitToken.make(secret: "wrong"), "jwt_verification"),
            (UpbitToken.make(algorithm: "none"), "jwt_verification"),
            ("a.b.c", "jwt_verification"), ("", "jwt_verification"),
            (UpbitToken.make(nonce: ""), "jwt_verification"),
        ]
        for (token, name) in cases {
            let answer = scene.ask("accounts", token: token)
            #expect(answer.status == 401 && answer.errorName == name, "\(name): \(answer.text)")
        }
        let bare = scene.emulator.answer(WireRequest(path: "/v1/accounts"), at: .upbit)
        #expect(bare.status == 401 && bare.errorName == "no_authorization_token")
    }

    /// The hash is over the decoded text, arrays with their brackets, `+` and `:` as they are.
    @Test(arguments: [
        ("states[]=wait&states[]=watch&market=KRW-BTC", "states[]=wait&states[]=watch&market=KRW-BTC"),
        ("states%5B%5D=wait&limit=5", "states[]=wait&limit=5"),
        ("market=KRW-BTC&order_by=desc", "market=KRW-BTC&order_by=desc"),
    ])
    func hashesTheDecodedQuery(_ query: String, _ decoded: String) throws {
        let scene = try UpbitScene()
        #expect(scene.ask("orders/open", query, token: UpbitToken.make(parameters: decoded)).status == 200)
        let wrong = scene.ask("orders/open", query, token: UpbitToken.make(parameters: decoded + " "))
        #expect(wrong.status == 401 && wrong.errorName == "invalid_query_payload")
        let missing = scene.ask("orders/open", query, token: UpbitToken.make())
        #expect(missing.errorName == "invalid_query_payload")
    }

    @Test func hashesTheMembersOfABody() throws {
        let scene = try UpbitScene()
        try scene.book()
        #expect(scene.limit("bid", 99_000, "0.001", [("identifier", "a:b+c")]).status == 201)
        let members = [("market", "KRW-BTC"), ("side", "bid")]
        let answer = scene.post("orders", members, token: UpbitToken.make(parameters: "side=bid&market=KRW-BTC"))
        #expect(answer.errorName == "invalid_query_payload")
    }

    @Test func keysEndAndKeepToTheirAddresses() throws {
        let expired = try UpbitScene(expires: UpbitScene.start - TimeSpan(seconds: 1))
        #expect(expired.ask("accounts").errorName == "expired_access_key")
        let elsewhere = try UpbitScene(addresses: ["10.0.0.1"])
        #expect(elsewhere.ask("accounts").errorName == "no_authorization_ip")
        #expect(try UpbitScene(addresses: ["127.0.0.1"]).ask("accounts").status == 200)
    }

    @Test func permissionsAreTheirOwn() throws {
        let reader = try UpbitScene(permissions: .read)
        #expect(reader.ask("accounts").status == 200)
        #expect(reader.ask("order", "uuid=x", method: "DELETE").errorName == "out_of_scope")
        let trader = try UpbitScene(permissions: .trade)
        #expect(trader.ask("accounts").errorName == "out_of_scope")
    }

    @Test func tellsWhenKeysEnd() throws {
        let scene = try UpbitScene(expires: UpbitScene.start + .day)
        let list = try #require(scene.ask("api_keys").tree)
        #expect(list[0]?["access_key"]?.string == "key")
        #expect(list[0]?["expire_at"]?.string == "2026-11-21T21:00:00+09:00")
    }

    @Test func privateStreamsNeedAToken() throws {
        let scene = try UpbitScene()
        #expect(throws: UpbitScene.Refused.self) {
            try scene.open("/websocket/v1/private", token: UpbitToken.make(secret: "wrong"))
        }
        // A client that reconnects may come with the token it made first.
        let token = UpbitToken.make()
        _ = try scene.open("/websocket/v1/private", token: token)
        _ = try scene.open("/websocket/v1/private", token: token)
        #expect(scene.emulator.sessionCount(at: .upbit) == 2)
    }
}
