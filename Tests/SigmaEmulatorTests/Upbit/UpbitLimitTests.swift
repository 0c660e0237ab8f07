import SigmaEmulator
import SigmaModel
import SigmaPorts
import Testing

/// Rate limits, what their headers say, and what happens to those who do not stop.
@Suite struct UpbitLimitTests {
    @Test(arguments: [
        ("market/all", "", "market", 10), ("candles/days", "market=KRW-BTC", "candles", 10),
        ("ticker", "markets=KRW-BTC", "ticker", 10), ("orderbook", "markets=KRW-BTC", "orderbook", 10),
        ("trades/ticks", "market=KRW-BTC", "trades", 10),
    ])
    func quotationsCountByAddress(_ path: String, _ query: String, _ group: String, _ limit: Int) throws {
        let scene = try UpbitScene(enforcesLimits: true)
        for left in (0..<limit).reversed() {
            let answer = scene.get(path, query)
            #expect(answer.status == 200)
            #expect(answer.header("Remaining-Req") == "group=\(group); min=600; sec=\(left)")
        }
        let refused = scene.get(path, query)
        #expect(refused.status == 429 && refused.text == "Too many API requests.")
        #expect(refused.contentType.hasPrefix("text/plain"))
        scene.clock.advance(by: TimeSpan(seconds: 1))
        #expect(scene.get(path, query).status == 200)
    }

    @Test func ordersAreTwelveASecond() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        try scene.book()
        let answers = (0..<13).map { _ in scene.limit("bid", 99_000, "0.001") }
        #expect(answers.prefix(12).allSatisfy { $0.status == 201 } && answers[12].status == 429)
        #expect(answers[0].header("Remaining-Req") == "group=order; min=720; sec=11")
        // Questions have a budget of their own.
        #expect(scene.ask("accounts").header("Remaining-Req") == "group=default; min=1800; sec=29")
        #expect(scene.truth.orders.count == 12)
    }

    @Test func cancelAllIsOnceInTwoSeconds() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        let cancel = { scene.ask("orders/open", "cancel_side=all", method: "DELETE").status }
        #expect(cancel() == 200 && cancel() == 429)
        scene.clock.advance(by: TimeSpan(seconds: 2))
        #expect(cancel() == 200)
    }

    @Test func whoDoesNotStopIsBlockedEverLonger() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        let hammer = { () -> WireAnswer in
            for _ in 0..<100 {
                let answer = scene.get("market/all")
                if answer.status == 418 { return answer }
            }
            return scene.get("market/all")
        }
        #expect(hammer().text.contains("Blocked for 10 seconds"))
        #expect(scene.get("ticker", "markets=KRW-BTC").status == 418)
        scene.clock.advance(by: TimeSpan(seconds: 10))
        #expect(scene.get("market/all").status == 200)
        #expect(hammer().text.contains("Blocked for 20 seconds"))
    }

    @Test func originsAreOnceInTenSeconds() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        let origin = [(name: "Origin", value: "https://example.com")]
        #expect(scene.get("market/all", headers: origin).status == 200)
        #expect(scene.get("market/all", headers: origin).status == 429)
        #expect(scene.get("market/all").status == 200)
        scene.clock.advance(by: TimeSpan(seconds: 10))
        #expect(scene.get("market/all", headers: origin).status == 200)
    }

    @Test func handshakesAreFiveASecond() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        for _ in 0..<5 { _ = try scene.open() }
        #expect(throws: UpbitScene.Refused.self) { try scene.open() }
        scene.clock.advance(by: TimeSpan(seconds: 1))
        _ = try scene.open()
    }

    @Test func messagesAreFiveASecondAndAHundredAMinute() throws {
        let scene = try UpbitScene(enforcesLimits: true)
        let (session, sink) = try scene.open()
        let message = "[{\"ticket\":\"t\"},{\"method\":\"LIST_SUBSCRIPTIONS\"}]"
        let refused = { () -> Bool in
            scene.send(message, on: session)
            return sink.take().last?["error"]?["name"]?.string == "Too Many Requests"
        }
        for _ in 0..<5 { #expect(!refused()) }
        #expect(refused())
        var count = 6
        for _ in 0..<30 {
            scene.clock.advance(by: TimeSpan(seconds: 1))
            for _ in 0..<4 where !refused() { count += 1 }
        }
        #expect(count == 100)
    }
}
