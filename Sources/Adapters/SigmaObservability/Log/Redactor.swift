internal import Synchronization

/// Replaces registered secrets wherever they appear in texts.
///
/// A secret is found as it is, percent-encoded, and as JSON writes it. Bytes are compared, not characters, so that no
/// combining mark behind a secret hides it.
package final class Redactor: Sendable {
    /// What stands in the place of a secret.
    package static let mask = "***"

    private let secrets = Mutex<[[UInt8]]>([])

    /// A redactor that knows no secret.
    package init() {}

    /// Adds secrets; empty texts are ignored.
    package func register(_ texts: some Sequence<String>) {
        let forms = texts.flatMap { [$0, Redactor.percentEncoded($0), Redactor.escaped($0)] }
            .filter { !$0.isEmpty }.map { Array($0.utf8) }
        secrets.withLock { secrets in
            for form in forms where !secrets.contains(form) { secrets.append(form) }
            // The longest first, so that a secret inside another leaves no rest of the longer one.
            secrets.sort { $0.count > $1.count }
        }
    }

    /// The text with every secret masked.
    ///
    /// - Complexity: O(secrets × length).
    package func redact(_ text: String) -> String {
        let secrets = secrets.withLock { $0 }
        guard !secrets.isEmpty else { return text }
        var bytes = Array(text.utf8)
        var isChanged = false
        for secret in secrets {
            var start = 0
            while let found = Redactor.index(of: secret, in: bytes, from: start) {
                bytes.replaceSubrange(found..<(found + secret.count), with: Array(Redactor.mask.utf8))
                start = found + Redactor.mask.utf8.count
                isChanged = true
            }
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    private static func index(of part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = part.first, bytes.count - start >= part.count else { return nil }
        for index in start...(bytes.count - part.count) where bytes[index] == first {
            if bytes[index..<(index + part.count)].elementsEqual(part) { return index }
        }
        return nil
    }

    /// RFC 3986 §2.3: everything but unreserved characters as %XX.
    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        .joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        LogText.appendEscaped(text, to: &result)
        return result
    }
}
