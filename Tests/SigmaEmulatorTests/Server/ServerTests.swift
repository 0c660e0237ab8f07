import AsyncHTTPClient
import Foundation
import NIOHTTP1
import SigmaModel
import SigmaServing
import TestServers
import TestVenues
import Testing

@testable import SigmaEmulator

/// The emulator over real sockets.
@Suite(.timeLimit(.minutes(10))) struct ServerTests {
    private let subscribe =
        #"[{"ticket":"t"},{"type":"orderbook","codes":["KRW-BTC"]},{"type":"trade","codes":["KRW-BTC"]}]"#

    @Test func venuesHavePrefixesAndPortsOfTheirOwn() async throws {
        let emulator = try RunningEmulator.upbit()
        let endpoints = [EmulatorServer.Endpoint(port: 0), EmulatorServer.Endpoint(port: 0, venue: .upbit)]
        try await ServedEmulator.run(emulator, endpoints: endpoints) { ports in
            let prefixed = try await RunningEmulator.request("http://127.0.0.1:\(ports[0])/upbit/v1/market/all")
            let own = try await RunningEmulator.request("http://127.0.0.1:\(ports[1])/v1/market/all")
            #expect(prefixed.status == 200 && prefixed.body == own.body)
            #expect(prefixed.headers["content-type"] == "application/json;charset=UTF-8")
            #expect(prefixed.headers["remaining-req"] == "group=market; min=600; sec=9")
            #expect(prefixed.headers["date"]?.hasSuffix("GMT") == true)
            let lost = try await RunningEmulator.request("http://127.0.0.1:\(ports[0])/kraken/0/public/Time")
            #expect(lost.status == 404 && lost.body.contains("/upbit"))
            let hidden = try await RunningEmulator.request("http://127.0.0.1:\(ports[1])/admin/")
            #expect(hidden.status == 404)
        }
    }

    @Test func streamsOverPlainAndTLS() async throws {
        let certificates = try TestCertificates()
        let tls = ServingTLS(certificates: certificates.certificate.path, key: certificates.key.path)
        for secured in [nil, tls] {
            try await ServedEmulator.run(try RunningEmulator.upbit(), tls: secured) { port in
                let socket = try await TestSocket.connect(
                    port: port, path: "/upbit/websocket/v1",
                    trust: secured == nil ? nil : certificates.authority.path)
                socket.ping([7])
                socket.send(subscribe)
                var (books, trades, pongs) = (0, 0, 0)
                for await message in socket.messages {
                    let tree = JSONTree(message.bytes)
                    switch (message, tree?["type"]?.string) {
                    case (.pong(let bytes), _): pongs += bytes == [7] ? 1 : 0
                    case (.binary, "orderbook"): books += 1
                    case (.binary, "trade"): trades += 1
                    default: Issue.record("an odd message: \(message)")
                    }
                    if books > 5, trades > 2 { break }
                }
                #expect(pongs == 1)
                socket.close()
                try await socket.untilClosed()
            }
        }
    }

    @Test func refusedHandshakesSayWhy() async throws {
        try await ServedEmulator.run(try RunningEmulator.upbit()) { port in
            let attempts: [(path: String, headers: HTTPHeaders, status: UInt)] = [
                ("/upbit/websocket/v1/private", [:], 401),
                ("/upbit/websocket/v1/private", ["Authorization": "Bearer a.b.c"], 401),
                ("/upbit/websocket/v2", [:], 404), ("/nowhere", [:], 404),
            ]
            for (path, headers, status) in attempts {
                do {
                    _ = try await TestSocket.connect(port: port, path: path, headers: headers)
                    Issue.record("\(path) was granted")
                } catch let refused as TestSocket.Refused { #expect(refused.status == status, "\(path)") }
            }
            let token: HTTPHeaders = ["Authorization": "Bearer \(UpbitToken.make())"]
            let socket = try await TestSocket.connect(
                port: port, path: "/upbit/websocket/v1/private", headers: token)
            socket.drop()
        }
    }

    @Test func answersCanBeLateLostOrCut() async throws {
        let emulator = try RunningEmulator.upbit()
        try await ServedEmulator.run(emulator) { port in
            let url = "http://127.0.0.1:\(port)/upbit/v1/market/all"
            _ = emulator.add(FaultRule(.delay, count: 1, milliseconds: 300))
            let begin = ContinuousClock.now
            try await check(url, status: 200)
            #expect(ContinuousClock.now - begin >= .milliseconds(300))
            for kind in [FaultRule.Kind.cut, .cutAfter] {
                _ = emulator.add(FaultRule(kind, count: 1))
                await #expect(throws: (any Error).self) { try await RunningEmulator.request(url) }
            }
            _ = emulator.add(FaultRule(.silence, count: 1))
            await #expect(throws: HTTPClientError.deadlineExceeded) {
                try await RunningEmulator.request(url, seconds: 1)
            }
            try await check(url, status: 200)
        }
    }

    @Test func streamsCanBeEndedInThreeWays() async throws {
        let emulator = try RunningEmulator.upbit()
        try await ServedEmulator.run(emulator) { port in
            for ending in Emulator.Ending.allCases {
                let socket = try await TestSocket.connect(port: port, path: "/upbit/websocket/v1")
                socket.send(subscribe)
                for await _ in socket.messages { break }
                #expect(emulator.endStreams(at: .upbit, ending) == 1)
                guard ending == .silence else {
                    try await socket.untilClosed()
                    continue
                }
                // It stays open, and what is asked is not answered.
                #expect(emulator.sessionCount(at: .upbit) == 1)
                socket.drop()
                try await socket.untilClosed()
            }
        }
    }

    @Test func administration() async throws {
        let emulator = try RunningEmulator.upbit()
        try await ServedEmulator.run(emulator) { port in
            let base = "http://127.0.0.1:\(port)/admin"
            let account = """
                {"venue":"upbit","name":"second","keys":[{"id":"k2","secret":"s2","permissions":["read"]}],
                "balances":{"KRW":"1000.5"}}
                """
            let taken = #"{"venue":"upbit","account":"second","asset":"KRW","amount":"-0.5"}"#
            try await check(base + "/accounts", post: account, status: 200)
            try await check(base + "/accounts", post: account, status: 400, contains: "twice")
            try await check(base + "/transfer", post: taken, status: 200)
            try await check(
                base + "/truth?venue=upbit&account=second", status: 200, contains: #""asset":"KRW","free":"1000""#)
            let expired = #"{"venue":"upbit","id":"k2","expires":"2020-01-01T00:00:00Z"}"#
            try await check(base + "/keys", post: expired, status: 200)
            #expect(emulator.withState { $0.stage(.upbit)?.site.key("k2")?.key.expires } != nil)
            #expect(emulator.withState { $0.stage(.upbit)?.site.key("k2")?.key.permissions } == .read)
            try await check(base + "/", status: 200, contains: #""requests":0"#)
            let fault = #"{"kind":"status","status":500,"path":"/v1/ticker","count":1}"#
            try await check(base + "/faults", post: fault, status: 200, contains: #"{"number":1}"#)
            let ticker = "http://127.0.0.1:\(port)/upbit/v1/ticker?markets=KRW-BTC"
            try await check(ticker, status: 500)
            try await check(base + "/", status: 200, contains: #""happened":1"#)
            try await check(base + "/", status: 200, contains: #""requests":1"#)
            try await check(base + "/faults?number=1", method: "DELETE", status: 200)
            try await check(base + "/faults?number=1", method: "DELETE", status: 404)
            try await check(base + "/clock", post: #"{"jump_ms":-3600000}"#, status: 200)
            let date = try await RunningEmulator.request(ticker).headers["date"]
            let past = Date(timeIntervalSinceNow: -3_600)
            let hour = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: past).hour ?? -1
            #expect(date?.contains(" \(String(format: "%02d", hour)):") == true)
            for (path, body, status) in [
                ("/maintenance", #"{"venue":"upbit","on":true}"#, 503),
                ("/maintenance", #"{"venue":"upbit","on":false}"#, 200),
                ("/suspend", #"{"venue":"upbit","symbol":"KRW-BTC","on":true}"#, 200),
                ("/market", #"{"speed":0}"#, 200), ("/market", #"{"steps":10}"#, 200),
                ("/streams", #"{"venue":"upbit","do":"cut"}"#, 200),
                ("/restart", #"{"venue":"upbit","milliseconds":0,"announce":true}"#, 200),
            ] as [(String, String, UInt)] {
                try await check(base + path, post: body, status: 200)
                try await check(ticker, status: status)
            }
        }
    }

    @Test func administrationNamesWhatIsWrong() async throws {
        try await ServedEmulator.run(try RunningEmulator.upbit()) { port in
            for (path, body, word) in [
                ("/accounts", "{", "no JSON"), ("/clock", "{}", "jump_ms"),
                ("/maintenance", #"{"venue":"upbit"}"#, "'on'"), ("/restart", #"{"venue":"mars"}"#, "milliseconds"),
                ("/restart", #"{"venue":"mars","milliseconds":1}"#, "'venue'"),
                ("/faults", #"{"kind":"boom"}"#, "boom"),
                ("/streams", #"{"venue":"upbit","do":"x"}"#, "silence"),
                ("/suspend", #"{"venue":"upbit","symbol":"X","on":true}"#, "'X'"), ("/market", "{}", "steps"),
                ("/transfer", #"{"venue":"upbit","account":"x","asset":"KRW","amount":"1"}"#, "no account 'x'"),
                ("/accounts", #"{"venue":"upbit","name":"x","keys":[{"id":"k"}]}"#, "secret"),
                ("/keys", #"{"venue":"upbit","id":"key","expires":"soon"}"#, "ISO 8601"),
            ] {
                try await check("http://127.0.0.1:\(port)/admin" + path, post: body, status: 400, contains: word)
            }
            let unknown = #"{"venue":"upbit","id":"nobody"}"#
            try await check("http://127.0.0.1:\(port)/admin/keys", post: unknown, status: 404, contains: "nobody")
            try await check("http://127.0.0.1:\(port)/admin/nothing", post: "{}", status: 404, contains: "/nothing")
        }
    }

    /// Asks, and holds the answer against what it must be.
    private func check(
        _ url: String, method: String? = nil, post body: String? = nil, status: UInt, contains word: String = ""
    ) async throws {
        let answer = try await RunningEmulator.request(
            url, method: method ?? (body == nil ? "GET" : "POST"), body: body)
        #expect(answer.status == status, "\(url) \(body ?? ""): \(answer.body)")
        #expect(word.isEmpty || answer.body.contains(word), "\(url) \(body ?? ""): \(answer.body)")
    }

    @Test func aStopEndsConnections() async throws {
        let emulator = try RunningEmulator.upbit()
        var open: [TestSocket] = []
        try await ServedEmulator.run(emulator) { port in
            for _ in 0..<3 { open.append(try await TestSocket.connect(port: port, path: "/upbit/websocket/v1")) }
            emulator.endStreams(at: .upbit, .silence)
        }
        for socket in open { try await socket.untilClosed() }
    }
}
