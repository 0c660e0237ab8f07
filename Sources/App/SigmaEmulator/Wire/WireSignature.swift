internal import Crypto
internal import Foundation

/// The codes that venues sign with, by swift-crypto and apart from the adapters' own signers.
package enum WireSignature {
    /// HMAC of SHA-256, 32 bytes.
    package static func hmacSHA256(_ text: [UInt8], key: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(key.utf8))))
    }

    /// HMAC of SHA-512, 64 bytes.
    package static func hmacSHA512(_ text: [UInt8], key: String) -> [UInt8] {
        Array(HMAC<SHA512>.authenticationCode(for: text, using: SymmetricKey(data: Array(key.utf8))))
    }

    /// SHA-512, 64 bytes.
    package static func sha512(_ text: [UInt8]) -> [UInt8] { Array(SHA512.hash(data: text)) }

    /// Whether an Ed25519 signature is a public key's.
    ///
    /// - Parameter publicKey: 32 bytes.
    package static func isEd25519(_ signature: [UInt8], of text: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }

    /// Lower-case hexadecimal.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The bytes of base64, or of its URL form without padding; nil where it is neither.
    package static func base64(_ text: some StringProtocol) -> [UInt8]? {
        var plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while plain.utf8.count % 4 != 0 { plain += "=" }
        return Data(base64Encoded: plain).map { Array($0) }
    }

    /// Whether two byte strings are equal, in a time that tells nothing of where they differ.
    package static func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
