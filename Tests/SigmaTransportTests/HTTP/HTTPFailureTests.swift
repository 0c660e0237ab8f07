import SigmaModel
import SigmaTransport
import Synchronization
import TestServers
import Testing

/// What is known after a failure: not sent is said only where no byte of the request can have left.
@Suite("HTTP failures")
struct HTTPFailureTests {
    private func expectNotSent(_ failure: TransportError?, _ text: String = "") {
        guard case .notSent(let reason)? = failure else {
            Issue.record("\(String(describing: failure)) instead of not sent")
            return
        }
        #expect(reason.contains(text), "\(reason)")
    }

    @Test("nobody listens, no such name, no such scheme: not sent")
    func unreachable() async throws {
        let server = try await ScriptedServer.start { _, _ in }
        try await server.stop()
        try await HTTPScript.withClient { client in
            for url in [
                "https://localhost:\(server.port)/", "https://no-such-host.invalid/", "ftp://localhost/", "nonsense",
            ] {
                expectNotSent(await HTTPScript.failure(of: HTTPCall(.post, url, body: [1]), by: client))
            }
        }
    }

    @Test("a server that cannot show who it is: not sent")
    func untrusted() async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            if HTTPScript.isWhole(bytes) { peer.write(HTTPScript.answer("")) }
        }
        let url = "https://localhost:\(server.port)/"
        try await HTTPScript.withClient { settings in
            settings.trust = .file(try ServerTLS.strangeAuthority())
        } _: { client in
            expectNotSent(await HTTPScript.failure(of: HTTPCall(.get, url), by: client), "certificate verify failed")
        }
        try await HTTPScript.withClient { settings in
            settings.trust = .system
        } _: { client in
            expectNotSent(await HTTPScript.failure(of: HTTPCall(.get, url), by: client), "certificate verify failed")
        }
        try await HTTPScript.withClient { client in
            let other = "https://127.0.0.1:\(server.port)/"
            expectNotSent(await HTTPScript.failure(of: HTTPCall(.get, other), by: client))
        }
        #expect(server.received(by: 0) == "")
        try await server.stop()
    }

    @Test("a connection cut before TLS stands, or on which it never stands: not sent", arguments: [true, false])
    func noTLS(isCut: Bool) async throws {
        let server = try await ScriptedServer.start(isSecure: false) { peer, bytes in
            if isCut, !bytes.isEmpty { peer.cut() }
        }
        try await HTTPScript.withClient { settings in
            settings.connectTimeout = ms(400)
        } _: { client in
            let call = HTTPCall(.post, "https://localhost:\(server.port)/", body: [1], timeout: ms(20_000))
            expectNotSent(await HTTPScript.failure(of: call, by: client))
        }
        try await server.stop()
    }

    @Test("no answer in time: unknown, and not before the time", arguments: ["silent", "head only", "trickle"])
    func timeout(kind: String) async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            guard HTTPScript.isWhole(bytes) else { return }
            switch kind {
            case "head only": peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            case "trickle": peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
            default: break
            }
        }
        try await HTTPScript.withClient { client in
            let clock = ContinuousClock()
            let begin = clock.now
            let call = HTTPCall(.post, "https://localhost:\(server.port)/", body: [1, 2], timeout: ms(700))
            let failure = await HTTPScript.failure(of: call, by: client)
            guard case .timedOut? = failure else { throw failure ?? .cancelled }
            #expect(clock.now - begin >= .milliseconds(690))
        }
        #expect(server.received(by: 0).hasPrefix("POST / "))
        try await server.stop()
    }

    @Test("cut after the request was read, or anywhere in the answer: unknown")
    func cuts() async throws {
        let answer = Array(HTTPScript.answer("{\"uuid\":\"1\"}").utf8)
        let server = try await ScriptedServer.start(isSecure: false) { peer, bytes in
            if HTTPScript.isWhole(bytes) { peer.writeAndCut(Array(answer.prefix(peer.number))) }
        }
        try await HTTPScript.withClient { client in
            for length in 0..<answer.count {
                let call = HTTPCall(.post, "http://localhost:\(server.port)/", body: [1])
                let failure = await HTTPScript.failure(of: call, by: client)
                guard case .interrupted? = failure else {
                    Issue.record("cut after \(length) bytes: \(String(describing: failure))")
                    continue
                }
            }
            let whole = try await client.send(HTTPCall(.post, "http://localhost:\(server.port)/", body: [1]))
            #expect(whole.status == 200)
        }
        try await server.stop()
    }

    @Test("cut under TLS, or answered with something that is no HTTP: unknown", arguments: ["cut", "close", "garbage"])
    func cutUnderTLS(kind: String) async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            guard HTTPScript.isWhole(bytes) else { return }
            switch kind {
            case "cut": peer.cut()
            case "close": peer.close()
            default: peer.writeAndCut(Array("what?\r\n\r\n".utf8))
            }
        }
        try await HTTPScript.withClient { client in
            let call = HTTPCall(.delete, "https://localhost:\(server.port)/order?id=1")
            let failure = await HTTPScript.failure(of: call, by: client)
            guard case .interrupted? = failure else { throw failure ?? .cancelled }
        }
        try await server.stop()
    }

    @Test("out of time while waiting for a connection: not sent, and never sent later")
    func queued() async throws {
        let held = Mutex<ScriptedPeer?>(nil)
        let server = try await ScriptedServer.start { peer, bytes in
            if HTTPScript.isWhole(bytes) { held.withLock { $0 = peer } }
        }
        try await HTTPScript.withClient { settings in
            settings.connectionLimit = 1
        } _: { client in
            let base = "https://localhost:\(server.port)"
            async let first = client.send(HTTPCall(.get, "\(base)/first", timeout: ms(60_000)))
            try await eventually("the first has come") { held.withLock { $0 != nil } }
            let second = await HTTPScript.failure(of: HTTPCall(.post, "\(base)/second", timeout: ms(200)), by: client)
            expectNotSent(second)
            held.withLock { $0 }?.write(HTTPScript.answer("first"))
            #expect(try await first.text == "first")
        }
        #expect(!server.received(by: 0).contains("second"))
        try await server.stop()
    }

    @Test("cancelled before: not sent; cancelled while waiting for the answer: unknown")
    func cancellation() async throws {
        let server = try await ScriptedServer.start { _, _ in }
        try await HTTPScript.withClient { client in
            let call = HTTPCall(.post, "https://localhost:\(server.port)/", body: [1], timeout: ms(60_000))
            let early = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await HTTPScript.failure(of: call, by: client)
            }
            expectNotSent(await early.value)
            let late = Task { await HTTPScript.failure(of: call, by: client) }
            try await eventually("the request has come") { server.received(by: 0).contains("POST") }
            late.cancel()
            #expect(await late.value == .cancelled)
        }
        try await server.stop()
    }

    @Test("whatever a server does, what it saw is never called not sent", arguments: UInt64(0)..<6)
    func honesty(seed: UInt64) async throws {
        let seen = Shared<Set<String>>([])
        let answers = Shared<[Int: Int]>([:])
        let server = try await ScriptedServer.start(isSecure: seed % 2 == 0) { peer, bytes in
            // Each connection has a fate of its own, decided by its number; any byte of a request counts as seen.
            var random = SplitMix64(seed: seed &* 1_000 &+ UInt64(peer.number))
            let fate = random.pick(0...5)
            let text = String(decoding: bytes, as: UTF8.self)
            if let mark = text.firstRange(of: "/call-"), let space = text[mark.upperBound...].firstIndex(of: " ") {
                seen.change { $0.insert(String(text[mark.upperBound..<space])) }
            }
            switch fate {
            case 0: peer.cut()
            case 1 where !bytes.isEmpty: peer.cut()
            case 2 where HTTPScript.isWhole(bytes): peer.writeAndCut(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8))
            case 3 where HTTPScript.isWhole(bytes):
                // Answers, and cuts the idle connection at once, often under the next request.
                peer.forget()
                peer.writeAndCut(Array(HTTPScript.answer("ok").utf8))
            default:
                guard HTTPScript.isWhole(bytes) else { return }
                peer.forget()
                // Even a good connection ends after some answers, or soon every one would be good.
                answers.change { $0[peer.number, default: 0] += 1 }
                let answer = Array(HTTPScript.answer("ok").utf8)
                if answers.value[peer.number, default: 0] < 4 { peer.write(answer) } else { peer.writeAndCut(answer) }
            }
        }
        let scheme = seed % 2 == 0 ? "https" : "http"
        let counts = Shared<[String: Int]>([:])
        let unsent = Shared<Set<String>>([])
        try await HTTPScript.withClient { settings in
            settings.connectionLimit = 4
        } _: { client in
            await withTaskGroup(of: Void.self) { group in
                for lane in 0..<6 {
                    group.addTask {
                        for number in 0..<40 {
                            let name = "\(lane)-\(number)"
                            let call = HTTPCall(
                                .post, "\(scheme)://localhost:\(server.port)/call-\(name)", body: [1, 2, 3],
                                timeout: ms(20_000))
                            let failure = await HTTPScript.failure(of: call, by: client)
                            let kind = failure.map { $0.isOutcomeUnknown ? "unknown" : "not sent" } ?? "answered"
                            counts.change { $0[kind, default: 0] += 1 }
                            if kind == "not sent" { unsent.change { $0.insert(name) } }
                            if kind == "answered" { #expect(seen.value.contains(name), "seed \(seed)") }
                        }
                    }
                }
            }
        }
        #expect(unsent.value.isDisjoint(with: seen.value), "seed \(seed)")
        let total = counts.value
        #expect(total["unknown", default: 0] > 10 && total["answered", default: 0] > 10, "\(total)")
        try await server.stop()
    }
}
