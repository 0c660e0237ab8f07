import SigmaModel
import Synchronization
import TestServers
import Testing

@testable import SigmaTransport

@Suite("Connecting a stream")
struct ConnectingTests {
    /// The first failure of a stream.
    private func firstFailure(_ plan: StreamPlan) async throws -> StreamFailure {
        let probe = StreamProbe(.init(failed: { _ in false }))
        return try #require(await StreamRun.outcome(plan, probe) as? StreamFailure)
    }

    @Test("says why nothing stands, without what is secret in the address")
    func failures() async throws {
        let server = try await WebSocketServer.start(WebSocketServer.Script())
        let secure = server.url("/ws?listenKey=SECRET")
        var cases: [(plan: StreamPlan, text: String)] = []
        var untrusted = try StreamRun.plan(secure)
        untrusted.trust = .file(try ServerTLS.strangeAuthority())
        cases.append((untrusted, "certificate verify failed"))
        cases.append((try StreamRun.plan("wss://127.0.0.1:\(server.port)/?SECRET"), "127.0.0.1:\(server.port)"))
        cases.append((try StreamRun.plan("wss://no-such-host.invalid/?SECRET"), "no-such-host.invalid"))
        cases.append((try StreamRun.plan("https://localhost/?SECRET"), "begins with ws:// or wss://"))
        var unreadable = try StreamRun.plan(secure)
        unreadable.trust = .file("/no/such/file.pem")
        cases.append((unreadable, "authorities cannot be read"))
        for (plan, text) in cases {
            let failure = try await firstFailure(plan)
            #expect("\(failure)".contains(text) && !"\(failure)".contains("SECRET"), "\(failure)")
        }
        try await server.stop()
        #expect("\(try await firstFailure(try StreamRun.plan(secure)))".contains("Connection refused"))
    }

    @Test(
        "a server that does not upgrade as it should is no WebSocket",
        arguments: ["wrong key", "no protocol", "garbage", "html", "cut", "no tls"])
    func badUpgrades(kind: String) async throws {
        let server = try await ScriptedServer.start(isSecure: kind != "no tls") { peer, bytes in
            guard HTTPScript.isWhole(bytes) || kind == "no tls", !bytes.isEmpty else { return }
            let accept = "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="
            switch kind {
            case "wrong key":
                peer.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\(accept)\r\n\r\n"
                )
            case "no protocol": peer.write("HTTP/1.1 101 Switching Protocols\r\n\r\n")
            case "html": peer.write(HTTPScript.answer("<html>", status: "503 Service Unavailable", type: "text/html"))
            case "cut": peer.cut()
            default: peer.write("what is this?\r\n\r\n")
            }
        }
        let failure = try await firstFailure(try StreamRun.plan("wss://localhost:\(server.port)/"))
        if kind == "html" {
            #expect(failure == .refused(status: 503, body: "<html>"))
        } else {
            guard case .unreachable = failure else { throw failure }
        }
        try await server.stop()
    }

    @Test("a server that accepts and says nothing is given up in time", arguments: [true, false])
    func silence(isSecure: Bool) async throws {
        let server = try await ScriptedServer.start(isSecure: isSecure) { _, _ in }
        var plan = try StreamRun.plan("wss://localhost:\(server.port)/")
        plan.connectWithin = ms(300)
        let failure = try await firstFailure(plan)
        #expect(failure == .unreachable("localhost:\(server.port): no connection within 0.3 s"))
        try await server.stop()
    }

    @Test("stops at once, whatever it waits for", arguments: ["request", "tls", "upgrade", "backoff", "closing"])
    func stopping(kind: String) async throws {
        let hasBegun = Mutex(false)
        let server = try await ScriptedServer.start(isSecure: kind != "tls") { peer, bytes in
            if kind != "closing" {
                if !bytes.isEmpty { hasBegun.withLock { $0 = true } }
            } else if let answer = Frames.upgradeAnswer(to: bytes) {
                // Never agrees to close.
                peer.write(answer)
            }
        }
        var plan = try StreamRun.plan("wss://localhost:\(server.port)/")
        plan.connectWithin = ms(600_000)
        plan.socket.closeWithin = ms(100)
        switch kind {
        case "request":
            plan.request = {
                hasBegun.withLock { $0 = true }
                let clock = WallClock()
                try await clock.sleep(until: clock.now + ms(600_000))
                return StreamRequest("")
            }
        case "backoff":
            plan.request = {
                hasBegun.withLock { $0 = true }
                throw StreamFailure.noRequest("")
            }
            plan.backoff = (first: ms(600_000), limit: ms(600_000))
        default: break
        }
        let probe = StreamProbe(.init(opened: { _ in hasBegun.withLock { $0 = true } }))
        let clock = ContinuousClock()
        var begin = clock.now
        try await StreamRun.with(plan, probe) {
            try await eventually("it waits") { hasBegun.withLock { $0 } }
            begin = clock.now
        }
        #expect(clock.now - begin < .seconds(30))
        try await server.stop()
    }

    @Test(
        "addresses are taken apart as they are meant",
        arguments: [
            ("wss://api.upbit.com/websocket/v1", "api.upbit.com", 443, "/websocket/v1", "api.upbit.com"),
            ("ws://localhost:8080", "localhost", 8_080, "/", "localhost:8080"),
            (
                "wss://stream.binance.com:9443/stream?streams=a@trade/b", "stream.binance.com", 9_443,
                "/stream?streams=a@trade/b", "stream.binance.com:9443"
            ),
            ("ws://[::1]:9/x", "::1", 9, "/x", "[::1]:9"),
            ("WSS://h?x=1#y", "h", 443, "/?x=1", "h"),
        ])
    func addresses(url: String, host: String, port: Int, target: String, header: String) throws {
        let address = try #require(StreamAddress(url))
        #expect(address.host == host && address.port == port && address.target == target)
        #expect(address.hostHeader == header && address.isSecure == url.lowercased().hasPrefix("wss"))
    }

    @Test(
        "addresses that are none are refused",
        arguments: [
            "", "localhost", "http://a/", "wss://", "wss:///x", "wss://u:p@h/", "wss://h:0/", "wss://h:65536/",
            "wss://h:x/",
            "wss://[::1/", "wss://[::1]x/", "wss://h/a b", "wss://h/\r\nX: y", "wss://h\u{e9}/",
        ])
    func badAddresses(url: String) {
        #expect(StreamAddress(url) == nil)
    }
}
