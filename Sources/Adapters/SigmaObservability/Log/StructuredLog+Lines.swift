internal import Logging

extension StructuredLog {
    /// `2024-03-01T09:00:00.123Z INFO    journal: opened path=/data/a segments=3`.
    func text(
        _ event: LogEvent, label: String, fields: [(key: String, value: Logger.MetadataValue)], isColored: Bool
    ) -> String {
        let name = event.level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - name.count))
        var line = LogText.time(now()) + " "
        line += isColored ? "\u{1B}[\(event.level.color)m\(name)\u{1B}[0m\(padding) " : "\(name)\(padding) "
        LogText.appendEscaped(redactor.redact(label), to: &line, quotes: false)
        line += ": "
        LogText.appendEscaped(redactor.redact("\(event.message)"), to: &line, quotes: false)
        for (key, value) in fields { append(key, LogText.text(value), to: &line) }
        if let error = event.error { append("error", "\(error)", to: &line) }
        return line + "\n"
    }

    private func append(_ key: String, _ value: String, to line: inout String) {
        line += " "
        LogText.appendWord(redactor.redact(key), to: &line)
        line += "="
        LogText.appendWord(redactor.redact(value), to: &line)
    }

    /// `{"time":…,"level":…,"logger":…,"message":…,"error":…,"metadata":{…}}`.
    func json(_ event: LogEvent, label: String, fields: [(key: String, value: Logger.MetadataValue)]) -> String {
        var line = "{\"time\":\"\(LogText.time(now()))\",\"level\":\"\(event.level.rawValue)\",\"logger\":"
        appendString(label, to: &line)
        line += ",\"message\":"
        appendString("\(event.message)", to: &line)
        if let error = event.error {
            line += ",\"error\":"
            appendString("\(error)", to: &line)
        }
        if !fields.isEmpty {
            line += ",\"metadata\":"
            appendObject(fields, to: &line)
        }
        return line + "}\n"
    }

    private func appendObject(_ fields: [(key: String, value: Logger.MetadataValue)], to line: inout String) {
        line += "{"
        for (index, field) in fields.enumerated() {
            if index > 0 { line += "," }
            appendString(field.key, to: &line)
            line += ":"
            appendValue(field.value, to: &line)
        }
        line += "}"
    }

    private func appendValue(_ value: Logger.MetadataValue, to line: inout String) {
        switch value {
        case .string(let text): appendString(text, to: &line)
        case .stringConvertible(let value): appendString(value.description, to: &line)
        case .dictionary(let pairs): appendObject(pairs.sorted { $0.key < $1.key }, to: &line)
        case .array(let values):
            line += "["
            for (index, value) in values.enumerated() {
                if index > 0 { line += "," }
                appendValue(value, to: &line)
            }
            line += "]"
        }
    }

    private func appendString(_ text: String, to line: inout String) {
        line += "\""
        LogText.appendEscaped(redactor.redact(text), to: &line)
        line += "\""
    }
}

extension Logger.Level {
    /// The colour of a level's name as an ECMA-48 parameter.
    fileprivate var color: Int {
        switch self {
        case .trace, .debug: 90
        case .info: 32
        case .notice: 36
        case .warning: 33
        case .error: 31
        case .critical: 35
        }
    }
}
