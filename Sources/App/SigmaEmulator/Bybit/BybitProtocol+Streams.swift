internal import SigmaModel
internal import SigmaServing

extension BybitProtocol {
    /// Topics that one request of a spot connection may name, and characters of topics on a connection.
    private static let spotArguments = 10
    private static let argumentLength = 21_000

    func refusal(ofStream request: WireRequest) -> WireAnswer? {
        guard BybitCall.streams.contains(request.path) else { return .plain("404 page not found", status: 404) }
        let admitted = limits.admitsConnection(request.address, at: site.wall)
        return admitted || !site.settings.enforcesLimits ? nil : .plain("too many connections", status: 403)
    }

    func opened(_ session: StreamSession) {
        lines[session.number] = BybitLine(session, idleLimit: site.settings.timing.idleLimit)
    }

    func closed(_ session: StreamSession) { lines[session.number] = nil }

    func received(_ message: SocketMessage, on session: StreamSession) {
        guard lines[session.number] != nil else { return }
        switch message {
        case .ping, .pong: return
        case .text(let bytes), .binary(let bytes):
            guard let request = JSONTree(bytes), request.members != nil else {
                return say(BybitStreamText.failure("Invalid JSON", "", nil), to: session)
            }
            take(request, session)
        }
    }

    private func take(_ request: JSONTree, _ session: StreamSession) {
        guard let line = lines[session.number] else { return }
        let operation = request["op"]?.string ?? ""
        switch (operation, line.purpose) {
        case ("ping", _): say(pong(request, line), to: session)
        case ("auth", .account), ("auth", .orders): authenticate(request, line)
        case ("subscribe", .market), ("subscribe", .account): subscribe(request, line)
        case ("unsubscribe", .market), ("unsubscribe", .account): unsubscribe(request, line)
        case (_, .orders): enter(request, operation, line)
        default:
            say(
                BybitStreamText.failure(
                    "Invalid op \(operation)", line.name, request["req_id"]?.string, operation), to: session)
        }
    }

    private func say(_ text: [UInt8], to session: StreamSession) { session.send(text, .control) }

    /// Public streams answer a ping with a `ping`, the others with a `pong`.
    private func pong(_ request: JSONTree, _ line: BybitLine) -> [UInt8] {
        let now = BybitText.stamp(site.now)
        return JSONComposer.object { json in
            switch line.purpose {
            case .market:
                json.bool("success", true)
                json.string("ret_msg", "pong")
                json.string("conn_id", line.name)
                json.string("req_id", request["req_id"]?.string ?? "")
                json.string("op", "ping")
            case .account:
                if let name = request["req_id"]?.string { json.string("req_id", name) }
                json.string("op", "pong")
                json.array("args") { $0.string(now) }
                json.string("conn_id", line.name)
            case .orders:
                json.number("retCode", 0)
                json.string("retMsg", "OK")
                json.string("op", "pong")
                json.array("data") { $0.string(now) }
                json.string("connId", line.name)
            }
        }
    }

    private func authenticate(_ request: JSONTree, _ line: BybitLine) {
        let session = line.session
        var refusal: BybitRefusal?
        do throws(BybitRefusal) {
            if session.account != nil, line.purpose == .orders { throw BybitRefusal(20_001, "Repeat auth") }
            session.account = try authority.check(request["args"], from: session.request.address)
        } catch { refusal = error }
        let name = request["req_id"]?.string ?? request["reqId"]?.string
        if line.purpose == .orders {
            say(
                JSONComposer.object { json in
                    if let name { json.string("reqId", name) }
                    json.number("retCode", refusal?.code ?? 0)
                    json.string("retMsg", refusal?.message ?? "OK")
                    json.string("op", "auth")
                    json.string("connId", line.name)
                }, to: session)
        } else {
            say(
                JSONComposer.object { json in
                    json.bool("success", refusal == nil)
                    json.string("ret_msg", refusal.map { "error:\($0.message)" } ?? "")
                    json.string("op", "auth")
                    if let name { json.string("req_id", name) }
                    json.string("conn_id", line.name)
                }, to: session)
        }
        if refusal != nil, refusal?.code != 20_001 { session.close(code: 1008, reason: "auth failed") }
    }

    private func subscribe(_ request: JSONTree, _ line: BybitLine) {
        let session = line.session
        let name = request["req_id"]?.string
        do throws(BybitRefusal) {
            if line.purpose == .account, session.account == nil {
                throw BybitRefusal(0, "Request not authorized")
            }
            let topics = try topics(of: request, line)
            lines[session.number]?.topics += topics
            say(BybitStreamText.success("subscribe", line, name), to: session)
            for topic in topics { sendSnapshot(of: topic, to: session) }
        } catch {
            say(BybitStreamText.failure(error.message, line.name, name, "subscribe"), to: session)
        }
    }

