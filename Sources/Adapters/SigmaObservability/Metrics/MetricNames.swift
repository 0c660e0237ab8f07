/// Names and texts as Prometheus wants them.
///
/// Source: Prometheus, "Exposition formats", text format version 0.0.4; "Data model" for names.
enum MetricNames {
    /// The name with everything that is not allowed replaced by an underscore.
    static func metric(_ text: String) -> String { sanitized(text) { $0 == UInt8(ascii: ":") } }

    /// The label's name; two underscores in front are Prometheus' own.
    static func label(_ text: String) -> String {
        let name = sanitized(text) { _ in false }
        return name.hasPrefix("__") ? "exported\(name)" : name
    }

    private static func sanitized(_ text: String, _ allowed: (UInt8) -> Bool) -> String {
        let bytes = text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F || allowed(byte)
            return isPlain ? byte : 0x5F
        }
        let startsWell = bytes.first.map { !(0x30...0x39).contains($0) } ?? false
        return (startsWell ? "" : "_") + String(decoding: bytes, as: UTF8.self)
    }

    /// `a="x",b="y"`: names in order, each once, values escaped; reserved names get a prefix.
    static func labels(_ labels: [(String, String)], reserved: Set<String> = []) -> String {
        var seen: Set<String> = []
        let pairs = labels.map { (reserved.contains(label($0.0)) ? "exported_\($0.0)" : label($0.0), $0.1) }
            .filter { seen.insert($0.0).inserted }
        return pairs.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1, quotes: true))\"" }.joined(separator: ",")
    }

    /// Backslash and line feed escaped; quotes too in values of labels.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A number as Go reads it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }
}
