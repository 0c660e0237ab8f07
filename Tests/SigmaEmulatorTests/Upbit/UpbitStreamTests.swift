import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaServing
import Testing

/// What streams say, in each of their formats.
@Suite struct UpbitStreamTests {
    @Test(arguments: ["DEFAULT", "SIMPLE", "JSON_LIST", "SIMPLE_LIST"])
    func formats(_ format: String) throws {
        let scene = try UpbitScene(throttles: false)
        try scene.book()
        try scene.trade(100_000, "0.1", .buy)
        let (session, sink) = try scene.open()
        scene.send(
            """
            [{"ticket":"t"},{"type":"ticker","codes":["KRW-BTC"]},{"type":"trade","codes":["KRW-BTC"]},
            {"type":"orderbook","codes":["KRW-BTC.1"]},{"type":"candle.1m","codes":["KRW-BTC"]},{"format":"\(format)"}]
            """, on: session)
        let isShort = format.hasPrefix("SIMPLE")
        let (type, stream) = isShort ? ("ty", "st") : ("type", "stream_type")
        let unwrap = { (tree: JSONTree) in format.hasSuffix("LIST") ? tree[0] : tree }
        let first = sink.take().compactMap(unwrap)
        #expect(first.map { $0[type]?.string } == ["ticker", "trade", "orderbook", "candle.1m"])
        #expect(first.allSatisfy { $0[stream]?.string == "SNAPSHOT" })
        let units = first[2][isShort ? "obu" : "orderbook_units"]
        #expect(units?.elements?.count == 1)
        #expect(units?[0]?[isShort ? "as" : "ask_size"]?.plain == "1.0")
        try scene.trade(99_999, "0.2", .sell)
        let second = sink.take().compactMap(unwrap)
        #expect(second.map { $0[type]?.string } == ["trade", "ticker", "candle.1m"])
        #expect(second.allSatisfy { $0[stream]?.string == "REALTIME" })
        #expect(second[0][isShort ? "ab" : "ask_bid"]?.string == "ASK")
        #expect(second[0][isShort ? "bap" : "best_ask_price"]?.plain == "100000000.0")
        #expect(sink.entries.allSatisfy { if case .binary = $0.message { true } else { false } })
    }

