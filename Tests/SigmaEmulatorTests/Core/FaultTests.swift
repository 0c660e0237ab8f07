import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaServing
import Testing

/// What goes wrong on purpose.
@Suite struct FaultTests {
    private let subscribe = #"[{"ticket":"t"},{"type":"orderbook","codes":["KRW-BTC"],"is_only_realtime":true}]"#

    @Test func anOrderIsTakenAndItsAnswerLost() throws {
        for kind in [FaultRule.Kind.silenceAfter, .cutAfter] {
            let scene = try UpbitScene(faults: [FaultRule(kind, method: "POST", path: "/v1/orders", count: 1)])
            try scene.book()
            let lost = scene.limit("bid", 99_000, "0.001", [("identifier", "lost")])
            #expect(lost.conduct == (kind == .cutAfter ? .cut : .silence))
            #expect(scene.truth.order(clientID: "lost")?.state == .open)
            #expect(scene.limit("bid", 99_000, "0.001", [("identifier", "lost")]).errorName == "duplicated_identifier")
            #expect(scene.ask("order", "identifier=lost").tree?["state"]?.string == "wait")
        }
    }

    @Test func aRequestIsNotLookedAt() throws {
        for kind in [FaultRule.Kind.silence, .cut, .status, .html] {
            let scene = try UpbitScene(faults: [FaultRule(kind, method: "POST", count: 1, status: 502)])
            try scene.book()
            let lost = scene.limit("bid", 99_000, "0.001", [("identifier", "lost")])
            #expect(lost.conduct != .answer(after: .zero) || lost.status == 502, "\(kind)")
            #expect(scene.truth.orders.isEmpty)
            #expect(scene.limit("bid", 99_000, "0.001", [("identifier", "lost")]).status == 201)
        }
    }

    @Test(arguments: [(429, "text/plain"), (418, "text/plain"), (500, "application/json"), (503, "application/json")])
    func statusesHaveTheVenuesForm(_ status: Int, _ type: String) throws {
        let scene = try UpbitScene(faults: [FaultRule(.status, path: "/v1/ticker", status: status)])
        let answer = scene.get("ticker", "markets=KRW-BTC")
        #expect(answer.status == status && answer.contentType.hasPrefix(type))
        #expect(scene.get("market/all").status == 200)
    }

    @Test func htmlInsteadOfJSON() throws {
        let scene = try UpbitScene(faults: [FaultRule(.html, status: 200)])
        let answer = scene.get("market/all")
        #expect(answer.status == 200 && answer.contentType == "text/html" && answer.text.hasPrefix("<html>"))
    }

    @Test func skipCountAndDelay() throws {
        let rule = FaultRule(.delay, path: "/v1/market", skip: 2, count: 2, milliseconds: 250)
        let scene = try UpbitScene(faults: [rule])
        let delays = (0..<6).map { _ in scene.get("market/all").conduct }
        let late = WireAnswer.Conduct.answer(after: TimeSpan(milliseconds: 250))
        let plain = WireAnswer.Conduct.answer(after: .zero)
        #expect(delays == [plain, plain, late, late, plain, plain])
    }

    @Test func probabilityFollowsTheSeed() throws {
        let run = { () throws -> [Bool] in
            let scene = try UpbitScene(faults: [FaultRule(.status, probability: 0.3)])
            return (0..<200).map { _ in scene.get("market/all").status == 503 }
        }
        let first = try run()
        #expect(try run() == first)
        #expect((30...90).contains(first.count { $0 }))
    }

    /// Five books, of which the fault concerns the second.
    private func books(_ kind: FaultRule.Kind) throws -> RecordingSink {
        let rule = FaultRule(kind, stream: .book, skip: 1, count: 1, milliseconds: 300)
        let scene = try UpbitScene(faults: [rule])
        let (session, sink) = try scene.open()
        scene.send(subscribe, on: session)
        for index in 0..<5 { try scene.book(asks: [(100_000 + Int64(index), "1")]) }
        return sink
    }

    private func prices(_ sink: RecordingSink) -> [String] {
        sink.trees.map { String(($0["orderbook_units"]?[0]?["ask_price"]?.plain ?? "").dropLast(5).suffix(1)) }
    }

    @Test(
        arguments: [
            (FaultRule.Kind.drop, ["0", "2", "3", "4"], nil), (.duplicate, ["0", "1", "1", "2", "3", "4"], nil),
            (.reorder, ["0", "2", "1", "3", "4"], nil), (.delay, ["0", "1", "2", "3", "4"], nil),
            (.cut, ["0"], "cut"), (.silence, ["0"], "silence"),
        ] as [(FaultRule.Kind, [String], String?)])
    func streams(_ kind: FaultRule.Kind, _ expected: [String], _ ending: String?) throws {
        let sink = try books(kind)
        #expect(prices(sink) == expected && sink.ending == ending)
        if kind == .delay { #expect(sink.entries.map(\.delay.nanoseconds) == [0, 300_000_000, 0, 0, 0]) }
    }

    @Test func thinMarketsMakePartialFills() throws {
        let scene = try UpbitScene(liquidity: try Rate("0.01"))
        try scene.book()
        _ = scene.limit("bid", 100_000, "0.05", [("identifier", "part")])
        let order = try #require(scene.truth.order(clientID: "part"))
        #expect(order.state == .open && order.filled.description == "0.01")
        // Everybody else sees the whole book.
        #expect(scene.get("orderbook", "markets=KRW-BTC").tree?[0]?["orderbook_units"]?[0]?["ask_size"]?.plain == "1.0")
    }

    @Test func restartsAndMaintenance() throws {
        let scene = try UpbitScene()
        try scene.book()
        let (_, sink) = try scene.open()
        _ = scene.limit("bid", 99_000, "0.001", [("identifier", "kept")])
        scene.emulator.restart(.upbit, for: TimeSpan(seconds: 3))
        #expect(sink.ending == "cut" && scene.get("market/all").status == 503)
        #expect(throws: UpbitScene.Refused.self) { try scene.open() }
        scene.clock.advance(by: TimeSpan(seconds: 3))
        #expect(scene.get("market/all").status == 200)
        #expect(scene.ask("order", "identifier=kept").tree?["state"]?.string == "wait")
        scene.emulator.setMaintenance(true, at: .upbit)
        #expect(scene.get("market/all").status == 503)
        scene.emulator.setMaintenance(false, at: .upbit)
        #expect(scene.get("market/all").status == 200)
    }

    @Test(
        arguments: [
            ("silenceAfter,method=post,path=/v1/orders,count=1", nil), ("drop,stream=book,probability=0.5,skip=3", nil),
            ("status,venue=upbit,status=429", nil), ("delay,milliseconds=20", nil),
            ("explode", "no kind of fault"), ("drop,stream=news", "stream 'news'"),
            ("cut,probability=2", "from 0 to 1"),
            ("cut,count=-1", "whole number"), ("status,status=200000", "HTTP status"),
            ("cut,venue=kraken", "upbit, binance"),
            ("cut,often=1", "there is no 'often'"), ("cut,count", "has no value"), ("delay,milliseconds=x", "600000"),
        ] as [(String, String?)])
    func texts(_ text: String, _ problem: String?) throws {
        do {
            let rule = try FaultRule(text: text)
            #expect(problem == nil)
            if rule.kind == .silenceAfter { #expect(rule.method == "POST" && rule.count == 1) }
        } catch { #expect(problem.map { error.description.contains($0) } == true, "\(error)") }
    }
}
