internal import Crypto
internal import Foundation
package import SigmaWire

/// Makes the token by which Upbit knows who asks: a JSON Web Token that names the key and fixes the parameters.
///
/// Source: docs.upbit.com, reference/auth; RFC 7519, RFC 7515.
package struct UpbitSigner: Sendable {
    /// How a token is signed; Upbit recommends SHA-512 and accepts SHA-256.
    package enum Algorithm: String, Sendable, CaseIterable {
        case sha512 = "HS512"
        case sha256 = "HS256"
    }

    private let key: VenueKey
    private let algorithm: Algorithm

    /// A signer for one key.
    package init(_ key: VenueKey, algorithm: Algorithm = .sha512) {
        self.key = key
        self.algorithm = algorithm
    }

    /// The value of the `Authorization` header of one request.
    ///
    /// What is hashed is the text of the parameters without any encoding, in the order in which they are sent; a body is
    /// hashed as if it were a query, not as JSON.
    ///
    /// - Parameter nonce: any text that was never used with this key before.
    package func authorization(_ parameters: WireMembers, nonce: String) -> String {
        var claims = WireMembers()
        claims.add("access_key", key.id)
        claims.add("nonce", nonce)
        if !parameters.isEmpty {
            claims.add("query_hash", UpbitSigner.hash(parameters.plain))
            claims.add("query_hash_alg", "SHA512")
        }
        return "Bearer \(token(claims))"
    }

    /// The lower-case hexadecimal SHA-512 of a text.
    static func hash(_ text: String) -> String { Hex.encode(SHA512.hash(data: Data(text.utf8))) }

    private func token(_ claims: WireMembers) -> String {
        var header = WireMembers()
        header.add("alg", algorithm.rawValue)
        header.add("typ", "JWT")
        let signed = "\(Base64.encodeForWeb(header.json)).\(Base64.encodeForWeb(claims.json))"
        return "\(signed).\(Base64.encodeForWeb(signature(Data(signed.utf8))))"
    }

    private func signature(_ text: Data) -> [UInt8] {
        let secret = SymmetricKey(data: Data(key.secret.utf8))
        return switch algorithm {
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: text, using: secret))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: text, using: secret))
        }
    }
}
