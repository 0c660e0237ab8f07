/// The few pieces of JSON that rows hold.
enum JSONText {
    /// A text in quotation marks.
    static func string(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A number; null where there is none, since JSON knows no infinity.
    static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

    /// A parameter's text: a number where it is one, else a text.
    static func value(_ text: String) -> String {
        if let value = Double(text), value.isFinite { return number(value) }
        return text == "true" || text == "false" ? text : string(text)
    }
}
