internal import SigmaModel
internal import SigmaServing

/// Upbit's REST API and WebSocket streams, as documented at docs.upbit.com/kr in November 2026.
final class UpbitProtocol: VenueProtocol {
    let site: VenueSite
    let seed: UInt64
    var authority: UpbitAuthority
    var limits = UpbitLimits()
    /// What each connection asked for.
    var lines: [Int: UpbitLine] = [:]
    /// Candles that changed since they were told.
    var candles = UpbitCandleDesk()
    /// Handshakes of a second, by client.
    var handshakes = RateMeter(limit: 5, per: TimeSpan(seconds: 1))
    var assetNewsCount: UInt64 = 0

    init(_ site: VenueSite, seed: UInt64) {
        self.site = site
        self.seed = seed
        authority = UpbitAuthority(site)
    }

    func answer(_ request: WireRequest) -> WireAnswer {
        guard let call = UpbitCall(request) else { return UpbitRefusal.quotation(404, "no Route matched") }
        if request.header("Origin") != nil, call.isQuotation || call == .stream, site.settings.enforcesLimits,
            !limits.useOrigin(by: request.address, at: site.wall)
        {
            return UpbitLimits.tooMany
        }
        return call.isQuotation ? quote(call, request) : exchange(call, request)
    }

    /// Answers a public call.
    private func quote(_ call: UpbitCall, _ request: WireRequest) -> WireAnswer {
        let (headers, refusal) = limits.use(call.group, by: request.address, at: site.wall)
        var answer =
            site.settings.enforcesLimits && refusal != nil
            ? refusal ?? UpbitLimits.tooMany : quotation(call, request.parameters)
        answer.headers += headers
        return answer
    }

    /// Answers a call of an account.
    private func exchange(_ call: UpbitCall, _ request: WireRequest) -> WireAnswer {
        do throws(UpbitRefusal) {
            let (key, account) = try authority.check(request)
            guard key.permissions.contains(call.permission) else { throw UpbitRefusal.outOfScope }
            let (headers, refusal) = limits.use(call.group, by: account.name, at: site.wall)
            if site.settings.enforcesLimits, var refusal {
                refusal.headers += headers
                return refusal
            }
            var answer: WireAnswer
            do { answer = try trade(call, request, account) } catch { answer = error.answer }
            answer.headers += headers
            return answer
        } catch { return error.answer }
    }

    func refusal(status: Int, of request: WireRequest) -> WireAnswer {
        switch status {
        case 429: UpbitLimits.tooMany
        case 418: UpbitLimits.blocked(until: site.wall + TimeSpan(seconds: 60), at: site.wall)
        case 503: UpbitRefusal.quotation(503, "Service Temporarily Unavailable")
        default: UpbitRefusal.quotation(status, "Server Error")
        }
    }

    func restarted() {
        limits.reset()
        lines = [:]
    }
}
