import NIOCore
import NIOHTTP1
import NIOWebSocket
import SigmaModel
import SigmaTransport
import Synchronization
import TestServers
import Testing

/// One connection over TLS on loopback, both sides.
@Suite("WebSocket over TLS")
struct WebSocketTests {
    @Test("upgrades with its headers and hands messages over both ways, in order")
    func exchange() async throws {
        var script = WebSocketServer.Script()
        script.received = { connection, text in connection.send("re: \(text)") }
        let server = try await WebSocketServer.start(script)
        var plan = try StreamRun.plan("")
        let url = server.url("/websocket/v1/private?streams=a/b&x=%20")
        plan.request = { StreamRequest(url, headers: [("Authorization", "Bearer token"), ("X-Two", "2")]) }
        let probe = StreamProbe(
            .init(opened: { link in
                for number in 0..<500 { link.send("message \(number)") }
                link.ready()
            }))
        try await StreamRun.with(plan, probe) {
            try await eventually("all answers have come") { probe.heard.count == 500 }
            #expect(probe.texts == (0..<500).map { "re: message \($0)" })
            let served = try #require(server.connections.first)
            #expect(served.received == (0..<500).map { "message \($0)" })
            #expect(served.head.uri == "/websocket/v1/private?streams=a/b&x=%20")
            #expect(served.head.headers["authorization"] == ["Bearer token"] && served.head.headers["x-two"] == ["2"])
            #expect(served.head.headers["host"] == ["localhost:\(server.port)"])
        }
        let served = try #require(server.connections.first)
        try await eventually("the server hears the end") { served.ended != nil }
        #expect(served.ended?.code == 1_001)
        #expect(probe.closed == [StreamProbe.Closed(connection: 1, reason: "closed with code 1001", isReplaced: false)])
        try await server.stop()
    }

    @Test("three thousand messages in random fragments and pieces, pings between them", arguments: UInt64(1)...2)
    func fragments(seed: UInt64) async throws {
        var script = WebSocketServer.Script()
        script.chopSeed = seed
        let server = try await WebSocketServer.start(script)
        let count = 3_000
        let probe = StreamProbe()
        try await StreamRun.with(try StreamRun.plan(server.url()), probe) {
            try await eventually("it stands") { probe.opened.count == 1 && server.connections.count == 1 }
            let served = server.connections[0]
            var random = SplitMix64(seed: seed)
            var expected: [String] = []
            for number in 0..<count {
                let text =
                    "\(number):"
                    + String(repeating: "é", count: random.oneIn(50) ? random.pick(0...40_000) : random.pick(0...200))
                expected.append(text)
                served.send(Frames.fragments(of: text, &random))
                if number.isMultiple(of: 500) { try await served.sendAndFlush("flush") }
            }
            try await eventually("all have come", within: .seconds(120)) {
                probe.heard.count == count + count / 500
            }
            #expect(probe.texts.filter { $0 != "flush" } == expected)
            #expect(probe.closed == [])
        }
        try await server.stop()
    }

