internal import SigmaModel

/// Why a text is no rule of what goes wrong.
package struct FaultRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and how to mend it.
    package let description: String
}

extension FaultRule {
    /// The rule of a text such as `silenceAfter,method=POST,path=/v1/orders,count=1`.
    package init(text: String) throws(FaultRuleError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var fields: [(name: String, value: String)] = [("kind", String(parts.first ?? ""))]
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else {
                throw FaultRuleError(description: "fault '\(text)': '\(part)' has no value; write name=value")
            }
            fields.append((String(pair[0]), String(pair[1])))
        }
        try self.init(fields: fields)
    }

    /// The rule of named values, `kind` among them.
    init(fields: [(name: String, value: String)]) throws(FaultRuleError) {
        let name = fields.first { $0.name == "kind" }?.value ?? ""
        guard let kind = Kind(rawValue: name) else {
            let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw FaultRuleError(description: "fault: '\(name)' is no kind of fault; there are \(kinds)")
        }
        self.init(kind)
        for field in fields where field.name != "kind" { try set(field.name, field.value) }
    }

    private mutating func set(_ name: String, _ value: String) throws(FaultRuleError) {
        switch name {
        case "venue": venue = try FaultRule.read(name, value, "upbit, binance or bybit") { Venue(rawValue: $0) }
        case "method": method = value.uppercased()
        case "path": path = value
        case "stream":
            let kinds = StreamKind.allCases.map(\.rawValue).joined(separator: ", ")
            stream = try FaultRule.read(name, value, "one of \(kinds)") { StreamKind(rawValue: $0) }
        case "probability":
            probability = try FaultRule.read(name, value, "a number from 0 to 1") { text in
                Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
            }
        case "skip": skip = try FaultRule.read(name, value, "a whole number") { FaultRule.count($0) }
        case "count": count = try FaultRule.read(name, value, "a whole number") { FaultRule.count($0) }
        case "milliseconds":
            milliseconds = try FaultRule.read(name, value, "0 … 600000") { text in
                Int64(text).flatMap { (0...600_000).contains($0) ? $0 : nil }
            }
        case "status":
            status = try FaultRule.read(name, value, "an HTTP status from 400 to 599, or 200 for html") { text in
                Int(text).flatMap { $0 == 200 || (400...599).contains($0) ? $0 : nil }
            }
        default:
            throw FaultRuleError(
                description: "fault: there is no '\(name)'; a fault has venue, method, path, stream, probability, "
                    + "skip, count, milliseconds, status")
        }
    }

    private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }

    private static func read<Value>(
        _ name: String, _ text: String, _ form: String, _ parse: (String) -> Value?
    ) throws(FaultRuleError) -> Value {
        guard let value = parse(text) else {
            throw FaultRuleError(description: "fault: \(name) '\(text)' is not right; it takes \(form)")
        }
        return value
    }

    /// Writes the members of the rule.
    func write(_ json: inout JSONComposer) {
        json.string("kind", kind.rawValue)
        if let venue { json.string("venue", venue.rawValue) }
        if let method { json.string("method", method) }
        if let path { json.string("path", path) }
        if let stream { json.string("stream", stream.rawValue) }
        json.raw("probability", "\(probability)")
        json.number("skip", skip)
        if let count { json.number("count", count) }
        json.number("milliseconds", milliseconds)
        json.number("status", status)
    }
}
