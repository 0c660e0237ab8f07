import SigmaModel
import SigmaTransport
import Synchronization
import Testing

@Suite("HTTP transport")
struct HTTPTransportTests {
    @Test("sends what it is told, keeps its connection, and hands any status over as an answer")
    func exchange() async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            guard HTTPScript.isWhole(bytes) else { return }
            let text = String(decoding: bytes, as: UTF8.self)
            peer.forget()
            switch text.split(separator: " ")[1] {
            case "/json": peer.write(HTTPScript.answer("{\"a\":1}", headers: ["Remaining-Req: group=order; sec=7"]))
            case "/html":
                peer.write(HTTPScript.answer("<html>busy</html>", status: "502 Bad Gateway", type: "text/html"))
            case "/chunked":
                peer.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
            case "/moved": peer.write(HTTPScript.answer("", status: "302 Found", headers: ["Location: /json"]))
            case "/none": peer.write("HTTP/1.1 204 No Content\r\n\r\n")
            default: peer.write(HTTPScript.answer(text))
            }
        }
        try await HTTPScript.withClient { client in
            let base = "https://localhost:\(server.port)"
            let json = try await client.send(HTTPCall(.get, "\(base)/json"))
            #expect(json.status == 200 && json.text == "{\"a\":1}")
            #expect(json.header("remaining-req") == "group=order; sec=7" && json.header("absent") == nil)
            let html = try await client.send(HTTPCall(.delete, "\(base)/html"))
            #expect(html.status == 502 && html.text == "<html>busy</html>")
            #expect(try await client.send(HTTPCall(.get, "\(base)/chunked")).text == "hello world")
            #expect(try await client.send(HTTPCall(.get, "\(base)/moved")).status == 302)
            #expect(try await client.send(HTTPCall(.put, "\(base)/none")).body == [])
            let call = HTTPCall(
                .post, "\(base)/orders?states[]=wait&states[]=watch",
                headers: [("Authorization", "Bearer x"), ("a", "1"), ("a", "2")],
                body: Array("{\"b\":2}".utf8))
            let echo = try await client.send(call).text
            #expect(echo.hasPrefix("POST /orders?states[]=wait&states[]=watch HTTP/1.1\r\n"))
            #expect(
                echo.contains("\r\nAuthorization: Bearer x\r\na: 1\r\na: 2\r\n") && echo.hasSuffix("\r\n\r\n{\"b\":2}"))
            #expect(!echo.lowercased().contains("sigma") && !echo.lowercased().contains("chunked"))
        }
        #expect(server.connectionCount == 1)
        try await server.stop()
    }

    @Test("an answer above the limit is an error of its own", arguments: [true, false])
    func tooLarge(isChunked: Bool) async throws {
        let server = try await ScriptedServer.start { peer, bytes in
            guard HTTPScript.isWhole(bytes) else { return }
            let body = String(repeating: "x", count: 2_000)
            peer.write(
                isChunked
                    ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n\(body)\r\n"
                    : HTTPScript.answer(body))
        }
        try await HTTPScript.withClient { settings in
            settings.answerLimit = 1_999
        } _: { client in
            let failure = await HTTPScript.failure(of: HTTPCall(.get, "https://localhost:\(server.port)/"), by: client)
            guard case .tooLarge? = failure else { throw failure ?? .cancelled }
        }
        try await server.stop()
    }

    @Test("texts of calls, answers and errors show no query, header or body")
    func secrecy() async throws {
        let call = HTTPCall(
            .post, "https://user:pass@localhost:1/v1/orders?signature=SECRET#SECRET", headers: [("X-Key", "SECRET")],
            body: Array("SECRET".utf8))
        let answer = HTTPAnswer(status: 200, headers: [("x", "SECRET")], body: Array("SECRET".utf8))
        var shown = ""
        dump(call, to: &shown)
        let texts = ["\(call)", String(reflecting: call), "\(answer)", String(reflecting: answer), shown]
        #expect(texts[0] == "POST https://localhost:1/v1/orders")
        for text in texts { #expect(!text.contains("SECRET") && !text.contains("pass")) }
        try await HTTPScript.withClient { client in
            let failure = try #require(await HTTPScript.failure(of: call, by: client))
            #expect(!"\(failure)".contains("SECRET") && !String(reflecting: failure).contains("SECRET"))
        }
    }
}
