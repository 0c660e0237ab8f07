import NIOHTTP1
import SigmaModel
import SigmaTransport
import Synchronization
import TestServers
import Testing

@Suite("Resilient stream")
struct ResilientStreamTests {
    @Test("connects again after every cut, asking for its request anew")
    func cuts() async throws {
        var script = WebSocketServer.Script()
        script.opened = { connection in
            connection.send("n\(connection.number)")
            if connection.number < 5 { connection.cut() }
        }
        let server = try await WebSocketServer.start(script)
        let url = server.url()
        var plan = try StreamRun.plan("")
        let tokens = Mutex(0)
        plan.request = {
            let number = tokens.withLock { count in
                count += 1
                return count
            }
            if number == 3 { throw StreamFailure.noRequest("no token") }
            return StreamRequest(url, headers: [("Authorization", "Bearer \(number)")])
        }
        let probe = StreamProbe()
        try await StreamRun.with(plan, probe) {
            try await eventually("the sixth stands") { probe.texts.contains("n5") }
            #expect(
                server.connections.map { $0.head.headers["authorization"].first }
                    == ["1", "2", "4", "5", "6", "7"].map { "Bearer \($0)" })
            #expect(probe.closed.count == 5 && probe.closed.allSatisfy { !$0.isReplaced })
            #expect(probe.failures == [.noRequest("no token")])
            // What a server says before it cuts is heard, even when both come at once with its answer.
            #expect(probe.texts == (0...5).map { "n\($0)" })
        }
        try await server.stop()
    }

    @Test("a lifetime ends without a gap: the next stands first, and both deliver meanwhile")
    func lifetimes() async throws {
        let subscribed = Mutex<[ServedConnection]>([])
        var script = WebSocketServer.Script()
        script.received = { connection, text in
            guard text == "subscribe" else { return }
            subscribed.withLock { $0.append(connection) }
            connection.send("subscribed")
        }
        script.closed = { connection, _ in subscribed.withLock { $0.removeAll { $0 === connection } } }
        let server = try await WebSocketServer.start(script)
        var plan = try StreamRun.plan(server.url())
        plan.lifetime = ms(250)
        let probe = StreamProbe(
            .init(
                opened: { $0.send("subscribe") },
                received: { text, link in
                    if text == "subscribed" { link.ready() }
                    return .goOn
                }))
        try await StreamRun.with(plan, probe) {
            try await eventually("the first stands") { probe.texts.contains("subscribed") }
            var number = 0
            try await eventually("eight have followed one another", within: .seconds(60)) {
                for connection in subscribed.withLock({ $0 }) { connection.send("\(number)") }
                number += 1
                return server.connections.count >= 9
            }
            try await eventually("the last number has come") { probe.texts.contains("\(number - 1)") }
            let numbers = Set(probe.texts.compactMap { Int($0) })
            #expect(numbers.count == number, "\(number - numbers.count) are missing")
            #expect(probe.closed.count >= 7 && probe.closed.allSatisfy(\.isReplaced))
            #expect(probe.failures == [])
            // At no time were there more than two.
            for (earlier, later) in zip(server.connections, server.connections.dropFirst(2)) {
                #expect(earlier.ended != nil || later.number == server.connections.count - 1)
            }
        }
        try await server.stop()
    }

    @Test("a venue's notice, a listener's wish and a link's call each bring the next connection")
    func verdicts() async throws {
        var script = WebSocketServer.Script()
        script.opened = { connection in
            connection.send(["shutdown", "useless", "link", "fine"][min(connection.number, 3)])
        }
        let server = try await WebSocketServer.start(script)
        let probe = StreamProbe(
            .init(received: { text, link in
                switch text {
                case "shutdown": return .replace("the venue shuts down")
                case "useless": return .reconnect("of no use")
                case "link":
                    Task.detached { link.reconnect("said from elsewhere") }
                    return .goOn
                default: return .goOn
                }
            }))
        try await StreamRun.with(try StreamRun.plan(server.url()), probe) {
            try await eventually("the fourth stands") { probe.texts.contains("fine") && probe.closed.count == 3 }
            let closed = probe.closed.sorted { $0.connection < $1.connection }
            #expect(closed.map(\.connection) == [1, 2, 3] && closed.map(\.isReplaced) == [true, false, false])
            #expect(closed.dropFirst().map(\.reason) == ["of no use (1006)", "said from elsewhere (1006)"])
        }
        try await server.stop()
    }

    @Test("a stream that says nothing new is stale, signs of life or not")
    func stale() async throws {
        var script = WebSocketServer.Script()
        script.settings.heartbeat = .text("alive", every: ms(30))
        script.settings.answerWithin = ms(60_000)
        let server = try await WebSocketServer.start(script)
        var plan = try StreamRun.plan(server.url())
        plan.staleAfter = ms(300)
        let probe = StreamProbe(
            .init(received: { text, _ in text == "alive" ? .quiet : .goOn }))
        let clock = ContinuousClock()
        let begin = clock.now
        try await StreamRun.with(plan, probe) {
            try await eventually("it was given up") { probe.closed.count >= 1 }
            #expect(clock.now - begin >= .milliseconds(290))
            #expect(probe.closed[0].reason.hasPrefix("no news for ") && probe.texts.contains("alive"))
            try await eventually("it connects again") { probe.opened.count >= 2 }
        }
        try await server.stop()
    }

    @Test("a listener that is never ready loses its connection")
    func unready() async throws {
        let server = try await WebSocketServer.start(WebSocketServer.Script())
        var plan = try StreamRun.plan(server.url())
        plan.readyWithin = ms(100)
        let probe = StreamProbe(.init(opened: { _ in }))
        try await StreamRun.with(plan, probe) {
            try await eventually("it was given up twice") { probe.closed.count >= 2 }
            #expect(probe.closed[0].reason.contains("did not stand within 0.1 s"))
        }
        try await server.stop()
    }

    @Test("a listener's verdict that it is no use ends the stream, and so does its answer to a refusal")
    func endings() async throws {
        var script = WebSocketServer.Script()
        script.opened = { $0.send("INVALID_AUTH") }
        let server = try await WebSocketServer.start(script)
        let failing = StreamProbe(.init(received: { text, _ in .fail("the key: \(text)") }))
        let outcome = await StreamRun.outcome(try StreamRun.plan(server.url()), failing)
        #expect(outcome as? StreamFailure == .ended("the key: INVALID_AUTH"))
        #expect(failing.closed.count == 1)
        try await eventually("the server hears it") { server.connections[0].ended?.code == 1_001 }
        try await server.stop()
        let refusing = try await ScriptedServer.start { peer, bytes in
            if HTTPScript.isWhole(bytes) {
                peer.write(HTTPScript.answer("{\"error\":\"no\u{7} key\"}", status: "401 Unauthorized"))
            }
        }
        let refused = StreamProbe(.init(failed: { $0 != .refused(status: 401, body: "{\"error\":\"no  key\"}") }))
        let end = await StreamRun.outcome(try StreamRun.plan("wss://localhost:\(refusing.port)/?key=SECRET"), refused)
        #expect(end as? StreamFailure == .refused(status: 401, body: "{\"error\":\"no  key\"}"))
        try await refusing.stop()
    }
}