    @Test func snapshotsAndRealtimeCanBeHadAlone() throws {
        let scene = try UpbitScene()
        try scene.book()
        let (snapshot, first) = try scene.open()
        let (realtime, second) = try scene.open()
        scene.send(#"[{"ticket":"t"},{"type":"orderbook","codes":["KRW-BTC"],"is_only_snapshot":true}]"#, on: snapshot)
        scene.send(#"[{"ticket":"t"},{"type":"orderbook","codes":["KRW-BTC"],"isOnlyRealtime":true}]"#, on: realtime)
        try scene.book(asks: [(100_010, "3")])
        #expect(first.trees.map { $0["stream_type"]?.string } == ["SNAPSHOT"])
        #expect(second.trees.map { $0["stream_type"]?.string } == ["REALTIME"])
        #expect(second.trees[0]["orderbook_units"]?[0]?["ask_price"]?.plain == "100010000.0")
    }

    @Test func aNewMessageReplacesTheWholeSet() throws {
        let scene = try UpbitScene()
        try scene.book()
        let (session, sink) = try scene.open()
        scene.send(#"[{"ticket":"a"},{"type":"trade","codes":["KRW-BTC"]}]"#, on: session)
        scene.send(#"[{"ticket":"b"},{"type":"orderbook","codes":["KRW-BTC.5"],"level":10000}]"#, on: session)
        _ = sink.take()
        try scene.trade(100_000, "0.1", .buy)
        #expect(sink.trees.isEmpty)
        scene.send(#"[{"ticket":"c"},{"method":"LIST_SUBSCRIPTIONS"}]"#, on: session)
        let list = try #require(sink.take().last)
        #expect(list["method"]?.string == "LIST_SUBSCRIPTIONS" && list["ticket"]?.string == "c")
        #expect(list["result"]?.elements?.count == 1 && list["result"]?[0]?["level"]?.plain == "10000.0")
        #expect(list["result"]?[0]?["codes"]?[0]?.string == "KRW-BTC.5")
        // The question's format becomes that of the running streams.
        scene.send(#"[{"ticket":"d"},{"method":"LIST_SUBSCRIPTIONS"},{"format":"SIMPLE"}]"#, on: session)
        #expect(sink.take().last?["rslt"]?[0]?["lv"]?.plain == "10000.0")
        try scene.book(asks: [(100_010, "3")])
        #expect(sink.take().last?["ty"]?.string == "orderbook")
    }

    @Test(arguments: [
        ("hello", "WRONG_FORMAT"), ("{}", "WRONG_FORMAT"), ("[]", "WRONG_FORMAT"), ("[1]", "WRONG_FORMAT"),
        (#"[{"type":"trade","codes":["KRW-BTC"]}]"#, "NO_TICKET"), (#"[{"ticket":"t"}]"#, "NO_TYPE"),
        (#"[{"ticket":"t"},{"type":"trade"}]"#, "NO_CODES"),
        (#"[{"ticket":"t"},{"type":"trade","codes":[]}]"#, "NO_CODES"),
        (#"[{"ticket":"t"},{"type":"news","codes":["KRW-BTC"]}]"#, "INVALID_PARAM"),
        (#"[{"ticket":"t"},{"type":"orderbook","codes":["KRW-BTC.7"]}]"#, "INVALID_PARAM"),
        (#"[{"ticket":"t"},{"type":"trade","codes":"KRW-BTC"}]"#, "WRONG_FORMAT"),
        (#"[{"ticket":"t"},{"type":"trade","codes":["KRW-BTC"]},{"format":"XML"}]"#, "WRONG_FORMAT"),
        (#"[{"ticket":"t"},{"type":"myOrder"}]"#, "INVALID_AUTH"),
    ])
    func errors(_ text: String, _ name: String) throws {
        let scene = try UpbitScene()
        let (session, sink) = try scene.open()
        scene.send(text, on: session)
        #expect(sink.trees.map { $0["error"]?["name"]?.string } == [name])
    }

    @Test func candlesSpeakOnceASecondAndTellTheLastOfEach() throws {
        let scene = try UpbitScene()
        try scene.trade(100_000, "1", .buy)
        let (session, sink) = try scene.open()
        scene.send(#"[{"ticket":"t"},{"type":"candle.1m","codes":["KRW-BTC"],"is_only_realtime":true}]"#, on: session)
        for index in 1...10 { try scene.trade(100_000 + Int64(index), "1", .buy, after: TimeSpan(milliseconds: 100)) }
        // The first at once, the next when a second has passed.
        try scene.trade(100_020, "1", .buy, after: TimeSpan(milliseconds: 300))
        let told = sink.take().map { $0["trade_price"]?.plain ?? "" }
        #expect(told == ["100001000.00000000", "100010000.00000000"], "\(told)")
        // A candle that ends is told once more, whole, before the next.
        try scene.trade(100_030, "1", .buy, after: TimeSpan(milliseconds: 100))
        try scene.trade(100_040, "1", .buy, after: TimeSpan(seconds: 60))
        try scene.trade(100_050, "1", .buy, after: TimeSpan(seconds: 2))
        let later = sink.take().map {
            "\($0["candle_date_time_utc"]?.string?.suffix(5) ?? "") \($0["trade_price"]?.plain ?? "")"
        }
        #expect(later == ["00:00 100030000.00000000", "01:00 100040000.00000000"], "\(later)")
    }

    @Test func pingsAreAnsweredAndStatusComesEveryTenSeconds() throws {
        let scene = try UpbitScene()
        let (session, sink) = try scene.open()
        scene.emulator.received(.ping([1, 2]), on: session)
        #expect(sink.entries.map(\.message) == [.pong([1, 2])])
        scene.send("PING", on: session)
        for _ in 0..<25 {
            try scene.emulator.tick()
            scene.clock.advance(by: TimeSpan(seconds: 1))
        }
        #expect(sink.trees.filter { $0["status"]?.string == "UP" }.count == 3)
    }

    @Test func idleConnectionsEnd() throws {
        let scene = try UpbitScene()
        let (quiet, first) = try scene.open()
        let (lively, second) = try scene.open()
        scene.clock.advance(by: TimeSpan(seconds: 119))
        try scene.emulator.tick()
        scene.emulator.received(.ping([]), on: lively)
        scene.clock.advance(by: TimeSpan(seconds: 1))
        try scene.emulator.tick()
        #expect(first.ending == "close 1001" && second.ending == nil)
        scene.emulator.closed(quiet)
        #expect(scene.emulator.sessionCount(at: .upbit) == 1)
    }
}
