internal import Logging
internal import SigmaModel

/// How lines are put together.
enum LogText {
    /// Appends a text with quotes, backslashes and everything that could move a cursor escaped as JSON does.
    ///
    /// Control and format characters (Cc, Cf) and line separators (Zl, Zp) are escaped: one event stays one line, and
    /// nobody's text can rewrite what a terminal shows.
    static func appendEscaped(_ text: String, to line: inout String, quotes: Bool = true) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where quotes: line += "\\\""
            case "\\" where quotes: line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            default:
                if isDangerous(scalar) {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    line.unicodeScalars.append(scalar)
                }
            }
        }
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    /// Appends a value of `key=value`, quoted where it would not be read back as one word.
    static func appendWord(_ text: String, to line: inout String) {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
        guard !isPlain else {
            line += text
            return
        }
        line += "\""
        appendEscaped(text, to: &line)
        line += "\""
    }

    /// ISO 8601 in UTC with three decimals of the second, so that lines stay aligned.
    static func time(_ time: Timestamp) -> String {
        let second = time.floored(to: TimeSpan(seconds: 1))
        let millisecond = String((time.nanoseconds - second.nanoseconds) / 1_000_000 + 1_000).dropFirst()
        return "\(second.description.dropLast()).\(millisecond)Z"
    }

    /// The value as text: nested lists and dictionaries in brackets, keys in order.
    static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): "[" + values.map(text).joined(separator: ",") + "]"
        case .dictionary(let pairs):
            "{" + pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: ",") + "}"
        }
    }
}
