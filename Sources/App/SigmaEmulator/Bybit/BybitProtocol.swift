internal import SigmaModel
internal import SigmaServing

/// Bybit's V5 REST API and WebSocket streams for spot pairs and linear contracts, as documented in July 2026.
final class BybitProtocol: VenueProtocol {
    let site: VenueSite
    let seed: UInt64
    let authority: BybitAuthority
    var limits = BybitLimits()
    /// What each connection has asked for.
    var lines: [Int: BybitLine] = [:]
    var books = BybitBookDesk()
    var candles = BybitCandleDesk()
    var tickers = BybitTickerDesk()
    /// The orders that had ended when the service started last, by account: only the archive knows them.
    var forgotten: [String: Int] = [:]
    var messageCount: UInt64 = 0

    init(_ site: VenueSite, seed: UInt64) {
        self.site = site
        self.seed = seed
        authority = BybitAuthority(site)
    }

    func answer(_ request: WireRequest) -> WireAnswer {
        guard limits.admits(request.address, at: site.wall) || !site.settings.enforcesLimits else {
            return BybitLimits.tooFrequent
        }
        guard let call = BybitCall(request) else { return .plain("404 page not found", status: 404) }
        if call.isPublic {
            do throws(BybitRefusal) { return try quote(call, request.parameters) } catch {
                return BybitEnvelope.refused(error, at: site.now)
            }
        }
        return exchange(call, request)
    }

    /// Answers a call of an account.
    private func exchange(_ call: BybitCall, _ request: WireRequest) -> WireAnswer {
        do throws(BybitRefusal) {
            guard let (key, account) = try authority.check(request) else { return .plain("", status: 401) }
            let fields = try BybitFields(request)
            let kind = BybitText.kind(fields["category"]) ?? .spot
            let reading = limits.use(call, kind, by: account.name, at: site.wall)
            var answer: WireAnswer
            do throws(BybitRefusal) {
                guard key.permissions.contains(call.permission) else { throw .forbidden }
                guard reading.isAllowed || !site.settings.enforcesLimits else { throw .tooMany }
                let result = try exchange(call, fields, account, key)
                answer = BybitEnvelope.done(at: site.now, result)
            } catch { answer = BybitEnvelope.refused(error, at: site.now) }
            answer.headers += reading.headers
            return answer
        } catch { return BybitEnvelope.refused(error, at: site.now) }
    }

    /// What a call of an account results in.
    func exchange(
        _ call: BybitCall, _ fields: BybitFields, _ account: EmulatedAccount, _ key: EmulatedKey?
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        switch call {
        case .create: try create(fields, account)
        case .amend: try amend(fields, account)
        case .cancel: try cancel(fields, account)
        case .cancelAll: try cancelAll(fields, account)
        case .realtime: try orders(fields, account, isArchive: false)
        case .history: try orders(fields, account, isArchive: true)
        case .executions: try executions(fields, account)
        case .wallet: try wallet(fields, account)
        case .positions: try positions(fields, account)
        case .fees: try fees(fields)
        case .accountInfo: accountInfo()
        case .key: keyInfo(key)
        case .time, .instruments, .tickers, .orderbook, .candles, .trades, .stream: throw .parameter("path")
        }
    }

    func refusal(status: Int, of request: WireRequest) -> WireAnswer {
        switch status {
        case 403: BybitLimits.tooFrequent
        case 429: .plain("System level frequency protection", status: 429)
        case 200: BybitEnvelope.refused(BybitRefusal(10_016, "Server error."), at: site.now)
        default:
            .plain(
                "<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>", status: status,
                contentType: "text/html")
        }
    }

    func restarted() {
        limits.reset()
        lines = [:]
        for account in site.accounts { forgotten[account.name] = account.orders.count }
    }
}
