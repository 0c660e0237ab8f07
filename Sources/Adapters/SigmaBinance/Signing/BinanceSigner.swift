internal import Crypto
package import SigmaModel
package import SigmaWire

/// Signs requests with the secret of a key: HMAC-SHA-256, or Ed25519 where the secret is such a private key in PEM.
///
/// Source: Binance "REST API", "Request Security", and "WebSocket API", "Request security".
package struct BinanceSigner: Sendable {
    private enum Secret: Sendable {
        case hmac(SymmetricKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    /// The key's public name, which goes with every request.
    package let keyID: String
    private let secret: Secret

    /// A signer for a key; throws where the secret is a private key of another kind.
    package init(_ key: VenueKey) throws(BinanceKeyError) {
        keyID = key.id
        guard key.secret.hasPrefix("-----") else {
            secret = .hmac(SymmetricKey(data: Array(key.secret.utf8)))
            return
        }
        guard let bytes = PrivateKeyText.ed25519(key.secret),
            let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { throw BinanceKeyError() }
        secret = .ed25519(signing)
    }

    /// A signed query or form: the members with `recvWindow` and `timestamp`, percent-encoded first and then signed.
    package func query(_ members: WireMembers, at timestamp: Timestamp, window: TimeSpan) -> String {
        var members = members
        BinanceSigner.addTiming(to: &members, timestamp, window)
        let payload = members.query
        return "\(payload)&signature=\(WireMembers.encoded(signature(of: payload)))"
    }

    /// The signed members of a request over the WebSocket API: sorted by name, raw, then signed.
    package func members(_ members: WireMembers, at timestamp: Timestamp, window: TimeSpan) -> WireMembers {
        var unsorted = members
        unsorted.add("apiKey", keyID)
        BinanceSigner.addTiming(to: &unsorted, timestamp, window)
        var sorted = WireMembers()
        for member in unsorted.list.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            sorted.add(member.name, member.value)
        }
        sorted.add("signature", signature(of: sorted.plain))
        return sorted
    }

    /// A time as it is signed: whole milliseconds.
    package func stamp(_ time: Timestamp) -> Timestamp { time.floored(to: TimeSpan(milliseconds: 1)) }

    /// The signature of a text as the venue writes it: hexadecimal of an HMAC, base64 of an Ed25519 signature.
    package func signature(of payload: String) -> String {
        switch secret {
        case .hmac(let key):
            return Hex.encode(HMAC<SHA256>.authenticationCode(for: Array(payload.utf8), using: key))
        case .ed25519(let key):
            // Signing with a valid key of this kind cannot fail; an empty signature would be refused by the venue.
            return (try? key.signature(for: Array(payload.utf8))).map { Base64.encode(Array($0)) } ?? ""
        }
    }

    /// Milliseconds, of which the window may have three decimals.
    private static func addTiming(to members: inout WireMembers, _ timestamp: Timestamp, _ window: TimeSpan) {
        let micros = window.nanoseconds / 1_000
        members.add("recvWindow", .number(DecimalText.format(Int128(micros) * Int128(FixedPoint.one) / 1_000)))
        members.add("timestamp", .number("\(timestamp.nanoseconds / 1_000_000)"))
    }
}

/// The secret looks like a private key and is none that can sign here.
package struct BinanceKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The only one there is.
    package init() {}

    package var description: String {
        "the secret is no Ed25519 private key in PEM (PKCS#8); use such a key, or an HMAC secret as Binance shows it"
    }
}

/// Reads private keys in PEM.
private enum PrivateKeyText {
    /// What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410 §7).
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    static func ed25519(_ pem: String) -> [UInt8]? {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN PRIVATE KEY-----", lines.last == "-----END PRIVATE KEY-----",
            let bytes = Base64.decode(lines.dropFirst().dropLast().joined()), bytes.count == prefix.count + 32,
            bytes.starts(with: prefix)
        else { return nil }
        return Array(bytes.dropFirst(prefix.count))
    }
}
