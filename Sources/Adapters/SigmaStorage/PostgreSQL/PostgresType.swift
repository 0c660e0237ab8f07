import CPostgres
import SigmaModel
import SigmaPorts

/// PostgreSQL's text form of values.
enum PostgresType {
    /// The value of a result's text by its type's number (`pg_type.oid`); nil when it is not of the type's form.
    static func value(of text: String, type: Oid) -> SQLValue? {
        switch type {
        case 16: .boolean(text == "t")
        case 20, 21, 23, 26: Int64(text).map { .integer($0) }
        case 700, 701: Double(text).map { .real($0) }
        case 17: bytes(text).map { .bytes($0) }
        case 1_700: (try? DecimalText.parse(text)).map { .decimal($0) }
        case 1_184: date(text).map { .date($0) }
        default: .text(text)
        }
    }

    /// The text of a parameter; nil for null.
    static func text(of value: SQLValue) -> String? {
        switch value {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .boolean(let flag): flag ? "t" : "f"
        case .text(let text): text
        case .bytes(let bytes): hexadecimal(bytes)
        case .decimal(let raw): DecimalText.format(raw)
        case .date(let time): time.description
        }
    }

    /// `2026-01-02 03:04:05.123456+00`, as `datestyle=ISO` and `timezone=UTC` give it.
    private static func date(_ text: String) -> Timestamp? {
        guard text.hasSuffix("+00") else { return nil }
        return try? Timestamp(text.dropLast(3) + "Z")
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let source = Array(text.utf8)
        guard source.count >= 2, source.count % 2 == 0, source[0] == UInt8(ascii: "\\"), source[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count / 2 - 1)
        for index in stride(from: 2, to: source.count, by: 2) {
            guard let high = digits.firstIndex(of: source[index]), let low = digits.firstIndex(of: source[index + 1])
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
