internal import SigmaModel
internal import SigmaServing

/// Binance's spot REST API, market streams and WebSocket API, as documented in July 2026.
final class BinanceProtocol: VenueProtocol {
    let site: VenueSite
    let authority: BinanceAuthority
    var limits = BinanceLimits()
    /// What each connection asked for.
    var lines: [Int: BinanceLine] = [:]
    /// Book changes that wait for the next message of a throttled stream, by instrument and hundreds of milliseconds.
    var depths: [BinanceDepthDesk.Key: BinanceDepthDesk] = [:]
    /// Candle and ticker streams that changed, and when they were told last.
    var throttle = BinanceThrottle()
    /// Executions of orders by total, which are the last only when the order's end says so.
    var heldFills: [UInt64: (order: EmulatedOrder, fill: EmulatedFill)] = [:]
    var executionCount: UInt64 = 0
    var cancelCount: UInt64 = 0

    init(_ site: VenueSite, seed: UInt64) {
        self.site = site
        authority = BinanceAuthority(site: site)
    }

    func answer(_ request: WireRequest) -> WireAnswer {
        if request.path == "/api/v3/userDataStream" {
            return .plain("", status: 410)
        }
        guard let call = BinanceCall.allCases.first(where: { $0.route == (request.method, request.path) }) else {
            return .plain("<html><body><h2>404 Not found</h2></body></html>", status: 404, contentType: "text/html")
        }
        let parameters = BinanceAuthority.parameters(of: request)
        let micro = request.header("X-MBX-TIME-UNIT")?.uppercased() == "MICROSECOND"
        var account: EmulatedAccount?
        var answer: WireAnswer
        do throws(BinanceRefusal) {
            try use(call.weight(parameters), by: request.address)
            var key: EmulatedKey?
            if let permission = call.permission {
                let found = try authority.check(request, permission)
                (key, account) = (found.key, found.account)
            }
            answer = .json(try perform(call, parameters, key, account, from: request.address, micro: micro))
        } catch {
            answer = error.answer(at: site.wall)
        }
        let counts = [BinanceCall.place, .cancel].contains(call) ? account?.name : nil
        answer.headers += limits.headers(by: request.address, account: counts, at: site.wall)
        return answer
    }

    func use(_ cost: Int, by address: String) throws(BinanceRefusal) {
        do throws(BinanceRefusal) { try limits.use(cost, by: address, at: site.wall) } catch {
            if site.settings.enforcesLimits { throw error }
        }
    }

    /// The body of the answer to a question of somebody who proved who they are.
    func perform(
        _ call: BinanceCall, _ parameters: BinanceParameters, _ key: EmulatedKey?, _ account: EmulatedAccount?,
        from address: String, micro: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        guard let account, let key else { return try market(call, parameters, micro: micro) }
        let body = try trade(call, parameters, key, account, micro: micro)
        if call == .place || call == .cancel || call == .cancelOpen {
            limits.giveBack(call.weight(parameters), by: address, at: site.wall)
        }
        return body
    }

    func refusal(status: Int, of request: WireRequest) -> WireAnswer {
        let wall = site.wall
        switch status {
        case 429:
            return BinanceRefusal(
                -1003, "Too many requests queued.", status: 429, retryAt: wall + TimeSpan(seconds: 1)
            ).answer(at: wall)
        case 418: return BinanceLimits.banned(until: wall + TimeSpan(seconds: 120)).answer(at: wall)
        case 403:
            return .plain("<html><body><h1>403 ERROR</h1></body></html>", status: 403, contentType: "text/html")
        case 504: return BinanceRefusal.timeout.answer(at: wall)
        case 400..<500: return BinanceRefusal(-1000, "An unknown error occurred.", status: status).answer(at: wall)
        default:
            return .plain("<html><body>Service Unavailable</body></html>", status: status, contentType: "text/html")
        }
    }

    func restarted() {
        limits.reset()
        lines = [:]
        depths = [:]
        throttle = BinanceThrottle()
    }
}
