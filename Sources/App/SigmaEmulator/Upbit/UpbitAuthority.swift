internal import SigmaModel

/// Checks the tokens of Upbit's private calls.
struct UpbitAuthority {
    private let site: VenueSite
    /// Nonces that were used, by key.
    private var nonces: [String: Set<String>] = [:]

    init(_ site: VenueSite) { self.site = site }

    /// The key and account of a request's token, which must cover its parameters.
    ///
    /// - Parameter keepsNonces: whether a nonce may be used once only; not for WebSockets, whose clients reconnect with
    ///   the token they made first.
    mutating func check(
        _ request: WireRequest, keepsNonces: Bool = true
    ) throws(UpbitRefusal) -> (key: EmulatedKey, account: EmulatedAccount) {
        guard let header = request.header("Authorization"), header.hasPrefix("Bearer ") else { throw .noToken }
        let token = header.dropFirst("Bearer ".count)
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = WireSignature.base64(parts[0]).flatMap({ JSONTree($0) }),
            let claims = WireSignature.base64(parts[1]).flatMap({ JSONTree($0) }),
            let signature = WireSignature.base64(parts[2])
        else { throw .badToken }
        guard let id = claims["access_key"]?.string, let found = site.key(id) else { throw .unknownKey }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        let expected: [UInt8]
        switch head["alg"]?.string {
        case "HS512": expected = WireSignature.hmacSHA512(signed, key: found.key.secret)
        case "HS256": expected = WireSignature.hmacSHA256(signed, key: found.key.secret)
        default: throw .badToken
        }
        guard WireSignature.isEqual(signature, expected) else { throw .badToken }
        if let expires = found.key.expires, site.now >= expires { throw .expiredKey }
        guard found.key.admits(request.address) else { throw .badAddress }
        guard let nonce = claims["nonce"]?.string, !nonce.isEmpty else { throw .badToken }
        try checkHash(claims, request)
        if keepsNonces, !nonces[id, default: []].insert(nonce).inserted { throw .usedNonce }
        return found
    }

    /// The hash covers the decoded `k=v&k=v` text of the parameters in the order sent.
    private func checkHash(_ claims: JSONTree, _ request: WireRequest) throws(UpbitRefusal) {
        let text: String
        if request.body.isEmpty {
            text = QueryParameters.decode(request.query)
        } else {
            guard let members = JSONTree(request.body)?.members else { throw .invalid("body") }
            text = members.map { "\($0.name)=\($0.value.plain ?? "null")" }.joined(separator: "&")
        }
        guard !text.isEmpty else { return }
        guard claims["query_hash_alg"]?.string ?? "SHA512" == "SHA512",
            claims["query_hash"]?.string == WireSignature.hex(WireSignature.sha512(Array(text.utf8)))
        else { throw .badHash }
    }
}
