internal import SigmaModel
internal import SigmaServing

extension BinanceProtocol {
    /// Streams of one connection.
    private static let streamLimit = 1_024

    func refusal(ofStream request: WireRequest) -> WireAnswer? {
        let path = request.path
        guard path == "/stream" || path == "/ws" || path.hasPrefix("/ws/") || path == "/ws-api/v3" else {
            return .plain("", status: 404)
        }
        let isAllowed = limits.connect(by: request.address, at: site.wall)
        guard isAllowed || !site.settings.enforcesLimits else { return .plain("", status: 429) }
        if path == "/ws-api/v3" {
            do throws(BinanceRefusal) { try use(2, by: request.address) } catch { return error.answer(at: site.wall) }
        }
        return nil
    }

    func opened(_ session: StreamSession) {
        lines[session.number] = BinanceLine(session, now: site.monotonic)
    }

    func closed(_ session: StreamSession) { lines[session.number] = nil }

    func received(_ message: SocketMessage, on session: StreamSession) {
        guard var line = lines[session.number] else { return }
        if line.kind != .api, !line.use(at: site.wall), site.settings.enforcesLimits {
            return session.close(code: 1008, reason: "Too many requests")
        }
        if case .pong(let payload) = message, line.pings.contains(where: { $0.payload == payload }) {
            line.pings.removeAll()
        }
        lines[session.number] = line
        switch message {
        case .ping, .pong: return
        case .text(let bytes), .binary(let bytes):
            if line.kind == .api { ask(bytes, session) } else { subscribe(bytes, session) }
        }
    }

    /// SUBSCRIBE and its kin.
    private func subscribe(_ bytes: [UInt8], _ session: StreamSession) {
        guard let request = JSONTree(bytes), request.members != nil else {
            return fail(3, "Invalid JSON: expected value at line 1 column 1", nil, session)
        }
        let id = request["id"]
        guard let method = request["method"]?.string else {
            return fail(2, "Invalid request: missing field `method` at line 1 column 1", id, session)
        }
        let names = request["params"]?.elements?.compactMap(\.string) ?? []
        var result = "null"
        switch method {
        case "SUBSCRIBE", "UNSUBSCRIBE":
            for name in names {
                guard let stream = BinanceStream(name) else {
                    return fail(2, "Invalid request: invalid stream", id, session)
                }
                lines[session.number]?.streams.removeAll { $0 == stream }
                if method == "SUBSCRIBE" { lines[session.number]?.streams.append(stream) }
            }
            guard lines[session.number]?.streams.count ?? 0 <= Self.streamLimit else {
                return session.close(code: 1008, reason: "Too many streams")
            }
        case "LIST_SUBSCRIPTIONS":
            let streams = lines[session.number]?.streams.map { "\"\($0.name)\"" } ?? []
            result = "[\(streams.joined(separator: ","))]"
        case "SET_PROPERTY":
            guard let value = request["params"]?[1]?.bool else {
                return fail(1, "Invalid value type: expected Boolean", id, session)
            }
            lines[session.number]?.kind = value ? .combined : .raw
        case "GET_PROPERTY": result = lines[session.number]?.kind == .combined ? "true" : "false"
        default:
            return fail(
                2,
                "Invalid request: unknown variant `\(method)`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, "
                    + "`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`", id, session)
        }
        let answer = JSONComposer.object { json in
            json.raw("result", result)
            json.raw("id", BinanceProtocol.text(of: id))
        }
        session.send(answer, .control)
    }

    private func fail(_ code: Int, _ message: String, _ id: JSONTree?, _ session: StreamSession) {
        let answer = JSONComposer.object { json in
            json.number("code", code)
            json.string("msg", message)
            json.raw("id", BinanceProtocol.text(of: id))
        }
        session.send(answer, .control)
    }

    /// A request's own number or name, as it is echoed.
    static func text(of id: JSONTree?) -> String {
        switch id {
        case .number(let text): text
        case .string(let text):
            String(decoding: JSONComposer.array { $0.string(text) }.dropFirst().dropLast(), as: UTF8.self)
        default: "null"
        }
    }

    func announceShutdown(to session: StreamSession) {
        guard let line = lines[session.number] else { return }
        let event = JSONComposer.object { json in
            json.string("e", "serverShutdown")
            json.number("E", BinanceFormat.number(site.now, micro: line.isMicro))
        }
        switch line.kind {
        case .raw: session.send(event, .control)
        case .combined: session.send(line.form(event, of: "!serverShutdown"), .control)
        case .api: session.send(Array("{\"event\":".utf8) + event + [UInt8(ascii: "}")], .control)
        }
    }
}
