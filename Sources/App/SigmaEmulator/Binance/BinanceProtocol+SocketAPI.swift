internal import SigmaModel

extension BinanceProtocol {
    /// Answers a question of the WebSocket API.
    func ask(_ bytes: [UInt8], _ session: StreamSession) {
        let request = JSONTree(bytes)
        let id = BinanceProtocol.text(of: request?["id"])
        do throws(BinanceRefusal) {
            guard let request, let name = request["method"]?.string else {
                throw BinanceRefusal(-1135, "Invalid JSON Request")
            }
            let method = name.hasPrefix("v3/") ? String(name.dropFirst(3)) : name
            let parameters = BinanceProtocol.parameters(request["params"])
            let result = try perform(method, parameters, session)
            answer(id, session) { json in
                json.number("status", 200)
                json.raw("result", String(decoding: result, as: UTF8.self))
            }
        } catch {
            let now = site.now
            answer(id, session) { json in
                json.number("status", error.status)
                json.object("error") { entry in
                    entry.number("code", error.code)
                    entry.string("msg", error.message)
                    guard let end = error.retryAt else { return }
                    entry.object("data") { data in
                        data.number("serverTime", BinanceFormat.number(now))
                        data.number("retryAfter", BinanceFormat.number(end))
                    }
                }
            }
        }
    }

    private func answer(_ id: String, _ session: StreamSession, _ fill: (inout JSONComposer) -> Void) {
        let account = lines[session.number]?.subscriptions.first?.account ?? lines[session.number]?.loggedOn?.account
        let used = limits.used(by: session.request.address, account: account?.name, at: site.wall)
        let body = JSONComposer.object { json in
            json.raw("id", id)
            fill(&json)
            json.array("rateLimits") { list in
                for (row, count) in zip(BinanceLimits.rows, used) where row.kind != "RAW_REQUESTS" {
                    list.object { BinanceText.limit(row, used: count, &$0) }
                }
            }
        }
        session.send(body, .control)
    }

    /// The members of an object as texts; a list of texts as JSON.
    private static func parameters(_ tree: JSONTree?) -> BinanceParameters {
        BinanceParameters(
            pairs: (tree?.members ?? []).compactMap { member in
                if let list = member.value.elements {
                    let texts = list.compactMap(\.string).map { "\"\($0)\"" }
                    return (name: member.name, value: "[\(texts.joined(separator: ","))]")
                }
                return member.value.plain.map { (name: member.name, value: $0) }
            })
    }

    private func perform(
        _ method: String, _ parameters: BinanceParameters, _ session: StreamSession
    ) throws(BinanceRefusal) -> [UInt8] {
        switch method {
        case "session.logon": return try logOn(parameters, session)
        case "session.logout":
            lines[session.number]?.loggedOn = nil
            return sessionText(session)
        case "session.status": return sessionText(session)
        case "session.subscriptions":
            return JSONComposer.array { json in
                for subscription in lines[session.number]?.subscriptions ?? [] {
                    json.object { $0.number("subscriptionId", subscription.id) }
                }
            }
        case "userDataStream.subscribe":
            guard let account = lines[session.number]?.loggedOn?.account else { throw .badKey }
            return try listen(account, session)
        case "userDataStream.subscribe.signature":
            try use(2, by: session.request.address)
            return try listen(
                try authority.check(parameters, from: session.request.address, .read).account, session)
        case "userDataStream.unsubscribe": return try stopListening(parameters, session)
        default: return try question(method, parameters, session)
        }
    }

    private func question(
        _ method: String, _ parameters: BinanceParameters, _ session: StreamSession
    ) throws(BinanceRefusal) -> [UInt8] {
        guard let call = BinanceCall.allCases.first(where: { !$0.method.isEmpty && $0.method == method }) else {
            throw .noMethod
        }
        let address = session.request.address
        try use(call.weight(parameters), by: address)
        var found: (key: EmulatedKey, account: EmulatedAccount)?
        if let permission = call.permission {
            if parameters["apiKey"] == nil, let loggedOn = lines[session.number]?.loggedOn {
                guard loggedOn.key.permissions.contains(permission) else { throw .badKey }
                found = loggedOn
            } else {
                found = try authority.check(parameters, from: address, permission)
            }
        }
        let micro = lines[session.number]?.isMicro ?? false
        return try perform(call, parameters, found?.key, found?.account, from: address, micro: micro)
    }

    private func logOn(_ parameters: BinanceParameters, _ session: StreamSession) throws(BinanceRefusal) -> [UInt8] {
        let found = try authority.check(parameters, from: session.request.address, .read)
        guard case .ed25519 = found.key.proof else {
            throw BinanceRefusal(-4056, "HMAC_SHA256 API key is not supported.")
        }
        lines[session.number]?.loggedOn = found
        return sessionText(session)
    }

    private func sessionText(_ session: StreamSession) -> [UInt8] {
        let key = lines[session.number]?.loggedOn?.key
        return JSONComposer.object { json in
            json.string("apiKey", key?.id)
            json.raw("authorizedSince", key == nil ? "null" : "\(BinanceFormat.number(site.now))")
            json.number("connectedSince", BinanceFormat.number(session.openedAt))
            json.bool("returnRateLimits", true)
            json.number("serverTime", BinanceFormat.number(site.now))
            json.bool("userDataStream", !(lines[session.number]?.subscriptions.isEmpty ?? true))
        }
    }

    /// One subscription of an account is active on a connection.
    private func listen(_ account: EmulatedAccount, _ session: StreamSession) throws(BinanceRefusal) -> [UInt8] {
        guard var line = lines[session.number] else { throw .badKey }
        guard !line.subscriptions.contains(where: { $0.account === account }) else {
            throw BinanceRefusal(-2035, "User Data Stream subscription already active.")
        }
        let id = line.subscriptionCount
        line.subscriptionCount += 1
        line.subscriptions.append((id, account))
        lines[session.number] = line
        session.account = account
        return JSONComposer.object { $0.number("subscriptionId", id) }
    }

    private func stopListening(
        _ parameters: BinanceParameters, _ session: StreamSession
    ) throws(BinanceRefusal) -> [UInt8] {
        guard var line = lines[session.number] else { return Array("{}".utf8) }
        let id = try parameters.integer("subscriptionId")
        let ended = line.subscriptions.filter { id == nil || Int64($0.id) == id }
        guard !ended.isEmpty else { throw BinanceRefusal(-2036, "User Data Stream subscription not active.") }
        line.subscriptions.removeAll { subscription in ended.contains { $0.id == subscription.id } }
        lines[session.number] = line
        for subscription in ended {
            let event = JSONComposer.object { json in
                json.string("e", "eventStreamTerminated")
                json.number("E", BinanceFormat.number(site.now))
            }
            session.send(BinanceReport.wrapped(event, subscription: subscription.id), .control)
        }
        return Array("{}".utf8)
    }
}
