import Crypto
import Foundation

/// Tokens as Upbit documents them, made by the test's own code.
enum UpbitToken {
    static func make(
        key: String = "key", secret: String = "secret", parameters: String = "", nonce: String = UUID().uuidString,
        algorithm: String = "HS512", hash: String? = nil
    ) -> String {
        var claims = "{\"access_key\":\"\(key)\",\"nonce\":\"\(nonce)\""
        let digest = hash ?? (parameters.isEmpty ? nil : hex(SHA512.hash(data: Data(parameters.utf8))))
        if let digest { claims += ",\"query_hash\":\"\(digest)\",\"query_hash_alg\":\"SHA512\"" }
        let text = base64("{\"alg\":\"\(algorithm)\",\"typ\":\"JWT\"}") + "." + base64(claims + "}")
        let symmetric = SymmetricKey(data: Data(secret.utf8))
        let code =
            algorithm == "HS512"
            ? Data(HMAC<SHA512>.authenticationCode(for: Data(text.utf8), using: symmetric))
            : Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: symmetric))
        return text + "." + base64(code)
    }

    private static func base64(_ text: String) -> String { base64(Data(text.utf8)) }

    private static func base64(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        digest.map { String(format: "%02x", $0) }.joined()
    }
}
