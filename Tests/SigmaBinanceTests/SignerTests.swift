import Crypto
import Foundation
import SigmaBinance
import SigmaModel
import SigmaWire
import Testing

@Suite("Signatures")
struct SignerTests {
    private func signer(_ secret: String = TestKey.secret) throws -> BinanceSigner {
        try BinanceSigner(VenueKey(id: TestKey.id, secret: secret))
    }

    @Test("the documentation's examples of REST come out, percent-encoded before they are signed")
    func rest() throws {
        let signer = try signer()
        #expect(
            signer.signature(
                of: "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
                    + "&timestamp=1499827319559")
                == "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")
        var members = WireMembers()
        for (name, value) in [
            ("symbol", "１２３４５６"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "1"),
            ("price", "0.1"),
        ] { members.add(name, value) }
        let query = signer.query(
            members, at: Timestamp(milliseconds: 1_499_827_319_559), window: TimeSpan(milliseconds: 5_000))
        #expect(query.hasPrefix("symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&"))
        #expect(query.hasSuffix("&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"))
    }

    @Test(
        "the documentation's examples of the WebSocket API come out: sorted by name, raw",
        arguments: [
            (
                "BTCUSDT", "SELL", "0.01000000", "52000.00", 100,
                "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"
            ),
            (
                "１２３４５６", "BUY", "1.00000000", "0.10000000", 5_000,
                "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd"
            ),
        ])
    func webSocket(
        symbol: String, side: String, quantity: String, price: String, window: Int64, signature: String
    ) throws {
        var members = WireMembers()
        for (name, value) in [
            ("symbol", symbol), ("side", side), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", quantity),
            ("price", price),
        ] { members.add(name, value) }
        let signed = try signer().members(
            members, at: Timestamp(milliseconds: 1_645_423_376_532), window: TimeSpan(milliseconds: window))
        #expect(signed["signature"] == signature)
        #expect(signed.list.map(\.name).dropLast() == signed.list.map(\.name).dropLast().sorted()[...])
        #expect(String(decoding: signed.json, as: UTF8.self).contains(#""timestamp":1645423376532"#))
    }

    @Test("Ed25519 signs as RFC 8032 does, in base64, which a query percent-encodes")
    func edwards() throws {
        // RFC 8032 §7.1, test 2.
        let seed: [UInt8] = [
            0x4C, 0xCD, 0x08, 0x9B, 0x28, 0xFF, 0x96, 0xDA, 0x9D, 0xB6, 0xC3, 0x46, 0xEC, 0x11, 0x4E, 0x0F, 0x5B, 0x8A,
            0x31, 0x9F, 0x35, 0xAB, 0xA6, 0x24, 0xDA, 0x8C, 0xF6, 0xED, 0x4F, 0xB8, 0xA6, 0xFB,
        ]
        let pem = EdwardsKey.pem(seed)
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        let signature = try signer(pem).signature(of: "symbol=BTCUSDT&timestamp=1668481559918")
        let bytes = try #require(Data(base64Encoded: signature))
        #expect(key.publicKey.isValidSignature(bytes, for: Data("symbol=BTCUSDT&timestamp=1668481559918".utf8)))
        var members = WireMembers()
        members.add("symbol", "BTCUSDT")
        let query = try signer(pem).query(members, at: venueNow, window: TimeSpan(milliseconds: 5_000))
        let encoded = try #require(query.components(separatedBy: "&signature=").last)
        #expect(!encoded.contains("+") && !encoded.contains("/") && !encoded.contains("="))
        let plain = try #require(query.components(separatedBy: "&signature=").first)
        let decoded = try #require(encoded.removingPercentEncoding.flatMap { Data(base64Encoded: $0) })
        #expect(key.publicKey.isValidSignature(decoded, for: Data(plain.utf8)))
    }

    @Test(
        "private keys of other kinds are refused, without a word of the secret",
        arguments: [
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----",
        ])
    func others(secret: String) {
        #expect(throws: BinanceKeyError.self) { try signer(secret) }
        #expect(!BinanceKeyError().description.contains("AAAA"))
    }

    @Test("a window has up to three decimals")
    func window() throws {
        let query = try signer().query(WireMembers(), at: venueNow, window: TimeSpan(nanoseconds: 6_000_346_000))
        #expect(query.hasPrefix("recvWindow=6000.346&timestamp=1700000000000&signature="))
    }
}

/// Writes Ed25519 keys as openssl does.
enum EdwardsKey {
    static func pem(_ seed: [UInt8]) -> String {
        let prefix: [UInt8] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]
        return "-----BEGIN PRIVATE KEY-----\n\(Data(prefix + seed).base64EncodedString())\n-----END PRIVATE KEY-----\n"
    }
}
