internal import SigmaModel

/// Checks the keys, signatures and times of Binance's signed requests.
struct BinanceAuthority {
    let site: VenueSite

    /// The key and account of a REST request, whose signature covers query and body as they were sent.
    func check(_ request: WireRequest, _ permission: EmulatedKey.Permissions) throws(BinanceRefusal) -> (
        key: EmulatedKey, account: EmulatedAccount
    ) {
        let parameters = BinanceAuthority.parameters(of: request)
        guard let id = request.header("X-MBX-APIKEY") else { throw .badKeyForm }
        guard let signature = parameters["signature"] else { throw .missing("signature") }
        let payload = BinanceAuthority.unsigned(request.query) + BinanceAuthority.unsigned(request.text)
        return try check(id, payload, signature, parameters, request.address, permission)
    }

    /// The same for the WebSocket API, whose signature covers the parameters sorted by name.
    func check(
        _ parameters: BinanceParameters, from address: String, _ permission: EmulatedKey.Permissions
    ) throws(BinanceRefusal) -> (key: EmulatedKey, account: EmulatedAccount) {
        let id = try parameters.needed("apiKey")
        let signature = try parameters.needed("signature")
        let payload = parameters.pairs.filter { $0.name != "signature" }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return try check(id, payload, signature, parameters, address, permission)
    }

    private func check(
        _ id: String, _ payload: String, _ signature: String, _ parameters: BinanceParameters, _ address: String,
        _ permission: EmulatedKey.Permissions
    ) throws(BinanceRefusal) -> (key: EmulatedKey, account: EmulatedAccount) {
        try checkTime(parameters)
        guard !id.isEmpty, id.utf8.count <= 128 else { throw .badKeyForm }
        guard let found = site.key(id), found.key.admits(address), found.key.permissions.contains(permission) else {
            throw .badKey
        }
        if let expires = found.key.expires, site.now >= expires { throw .badKey }
        let isRight =
            switch found.key.proof {
            case .secret(let secret):
                WireSignature.isEqual(
                    Array(WireSignature.hex(WireSignature.hmacSHA256(Array(payload.utf8), key: secret)).utf8),
                    Array(signature.lowercased().utf8))
            case .ed25519(let key):
                WireSignature.base64(signature).map {
                    WireSignature.isEd25519($0, of: Array(payload.utf8), by: key)
                } ?? false
            }
        guard isRight else { throw .badSignature }
        return found
    }

    /// The window is in milliseconds with up to three decimals, the timestamp in milliseconds or microseconds.
    private func checkTime(_ parameters: BinanceParameters) throws(BinanceRefusal) {
        guard let number = try parameters.integer("timestamp") else { throw .missing("timestamp") }
        let time = BinanceFormat.time(number)
        guard let window = try? DecimalText.parse(parameters["recvWindow"] ?? "5000"), window > 0,
            window <= 60_000 * Int128(FixedPoint.one)
        else { throw BinanceRefusal(-1131, "recvWindow must be less than 60000.") }
        let span = TimeSpan(nanoseconds: Int64(window / 100))
        guard time < site.now + TimeSpan(milliseconds: 1_000) else { throw .early }
        guard site.now - time <= span else { throw .late }
    }

    /// Query and form body together.
    static func parameters(of request: WireRequest) -> BinanceParameters {
        BinanceParameters(
            pairs: request.parameters.pairs + QueryParameters(request.text, plusIsSpace: true).pairs)
    }

    /// A text without its signature.
    private static func unsigned(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).filter { !$0.hasPrefix("signature=") }
            .joined(separator: "&")
    }
}

/// Numbers as Binance writes and reads them.
enum BinanceFormat {
    /// An amount with eight decimals.
    static func decimal(_ raw: some BinaryInteger) -> String { DecimalText.format(Int128(raw), minimumPlaces: 8) }

    /// Milliseconds since 1970, or from 10¹⁴ on microseconds.
    static func time(_ number: Int64) -> Timestamp {
        let isMicro = number >= 100_000_000_000_000
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: isMicro ? 1_000 : 1_000_000)
        return overflow ? .never : Timestamp(nanoseconds: nanoseconds)
    }

    /// An instant in the unit that was asked for.
    static func number(_ time: Timestamp, micro: Bool = false) -> Int64 {
        time.nanoseconds / (micro ? 1_000 : 1_000_000)
    }
}
