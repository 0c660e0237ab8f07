internal import SigmaModel

/// Checks the signatures of requests and connections.
///
/// Source: Bybit "Integration Guidance", "Connect".
struct BybitAuthority {
    private let site: VenueSite

    init(_ site: VenueSite) { self.site = site }

    /// The key and account of a signed request; nil where it shows no key at all.
    func check(
        _ request: WireRequest
    ) throws(BybitRefusal) -> (key: EmulatedKey, account: EmulatedAccount)? {
        guard let id = request.header("X-BAPI-API-KEY"), let stamp = request.header("X-BAPI-TIMESTAMP"),
            let signature = request.header("X-BAPI-SIGN")
        else { return nil }
        let window = request.header("X-BAPI-RECV-WINDOW") ?? "5000"
        guard let found = site.key(id) else { throw .badKey }
        try checkTime(stamp, window: window)
        let payload = request.method == "GET" ? request.query : request.text
        let text = stamp + id + (request.header("X-BAPI-RECV-WINDOW") ?? "") + payload
        guard matches(signature, text, found.key) else { throw .badSignature(text) }
        if let expires = found.key.expires, site.now >= expires { throw .expiredKey }
        guard found.key.admits(request.address) else { throw .badAddress }
        return found
    }

    /// The venue takes a request from a second before its time until its window has passed.
    func checkTime(_ stamp: String?, window: String) throws(BybitRefusal) {
        let now = BybitText.milliseconds(site.now)
        guard let sent = stamp.flatMap({ Int64($0) }), let length = Int64(window), length > 0,
            now - length <= sent, sent < now + 1_000
        else { throw .window(at: site.now, sent: stamp ?? "", window: window) }
    }

    /// The key and account that a connection proves to be used by; nil where the proof does not hold.
    func check(_ arguments: JSONTree?, from address: String) throws(BybitRefusal) -> EmulatedAccount {
        guard let id = arguments?[0]?.string, let expires = arguments?[1]?.integer,
            let signature = arguments?[2]?.string
        else { throw .parameter("args") }
        guard expires > BybitText.milliseconds(site.now) else { throw BybitRefusal(10_001, "request expired") }
        guard let found = site.key(id) else { throw .badKey }
        guard matches(signature, "GET/realtime\(expires)", found.key) else {
            throw BybitRefusal(10_004, "Invalid sign")
        }
        if let end = found.key.expires, site.now >= end { throw .expiredKey }
        guard found.key.admits(address) else { throw .badAddress }
        return found.account
    }

    private func matches(_ signature: String, _ text: String, _ key: EmulatedKey) -> Bool {
        let expected = WireSignature.hex(WireSignature.hmacSHA256(Array(text.utf8), key: key.secret))
        return WireSignature.isEqual(Array(signature.utf8), Array(expected.utf8))
    }
}
