import SigmaModel
import SigmaTransport
import Synchronization
import TestServers
import Testing

@Suite("WebSocket peers that do not answer")
struct LivenessTests {
    @Test("a frozen server is given up by the heartbeat, and the next connection works")
    func frozen() async throws {
        var script = WebSocketServer.Script()
        script.opened = { connection in
            connection.send("hello \(connection.number)")
            if connection.number == 0 { connection.freeze() }
        }
        let server = try await WebSocketServer.start(script)
        var plan = try StreamRun.plan(server.url())
        plan.socket.heartbeat = .ping(every: ms(100))
        plan.socket.answerWithin = ms(1_500)
        let probe = StreamProbe()
        try await StreamRun.with(plan, probe) {
            try await eventually("the second one speaks") { probe.texts.contains("hello 1") }
            #expect(probe.closed.first?.reason.contains("nothing came within 1.5 s after a heartbeat") == true)
            // Its many heartbeats are answered.
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(2_000)
            try await eventually("two seconds have passed") { clock.now >= end }
            #expect(probe.closed.filter { $0.connection == 2 } == [])
        }
        try await server.stop()
    }

    @Test("pings of the server are answered for as long as it asks")
    func serverPings() async throws {
        var script = WebSocketServer.Script()
        script.settings.heartbeat = .ping(every: ms(50))
        script.settings.answerWithin = ms(2_000)
        let server = try await WebSocketServer.start(script)
        let probe = StreamProbe()
        try await StreamRun.with(try StreamRun.plan(server.url()), probe) {
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(3_000)
            try await eventually("three seconds have passed") { clock.now >= end }
            #expect(server.connections.count == 1 && server.connections[0].ended == nil)
        }
        try await server.stop()
    }

    @Test("a client that is frozen is given up when too much waits for it")
    func outbox() async throws {
        var script = WebSocketServer.Script()
        script.settings.outboxLimit = 1 << 20
        let server = try await WebSocketServer.start(script)
        let paused = StreamProbe(.init(received: { _, _ in .pause }))
        try await StreamRun.with(try StreamRun.plan(server.url()), paused) {
            try await eventually("it stands") { server.connections.count == 1 }
            let served = server.connections[0]
            let text = String(repeating: "x", count: 100_000)
            try await eventually("it is given up", within: .seconds(60)) {
                for _ in 0..<20 { served.send(text) }
                return served.ended != nil
            }
            #expect(served.ended?.reason.contains("takes nothing") == true)
            #expect(paused.heard.count == 1)
        }
        try await server.stop()
    }

    @Test("a slow listener stops the reading, and nothing is lost or out of order", arguments: UInt64(1)...2)
    func backpressure(seed: UInt64) async throws {
        var script = WebSocketServer.Script()
        // Comes from the server's event loop, so that a sender whose task waits for a thread makes no silence.
        script.settings.heartbeat = .text("beat", every: ms(50))
        script.settings.answerWithin = ms(60_000)
        let server = try await WebSocketServer.start(script)
        let links = Mutex<[any StreamLink]>([])
        let isOpen = Mutex(false)
        let probe = StreamProbe(
            .init(received: { text, link in
                guard text != "beat" else { return .goOn }
                guard !isOpen.withLock({ $0 }) else { return text.hasSuffix("7") ? pauseShortly(link) : .goOn }
                links.withLock { $0.append(link) }
                return .pause
            }))
        var plan = try StreamRun.plan(server.url())
        plan.socket.heartbeat = .ping(every: ms(50))
        plan.socket.answerWithin = ms(1_000)
        plan.staleAfter = ms(1_500)
        try await StreamRun.with(plan, probe) {
            try await eventually("it stands") { server.connections.count == 1 }
            let served = server.connections[0]
            let count = 1_500
            let sent = Mutex(0)
            let text = String(repeating: "y", count: 20_000)
            let sender = Task {
                for number in 0..<count {
                    try await served.sendAndFlush("\(text) \(number)")
                    sent.withLock { $0 += 1 }
                }
            }
            try await eventually("one has come") { links.withLock { $0.count } == 1 }
            // The sender comes to a halt far from its end: what is on its way fills the sockets' buffers.
            let clock = ContinuousClock()
            var last = (count: 0, since: clock.now)
            try await eventually("the sender waits", within: .seconds(60)) {
                let now = sent.withLock { $0 }
                if now != last.count { last = (now, clock.now) }
                return clock.now - last.since > .milliseconds(2_500)
            }
            #expect(sent.withLock { $0 } < count && probe.texts.count { $0 != "beat" } == 1)
            #expect(probe.closed == [], "silence by one's own wish is no fault of the peer")
            isOpen.withLock { $0 = true }
            links.withLock { $0 }[0].resume()
            try await sender.value
            try await eventually("the last has come") { probe.texts.contains { $0.hasSuffix("y \(count - 1)") } }
            #expect(probe.closed == [])
            // Compared aside: a difference of so much text would not be readable, and takes long to find.
            let numbers = probe.texts.filter { $0 != "beat" }.map { $0.split(separator: " ").last.flatMap { Int($0) } }
            let wrong = zip(numbers, 0...).first { $0 != $1 }
            #expect(
                wrong == nil && numbers.count == count,
                "\(numbers.count) came; first wrong: \(String(describing: wrong))")
            #expect(probe.texts.allSatisfy { $0 == "beat" || $0.utf8.count > text.utf8.count })
        }
        try await server.stop()
    }
}

/// Pauses until another thread says otherwise, which may be before the pause has begun.
@Sendable private func pauseShortly(_ link: any StreamLink) -> StreamVerdict {
    Task { link.resume() }
    return .pause
}
