/// JSON for a script element: nothing in it can end the element or a line of JavaScript.
enum JSONText {
    /// A quoted string; `<`, `>`, `&`, controls and the line separators U+2028 and U+2029 are written as escapes.
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "<", ">", "&", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Both languages, English first.
    static func string(_ text: Bilingual) -> String { array([string(text.english), string(text.korean)]) }

    /// A number with as many significant digits as a chart can show; `null` when it is not finite.
    static func number(_ value: Double, digits: Int = 7) -> String {
        guard value.isFinite else { return "null" }
        guard value != 0 else { return "0" }
        var magnitude = value.magnitude
        var places = digits - 1
        while magnitude >= 10, places > 0 {
            magnitude /= 10
            places -= 1
        }
        while magnitude < 1, places < 15 {
            magnitude *= 10
            places += 1
        }
        return NumberText.coordinate(value, places: places)
    }

    /// Numbers as an array.
    static func numbers(_ values: some Sequence<Double>, digits: Int = 7) -> String {
        array(values.map { number($0, digits: digits) })
    }

    /// Whole numbers as an array of the first and the differences, which are short when the steps are equal.
    static func differences(_ values: some Sequence<Int64>) -> String {
        var previous: Int64 = 0
        return array(
            values.map { value in
                defer { previous = value }
                return String(value - previous)
            })
    }

    /// Values already written as JSON.
    static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    /// Members already written as JSON, in their order.
    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + members.map { "\(string($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }
}
