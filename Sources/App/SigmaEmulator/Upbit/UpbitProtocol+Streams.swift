internal import SigmaModel
internal import SigmaServing

extension UpbitProtocol {
    /// Private connections of an account at one time.
    private static let privateLimit = 10

    func refusal(ofStream request: WireRequest) -> WireAnswer? {
        let isPrivate = request.path == "/websocket/v1/private"
        guard isPrivate || request.path == "/websocket/v1" else {
            return UpbitRefusal.quotation(404, "no Route matched")
        }
        if request.header("Origin") != nil, site.settings.enforcesLimits,
            !limits.useOrigin(by: request.address, at: site.wall)
        {
            return UpbitLimits.tooMany
        }
        var client = "address \(request.address)"
        if isPrivate {
            do {
                let account = try authority.check(request, keepsNonces: false).account
                let open = site.sessions.count { $0.account === account }
                guard open < UpbitProtocol.privateLimit else { return UpbitLimits.tooMany }
                client = "account \(account.name)"
            } catch { return error.answer }
        }
        let reading = handshakes.use(by: client, at: site.wall)
        return reading.isAllowed || !site.settings.enforcesLimits ? nil : UpbitLimits.tooMany
    }

    func opened(_ session: StreamSession) {
        if session.request.path.hasSuffix("/private") {
            session.account = try? authority.check(session.request, keepsNonces: false).account
        }
        lines[session.number] = UpbitLine(session)
    }

    func closed(_ session: StreamSession) { lines[session.number] = nil }

    func received(_ message: SocketMessage, on session: StreamSession) {
        guard var line = lines[session.number] else { return }
        defer { lines[session.number] = line }
        switch message {
        case .ping, .pong: return
        case .text(let bytes), .binary(let bytes):
            guard line.use(at: site.wall) || !site.settings.enforcesLimits else { return fail(.tooMany, line) }
            if String(decoding: bytes, as: UTF8.self) == "PING" {
                line.nextStatus = site.monotonic
                return
            }
            do { try take(try UpbitStreamRequest(bytes), &line) } catch { fail(error, line) }
        }
    }

    private func take(_ request: UpbitStreamRequest, _ line: inout UpbitLine) throws(UpbitStreamRequest.Problem) {
        let isPrivate = line.session.account != nil
        for subscription in request.subscriptions where subscription.topic.isPrivate != isPrivate {
            throw subscription.topic.isPrivate ? .invalidAuthority : .invalidParameter
        }
        if let format = request.format { line.format = format } else if !request.isQuestion { line.format = .standard }
        guard !request.isQuestion else {
            line.session.sendBinary(UpbitProtocol.subscriptions(of: line, ticket: request.ticket), .control)
            return
        }
        line.subscriptions = request.subscriptions
        for subscription in request.subscriptions where subscription.wantsSnapshot {
            for code in subscription.codes { sendSnapshot(subscription, code, line) }
        }
    }

    private func fail(_ problem: UpbitStreamRequest.Problem, _ line: UpbitLine) {
        let body = JSONComposer.object { json in
            json.object("error") { error in
                error.string("name", problem.rawValue)
                error.string("message", problem.message)
            }
        }
        line.session.sendBinary(body, .control)
    }

    private static func subscriptions(of line: UpbitLine, ticket: String) -> [UInt8] {
        let isShort = line.format.isShort
        let object = JSONComposer.object { json in
            json.string(isShort ? "mthd" : "method", "LIST_SUBSCRIPTIONS")
            json.array(isShort ? "rslt" : "result") { list in
                for subscription in line.subscriptions {
                    list.object { entry in
                        entry.string(isShort ? "ty" : "type", subscription.type)
                        if !subscription.codes.isEmpty {
                            entry.array(isShort ? "cds" : "codes") { codes in
                                for code in subscription.codes { codes.string(code.text) }
                            }
                        }
                        if subscription.topic == .orderbook {
                            entry.raw(isShort ? "lv" : "level", UpbitText.price(subscription.level))
                        }
                    }
                }
            }
            json.string(isShort ? "tckt" : "ticket", ticket)
        }
        return line.format.isList ? [UInt8(ascii: "[")] + object + [UInt8(ascii: "]")] : object
    }

    private func sendSnapshot(_ subscription: UpbitSubscription, _ code: UpbitSubscription.Code, _ line: UpbitLine) {
        guard let board = site.board(code.symbol) else { return }
        let now = site.marketTime
        let message: UpbitMessage?
        let kind: StreamKind
        switch subscription.topic {
        case .ticker: (message, kind) = (UpbitMessage.ticker(board, at: now), .ticker)
        case .trade: (message, kind) = (board.lastTrade.map { UpbitMessage.trade($0, board, at: now) }, .trade)
        case .orderbook:
            message = UpbitMessage.orderbook(board, level: subscription.level, depth: code.depth, at: now)
            kind = .book
        case .candle(let interval):
            let newest = board.candles.newest(interval, before: .never, count: 1).first
            message = newest.map { UpbitMessage.candle($0, subscription.type, board, at: now) }
            kind = .candle
        case .myOrder, .myAsset, .announcement: return
        }
        if let message { line.session.sendBinary(message.bytes(line.format, stream: "SNAPSHOT"), kind) }
    }
}