    private func topics(of request: JSONTree, _ line: BybitLine) throws(BybitRefusal) -> [BybitStreamTopic] {
        let names = (request["args"]?.elements ?? []).compactMap(\.string)
        guard !names.isEmpty else { throw BybitRefusal(0, "args is empty") }
        if line.purpose == .market(.spot), names.count > Self.spotArguments {
            throw BybitRefusal(0, "args size >\(Self.spotArguments)")
        }
        let known = line.topics.map { $0.name(site) }
        guard (known + names).joined().utf8.count <= Self.argumentLength else {
            throw BybitRefusal(0, "args length exceeds \(Self.argumentLength)")
        }
        var topics: [BybitStreamTopic] = []
        for name in names {
            guard let topic = BybitStreamTopic(name, line.purpose, site) else {
                throw BybitRefusal(0, "error:handler not found,topic:\(name)")
            }
            guard !line.topics.contains(topic), !topics.contains(topic) else {
                throw BybitRefusal(0, "error:already subscribed,topic:\(name)")
            }
            topics.append(topic)
        }
        guard Set(topics.compactMap(\.isCategorised)).count < 2 else {
            throw BybitRefusal(0, "all-in-one and categorised topics cannot be in the same request")
        }
        return topics
    }

    private func unsubscribe(_ request: JSONTree, _ line: BybitLine) {
        let names = (request["args"]?.elements ?? []).compactMap(\.string)
        let gone = names.compactMap { BybitStreamTopic($0, line.purpose, site) }
        lines[line.session.number]?.topics.removeAll { gone.contains($0) }
        say(BybitStreamText.success("unsubscribe", line, request["req_id"]?.string), to: line.session)
    }

    /// What a new subscriber is told first.
    private func sendSnapshot(of topic: BybitStreamTopic, to session: StreamSession) {
        switch topic {
        case .book(let id, let depth):
            session.send(books.snapshot(of: site.market.board(id), depth: depth, at: site.marketTime), .book)
        case .ticker(let id):
            session.send(tickers.snapshot(of: site.market.board(id), at: site.marketTime), .ticker)
        case .candles(let id, let interval, let name):
            let board = site.market.board(id)
            guard let candle = board.candles.newest(interval, before: .never, count: 1).first else { return }
            session.send(
                BybitStreamText.candle(candle, interval, name, of: board, isClosed: false, at: site.marketTime), .candle
            )
        case .trades, .orders, .fills, .wallet, .silent: return
        }
    }

    /// Takes a request of order entry.
    private func enter(_ request: JSONTree, _ operation: String, _ line: BybitLine) {
        let session = line.session
        let name = request["reqId"]?.string
        var reading: BybitLimits.Reading?
        var result: (inout JSONComposer) -> Void = { _ in }
        var refusal: BybitRefusal?
        do throws(BybitRefusal) {
            let calls: [String: BybitCall] = [
                "order.create": .create, "order.amend": .amend, "order.cancel": .cancel,
            ]
            guard let call = calls[operation] else { throw BybitRefusal(10_404, "op type is not found") }
            guard let account = session.account else { throw .forbidden }
            if let name, lines[session.number]?.requests.insert(name).inserted == false {
                throw BybitRefusal(20_006, "reqId is duplicated")
            }
            let header = request["header"]
            try authority.checkTime(
                header?["X-BAPI-TIMESTAMP"]?.plain, window: header?["X-BAPI-RECV-WINDOW"]?.plain ?? "5000")
            guard let members = request["args"]?[0]?.members else { throw .parameter("args") }
            let fields = BybitFields(members)
            let kind = try fields.kind()
            reading = limits.use(call, kind, by: account.name, at: site.wall)
            guard reading?.isAllowed == true || !site.settings.enforcesLimits else { throw .tooMany }
            guard account.keys.contains(where: { $0.permissions.contains(.trade) }) else { throw .forbidden }
            result = try exchange(call, fields, account, nil)
        } catch { refusal = error }
        let now = site.now
        say(
            JSONComposer.object { json in
                if let name { json.string("reqId", name) }
                json.number("retCode", refusal?.code ?? 0)
                json.string("retMsg", refusal?.message ?? "OK")
                json.string("op", operation)
                json.object("data", result)
                json.object("retExtInfo") { _ in }
                json.object("header") { header in
                    for (name, value) in reading?.headers ?? [] { header.string(name, value) }
                    header.string("Traceid", "0e32b551b3e17aae77651aadf6a5be80")
                    header.string("Timenow", BybitText.stamp(now))
                }
                json.string("connId", line.name)
            }, to: session)
    }
}
