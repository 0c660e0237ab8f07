/// Bytes as lower-case hexadecimal digits.
package enum Hex {
    /// Two digits for each byte.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

/// Bytes as base64 text.
package enum Base64 {
    private static let plain = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let web = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The common alphabet with padding (RFC 4648 §4).
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = encode(bytes, plain)
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The alphabet for web addresses, without padding, as JSON Web Tokens have it (RFC 4648 §5, RFC 7515).
    package static func encodeForWeb(_ bytes: [UInt8]) -> String {
        String(decoding: encode(bytes, web), as: UTF8.self)
    }

    private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let part = bytes[index..<min(index + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in part { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - part.count))
            for place in 0...part.count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * place)) & 63]) }
            index += 3
        }
        return text
    }
}