    @Test("a message that comes in one piece with the upgrade is not lost")
    func earlyMessage() async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            guard let answer = Frames.upgradeAnswer(to: bytes) else { return }
            peer.write(answer + Frames.bytes(.text, "first") + Frames.bytes(.text, "second"))
        }
        let probe = StreamProbe()
        try await StreamRun.with(try StreamRun.plan("wss://localhost:\(server.port)/"), probe) {
            try await eventually("both have come") { probe.texts.starts(with: ["first", "second"]) }
        }
        try await server.stop()
    }

    @Test("cut after any number of bytes, it hands over the whole messages before and nothing else")
    func cuts() async throws {
        let frames =
            Frames.bytes(.text, "one") + Frames.bytes(.ping, "p") + Frames.bytes(.text, "tw", isFinal: false)
            + Frames.bytes(.continuation, "o") + Frames.bytes(.binary, String(repeating: "3", count: 130))
        let ends = [5, 8 + 4 + 3, frames.count]
        let upgrade = Frames.upgradeAnswerLength
        let cutsPerRun = upgrade + frames.count + 1
        let server = try await ScriptedServer.start(isSecure: false) { peer, bytes in
            guard let answer = Frames.upgradeAnswer(to: bytes), peer.number < cutsPerRun else { return }
            peer.forget()
            peer.writeAndCut(Array((answer + frames).prefix(peer.number)))
        }
        let probe = StreamProbe()
        try await StreamRun.with(try StreamRun.plan("ws://localhost:\(server.port)/"), probe) {
            try await eventually("every cut was made", within: .seconds(60)) { server.connectionCount > cutsPerRun }
        }
        let heard = Dictionary(grouping: probe.heard) { $0.connection }
        for cut in 0..<cutsPerRun {
            let whole = ends.filter { cut >= upgrade + $0 }.count
            let texts = heard[UInt64(cut + 1)]?.map(\.text) ?? []
            #expect(
                texts == ["one", "two", String(repeating: "3", count: 130)].prefix(whole).map { $0 }, "cut at \(cut)")
        }
        let stood = probe.opened.filter { $0 <= UInt64(cutsPerRun) }
        #expect(stood.count == cutsPerRun - upgrade && probe.closed.count >= stood.count)
        #expect(probe.failures.count >= upgrade)
        try await server.stop()
    }

    @Test("a message above the limit ends the connection with code 1009", arguments: [true, false])
    func messageLimit(isFragmented: Bool) async throws {
        let server = try await WebSocketServer.start(WebSocketServer.Script())
        var plan = try StreamRun.plan(server.url())
        plan.socket.messageLimit = 1_000
        let probe = StreamProbe()
        try await StreamRun.with(plan, probe) {
            try await eventually("it stands") { server.connections.count == 1 }
            let part = String(repeating: "x", count: isFragmented ? 600 : 1_001)
            let frames = [
                WebSocketFrame(fin: !isFragmented, opcode: .text, data: ByteBuffer(string: part)),
                WebSocketFrame(fin: true, opcode: .continuation, data: ByteBuffer(string: part)),
            ]
            server.connections[0].send("fits")
            server.connections[0].send(Array(frames.prefix(isFragmented ? 2 : 1)))
            try await eventually("the server was told") { server.connections[0].ended != nil }
            #expect(server.connections[0].ended?.code == 1_009)
            try await eventually("it connects again") { probe.opened.count == 2 }
            #expect(probe.texts == ["fits"] && probe.closed.first?.reason.contains("larger than 1000 bytes") == true)
        }
        try await server.stop()
    }

    @Test("the server's close code and reason are told")
    func closeCode() async throws {
        var script = WebSocketServer.Script()
        script.opened = { connection in
            if connection.number == 0 { connection.close(WebSocketClosing(code: 4_321, reason: "because")) }
        }
        let server = try await WebSocketServer.start(script)
        let probe = StreamProbe()
        try await StreamRun.with(try StreamRun.plan(server.url()), probe) {
            try await eventually("it stands again") { probe.opened.count == 2 }
            #expect(probe.closed == [StreamProbe.Closed(connection: 1, reason: "because (4321)", isReplaced: false)])
            #expect(server.connections[0].ended?.code == 4_321)
        }
        try await server.stop()
    }

    @Test("never sends faster than its limits, heartbeats included")
    func pacing() async throws {
        let server = try await WebSocketServer.start(WebSocketServer.Script())
        var plan = try StreamRun.plan(server.url())
        plan.socket.sendLimits = [RateLimit(5, per: ms(100), margin: .zero)]
        plan.socket.heartbeat = .text("beat", every: ms(30))
        let probe = StreamProbe(
            .init(opened: { link in
                for number in 0..<40 { link.send("\(number)") }
                link.ready()
            }))
        let clock = ContinuousClock()
        let begin = clock.now
        try await StreamRun.with(plan, probe) {
            try await eventually("all have come") {
                server.connections.first?.received.contains("39") ?? false
            }
            // With the heartbeats these are more than forty, so that at least eight spans lie before the last.
            #expect(clock.now - begin >= .milliseconds(690))
            let received = server.connections[0].received
            #expect(received.filter { $0 != "beat" } == (0..<40).map { "\($0)" })
            #expect(received.contains("beat"))
        }
        try await server.stop()
    }
}
